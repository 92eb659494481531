-- name: put
-- scope: spread
-- One row per fact or parcel; all arrays have the same length.
insert into inbox (bucket, lane, kind, person_id, message_id, origin, occurred_at, received_at, facts, body)
select *
from unnest(@buckets::integer[], @lanes::smallint[], @kinds::text[], @people::uuid[], @messages::uuid[],
            @origins::text[], @occurred::timestamptz[], @received::timestamptz[], @facts::integer[], string_to_array(@bodies, chr(31))::json[]);

-- name: read
-- scope: bucket
-- The next bite of a bucket, transactional lane first: rows until they hold @most facts.
select w.bucket, w.id, w.lane, w.kind, w.person_id as "personId", w.message_id as "messageId", w.origin,
       w.occurred_at as "occurredAt", w.received_at as "receivedAt", w.facts, w.body
from (select n.*, sum(n.facts) over (order by n.lane, n.id) - n.facts as before
      from (select * from inbox i where i.bucket = @bucket order by i.lane, i.id limit @rows) n) w
where w.before < @most::integer
order by w.lane, w.id;

-- name: drop
-- scope: bucket
-- Deletes what was applied in this transaction.
delete from inbox i
using unnest(@lanes::smallint[], @ids::bigint[]) as d(lane, id)
where i.bucket = @bucket and i.lane = d.lane and i.id = d.id;

-- name: depth
-- scope: all
-- Counts waiting facts, of a bounded number of rows: the answer to "is it too much?".
select coalesce(sum(i.facts), 0)::integer as depth from (select facts from inbox limit @most) i;

-- name: buckets
-- scope: all
-- Buckets in which facts wait.
select b.id as bucket from bucket b where exists (select from inbox i where i.bucket = b.id) order by b.id;

-- name: urgent
-- scope: all
-- Buckets in which something waits that hurries, with the first of its lanes.
select w.bucket, w.lane from (
  select b.id as bucket, (select min(i.lane) from inbox i where i.bucket = b.id) as lane from bucket b) w
where w.lane < 2
order by w.bucket;

-- name: mark
-- scope: all
-- The newest row that waits: what came before this moment has an id of at most this; null when nothing waits.
select max(i.id) as id from inbox i;

-- name: waits-below
-- scope: all
-- A row when anything that came in by a mark still waits. An “exists” over all buckets would have a cluster send every row.
select 1 from inbox i where i.id <= @mark limit 1;
