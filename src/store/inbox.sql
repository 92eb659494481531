-- name: put
-- scope: spread
-- One row per fact; all arrays have the same length.
insert into inbox (bucket, lane, kind, person_id, message_id, origin, occurred_at, received_at, body)
select *
from unnest(@buckets::integer[], @lanes::smallint[], @kinds::text[], @people::uuid[], @messages::uuid[],
            @origins::text[], @occurred::timestamptz[], @received::timestamptz[], @bodies::jsonb[]);

-- name: read
-- scope: bucket
-- The next bite of a bucket, transactional lane first.
select i.bucket, i.id, i.lane, i.kind, i.person_id as "personId", i.message_id as "messageId", i.origin,
       i.occurred_at as "occurredAt", i.received_at as "receivedAt", i.body
from inbox i
where i.bucket = @bucket
order by i.lane, i.id
limit @most;

-- name: drop
-- scope: bucket
-- Deletes what was applied in this transaction.
delete from inbox i where i.bucket = @bucket and i.id = any(@ids::bigint[]);

-- name: depth
-- scope: all
-- Counts waiting rows up to a bound: the answer to "is it too much?".
select count(*)::integer as depth from (select from inbox limit @most) i;

-- name: buckets
-- scope: all
-- Buckets in which facts wait.
select b.id as bucket from bucket b where exists (select from inbox i where i.bucket = b.id) order by b.id;

-- name: mark
-- scope: all
-- The newest row that waits: what came before this moment has an id of at most this; null when nothing waits.
select max(i.id) as id from inbox i;

-- name: waits-below
-- scope: all
-- Whether anything that came in by a mark still waits.
select exists (select from inbox i where i.id <= @mark) as waits;
