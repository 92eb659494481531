-- name: open-of-buckets
-- scope: all
-- Leases of buckets that are open, with what their holders have spent: a lease whose grant was lost has none.
select l.bucket, l.id as lease, l.bank, l.holder_bucket as "holderBucket", coalesce(h.spent, l.spent) as spent
from lease l
left join bank_hold h on h.bucket = l.holder_bucket and h.lease = l.id
where l.closed_at is null and l.holder_bucket is not null
order by l.bucket, l.bank, l.id;

-- name: used
-- scope: bucket
select u.code, u.key from bank_use u where u.bucket = @bucket and u.lease = @lease and u.code is not null order by u.code;
