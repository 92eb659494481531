-- name: merged-into
-- scope: all
-- Who became part of these people: identifiers that they had given up by then still lead to them.
select f.person_id as "personId" from forward f where f.to_person = any(@people::uuid[]) and not f.erased;

-- name: known-by
-- scope: all
-- Identifiers and orders that lead to these people, wherever the book keeps them.
select i.kind, i.value from identifier i where i.person_id = any(@people::uuid[]) order by i.kind, i.value;

-- name: forget-identifiers
-- scope: bucket
-- Orders stay in the book: their facts must find them.
delete from identifier i using json_to_recordset(@rows::json) as r (kind text, value text)
where i.bucket = @bucket and i.kind = r.kind and i.value = r.value and i.kind <> 'order'
  and i.person_id = any(@people::uuid[]);

-- name: orders-of-nobody
-- scope: bucket
update identifier i set person_id = null, person_bucket = @home::integer
from json_to_recordset(@rows::json) as r (kind text, value text)
where i.bucket = @bucket and i.kind = 'order' and i.kind = r.kind and i.value = r.value
  and i.person_id = any(@people::uuid[]);

-- name: leave-address
-- scope: bucket
delete from address_user u using json_to_recordset(@rows::json) as r (channel text, hash text, person_id uuid)
where u.bucket = @bucket and u.channel = r.channel and u.hash = decode(r.hash, 'hex') and u.person_id = r.person_id;

-- name: suppress-left
-- scope: bucket
-- As an objection: a consent that a file brings back later does not lift it. Not where others use the address.
insert into suppression (bucket, channel, hash, reason, scope, occurred_at)
select distinct on (r.channel, r.hash) @bucket::integer, r.channel, decode(r.hash, 'hex'), 'objection', 'promotional', r.at
from json_to_recordset(@rows::json) as r (channel text, hash text, at timestamptz)
where not exists (select from address_user u
                  where u.bucket = @bucket and u.channel = r.channel and u.hash = decode(r.hash, 'hex'))
order by r.channel, r.hash, r.at desc
on conflict (bucket, channel, hash, scope) do update set reason = excluded.reason, occurred_at = excluded.occurred_at
where suppression.reason = 'unsubscribe';

-- name: drop-consents
-- scope: bucket
delete from consent g using json_to_recordset(@rows::json) as r (channel text, hash text)
where g.bucket = @bucket and g.channel = r.channel and g.hash = decode(r.hash, 'hex')
  and not exists (select from address_user u where u.bucket = @bucket and u.channel = g.channel and u.hash = g.hash);

-- name: drop-consent-log
-- scope: bucket
delete from consent_log g using json_to_recordset(@rows::json) as r (channel text, hash text)
where g.bucket = @bucket and g.channel = r.channel and g.hash = decode(r.hash, 'hex')
  and not exists (select from address_user u where u.bucket = @bucket and u.channel = g.channel and u.hash = g.hash);
