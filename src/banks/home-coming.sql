-- name: open-of-buckets
-- scope: all
-- Leases of buckets that are open, with what was last heard of their holders.
select l.bucket, l.id as lease, l.bank, l.holder_bucket as "holderBucket", l.spent
from lease l
where l.closed_at is null and l.holder_bucket is not null
order by l.bucket, l.bank, l.id;

-- name: held
-- scope: all
-- What holders have spent, by lease. Beside the leases and not joined with them: a lease and its holder lie in two buckets.
select h.lease, h.spent from bank_hold h where h.lease = any(@leases::uuid[]);

-- name: used
-- scope: bucket
select u.code, u.key from bank_use u where u.bucket = @bucket and u.lease = @lease and u.code is not null order by u.code;
