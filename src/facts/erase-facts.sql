-- name: events-told
-- scope: bucket
select e.occurred_at as at, e.type, e.name, e.properties, e.origin
from event e where e.bucket = @bucket and e.person_id = @person::uuid order by e.occurred_at, e.id;

-- name: drop-events
-- scope: bucket
delete from event e where e.bucket = @bucket and e.person_id = any(@ids::uuid[]);

-- name: orders-told
-- scope: bucket
select o.order_id as "orderId", o.kind, o.status, o.occurred_at as at, o.currency, o.total::text as total,
       o.shipping::text as shipping, o.discount::text as discount, o.refunded::text as refunded, o.coupons,
       (select coalesce(jsonb_agg(jsonb_build_object('productId', l.product_id, 'name', l.name, 'variant', l.variant,
          'quantity', l.quantity::text, 'price', l.price::text, 'returned', l.returned::text) order by l.product_id, l.nth), '[]')
        from purchase_line l where l.bucket = @bucket and l.order_id = o.order_id) as lines
from purchase o where o.bucket = @bucket and o.person_id = @person::uuid order by o.occurred_at, o.order_id;

-- name: orders-of-nobody
-- scope: bucket
-- The sale stays for the accounts; whose it was is forgotten.
update purchase o set person_id = null where o.bucket = @bucket and o.person_id = any(@ids::uuid[]);

-- name: lines-of-nobody
-- scope: bucket
update purchase_line l set person_id = null where l.bucket = @bucket and l.person_id = any(@ids::uuid[]);
