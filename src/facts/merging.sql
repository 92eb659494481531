-- name: events-of
-- scope: bucket
select e.person_id as "personId", e.occurred_at as "occurredAt", e.id, e.type, e.name, e.properties, e.origin,
       e.received_at as "receivedAt"
from event e where e.bucket = @bucket and e.person_id = any(@ids::uuid[]);

-- name: drop-events
-- scope: bucket
delete from event e where e.bucket = @bucket and e.person_id = any(@ids::uuid[]);

-- name: forget-keys
-- scope: bucket
-- Keys of events that leave this bucket go with them: they are counted again where the events arrive.
delete from seen s where s.bucket = @bucket and s.message_id = any(@keys::uuid[]);

-- name: orders-of
-- scope: bucket
select o.person_id as "personId", o.order_id as "orderId"
from purchase o where o.bucket = @bucket and o.person_id = any(@ids::uuid[]);

-- name: lines-of
-- scope: bucket
select l.order_id as "orderId", l.product_id as "productId", l.nth, l.occurred_at as "occurredAt", l.quantity, l.price,
       l.returned, l.cancelled, l.name, l.category, l.sku, l.variant, l.coupon
from purchase_line l where l.bucket = @bucket and l.order_id = any(@orders::text[]);

-- name: drop-orders
-- scope: bucket
delete from purchase o where o.bucket = @bucket and o.order_id = any(@orders::text[]);

-- name: drop-lines
-- scope: bucket
delete from purchase_line l where l.bucket = @bucket and l.order_id = any(@orders::text[]);

-- name: put-lines
-- scope: bucket
-- Lines that arrive with their order; those that a later fact wrote here already stay. Answers those that were not here.
insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price, returned,
                           cancelled, name, category, sku, variant, coupon)
select @bucket::integer, r.order_id, r.product_id, r.nth, r.person_id, r.occurred_at, r.quantity, r.price, r.returned,
       r.cancelled, r.name, r.category, r.sku, r.variant, r.coupon
from json_to_recordset(@rows::json) as r (order_id text, product_id text, nth integer, person_id uuid,
     occurred_at timestamptz, quantity numeric, price numeric, returned numeric, cancelled boolean, name text,
     category text, sku text, variant text, coupon text)
on conflict (bucket, order_id, product_id, nth) do nothing
returning order_id as "orderId", product_id as "productId", nth;
