-- name: lock
-- scope: bucket
-- The single writer's lock; no row when another worker holds it.
select b.id from bucket b where b.id = @bucket for update skip locked;

-- name: number
-- scope: all
-- How many buckets this installation has.
select count(*)::integer as buckets from bucket;
