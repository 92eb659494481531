-- name: events
-- scope: all
-- Track facts of some buckets.
select e.bucket, count(*) as events from event e where e.bucket = any(@buckets::integer[]) and e.type = 'track' group by e.bucket;

-- name: orders
-- scope: all
select o.bucket, count(*) as orders from purchase o where o.bucket = any(@buckets::integer[]) group by o.bucket;

-- name: lines
-- scope: all
-- Lines of some buckets, and their exact sum.
select l.bucket, count(*) as "orderLines",
       count(*) filter (where o.kind = 'cancellation' or l.cancelled) as "cancelledLines",
       count(*) filter (where l.person_id is null) as "linesWithoutCustomer",
       sum(l.quantity * l.price)::text as "netRevenue"
from purchase_line l
left join purchase o on o.bucket = l.bucket and o.order_id = l.order_id
where l.bucket = any(@buckets::integer[])
group by l.bucket;

-- name: sum
-- scope: shared
-- The exact sum of decimals.
select coalesce(trim_scale(sum(d::numeric)), 0)::text as total from unnest(@decimals::text[]) d;
