-- name: insert
-- scope: bucket
-- Events of one bite; all arrays have the same length. An event that is there already stays as it is.
insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
select @bucket::integer, r.*
from unnest(@people::uuid[], @occurred::timestamptz[], @ids::uuid[], @types::text[], @names::text[],
            string_to_array(@properties, chr(31))::jsonb[], @origins::text[], @received::timestamptz[]) r
on conflict do nothing;
