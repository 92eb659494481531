-- name: count-once
-- scope: bucket
-- Counts message ids; answers those that are new. Citus: plain insert with the bucket in the rows.
insert into seen (bucket, message_id, seen_at)
select @bucket::integer, m, @now::timestamptz from unnest(@messages::uuid[]) m
on conflict do nothing
returning message_id as "messageId";
