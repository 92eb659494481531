-- name: domains
-- scope: shared
select d.domain, d.selector, d.private_sealed as "privateSealed", d.public_key as "publicKey", d.made_at as "madeAt", d.checked,
       d.checked_at as "checkedAt"
from sending_domain d
order by d.domain;

-- name: put-domain
-- scope: shared
-- A domain keeps the key it has: its record stands in the DNS.
insert into sending_domain (domain, selector, private_sealed, public_key, made_at)
values (@domain, @selector, @sealed, @public, @now)
on conflict (domain) do nothing;

-- name: remove-domain
-- scope: shared
delete from sending_domain d where d.domain = @domain;

-- name: note-check
-- scope: shared
update sending_domain d set checked = @checked::jsonb, checked_at = @wall where d.domain = @domain;
