-- name: insert
-- scope: bucket
-- Events of one bite that are new: their message ids were counted now. Arrays have the same length, but that types, names and
-- origins are told once for each kind of event, and moments are milliseconds: half the cost of an event was to read its parameters.
insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
select @bucket::integer, r.person, to_timestamp(r.occurred::float8 / 1000), r.id, (@types::text[])[r.kind],
       (@names::text[])[r.kind], r.properties, (@origins::text[])[r.kind], to_timestamp(r.received::float8 / 1000)
from unnest(@people::uuid[], @occurred::bigint[], @ids::uuid[], @kinds::integer[],
            string_to_array(@properties, chr(31))::jsonb[], @received::bigint[])
  as r(person, occurred, id, kind, properties, received);

-- name: insert-missing
-- scope: bucket
-- The same where some may be there: an event that is there already stays as it is.
insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
select @bucket::integer, r.person, to_timestamp(r.occurred::float8 / 1000), r.id, (@types::text[])[r.kind],
       (@names::text[])[r.kind], r.properties, (@origins::text[])[r.kind], to_timestamp(r.received::float8 / 1000)
from unnest(@people::uuid[], @occurred::bigint[], @ids::uuid[], @kinds::integer[],
            string_to_array(@properties, chr(31))::jsonb[], @received::bigint[])
  as r(person, occurred, id, kind, properties, received)
on conflict do nothing;
