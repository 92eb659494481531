-- name: leases-old
-- scope: all
select l.bucket, count(*)::integer as rows from lease l where l.closed_at < @before group by l.bucket order by l.bucket;

-- name: leases-find
-- scope: bucket
select l.id, l.bank, l.spent from lease l where l.bucket = @bucket and l.closed_at < @before order by l.closed_at limit @most;

-- name: leases-settle
-- scope: bucket
update bank b set settled = b.settled + d.spent
from unnest(@banks::text[], @spent::bigint[]) as d(bank, spent) where b.bucket = @bucket and b.key = d.bank;

-- name: leases-drop
-- scope: bucket
delete from lease l where l.bucket = @bucket and l.id = any(@ids::uuid[]);
