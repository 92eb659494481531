-- name: stats
-- scope: all
-- Figures of the whole shop: track facts, orders, their lines, and the exact sum of all lines.
select
  (select count(*) from event e where e.type = 'track') as events,
  (select count(*) from purchase o) as orders,
  (select count(*) from purchase_line l) as "orderLines",
  (select count(*) from purchase_line l join purchase o on o.bucket = l.bucket and o.order_id = l.order_id
   where o.kind = 'cancellation' or l.cancelled) as "cancelledLines",
  (select count(*) from purchase_line l where l.person_id is null) as "linesWithoutCustomer",
  (select coalesce(trim_scale(sum(l.quantity * l.price)), 0)::text from purchase_line l) as "netRevenue";
