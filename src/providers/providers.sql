-- name: list
-- scope: shared
select p.key, p.name, p.shown, p.sender_domains as "senderDomains", p.classes, p.purposes, p.priority, p.weight, p.limits,
       p.return_path_domain as "returnPathDomain", p.paused, p.url_sealed as "urlSealed"
from provider p
where p.channel = 'email'
order by p.priority, p.key;

-- name: put
-- scope: shared
-- Makes or replaces a provider; an address that is not given stays as it is.
insert into provider (key, name, url_sealed, shown, sender_domains, classes, purposes, priority, weight, limits,
                      return_path_domain, paused, changed_at)
values (@key, @name, @sealed, @shown, @domains::text[], @classes::text[], @purposes::text[], @priority, @weight, @limits::jsonb,
        @return_path, @paused, @now)
on conflict (key) do update
set name = excluded.name, url_sealed = coalesce(excluded.url_sealed, provider.url_sealed),
    shown = case when excluded.url_sealed is null then provider.shown else excluded.shown end,
    sender_domains = excluded.sender_domains, classes = excluded.classes, purposes = excluded.purposes,
    priority = excluded.priority, weight = excluded.weight, limits = excluded.limits,
    return_path_domain = excluded.return_path_domain, paused = excluded.paused, changed_at = excluded.changed_at;

-- name: remove
-- scope: shared
delete from provider p where p.key = @key;

-- name: circuits
-- scope: shared
select c.provider, c.state, c.openings, c.reason, c.since, c.until from provider_circuit c;

-- name: note-circuit
-- scope: shared
-- What one process found out; who comes later knows better.
insert into provider_circuit (provider, state, openings, reason, since, until)
values (@provider, @state, @openings, @reason, @since, @until)
on conflict (provider) do update
set state = excluded.state, openings = excluded.openings, reason = excluded.reason, since = excluded.since,
    until = excluded.until
where provider_circuit.since <= excluded.since;

-- name: take-probe
-- scope: shared
-- The one try after a pause: whoever changes the row has it.
update provider_circuit c
set state = 'probing', until = @lease::timestamptz, since = @wall::timestamptz
where c.provider = @provider and c.state <> 'closed' and c.until <= @wall::timestamptz;

-- name: forget-circuit
-- scope: shared
delete from provider_circuit c where c.provider = @provider;
