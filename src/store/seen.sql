-- name: counted
-- scope: bucket
-- Which of these message ids were counted before.
select s.message_id as "messageId" from seen s where s.bucket = @bucket and s.message_id = any(@messages::uuid[]);

-- name: count
-- scope: bucket
-- Counts message ids that were not counted before. Under the bucket's lock nobody else counts any meanwhile, so there is nothing to
-- be in conflict with: asked first and inserted plainly takes 9.1 µs for each, "on conflict do nothing returning" took 13.1.
insert into seen (bucket, message_id, seen_at)
select @bucket::integer, m, @now::timestamptz from unnest(@messages::uuid[]) m;
