-- name: events
-- scope: bucket
-- A person's events, latest first, before a moment; what happened at the moment of the last one comes with it.
select e.id::text as id, e.type, e.name, e.properties, e.origin, e.occurred_at as "at"
from event e
where e.bucket = @bucket and e.person_id = @person::uuid and e.occurred_at < @before::timestamptz
order by e.occurred_at desc
fetch first (@most::integer) rows with ties;

-- name: orders
-- scope: bucket
-- A person's orders with their lines, latest first, in the same way; money as exact decimals.
select o.order_id as "orderId", o.kind, o.status, o.occurred_at as "at", o.currency, o.total::text as total,
       o.refunded::text as refunded, o.coupons, o.origin,
       (select coalesce(jsonb_agg(jsonb_build_object('productId', l.product_id, 'nth', l.nth, 'name', l.name,
          'quantity', l.quantity::text, 'price', l.price::text, 'returned', l.returned::text, 'cancelled', l.cancelled)
          order by l.product_id, l.nth), '[]')
        from purchase_line l where l.bucket = @bucket and l.order_id = o.order_id) as lines
from purchase o
where o.bucket = @bucket and o.person_id = @person::uuid and o.occurred_at < @before::timestamptz
order by o.occurred_at desc
fetch first (@most::integer) rows with ties;
