-- name: read
-- scope: bucket
-- Heads of the orders that a bite speaks of.
select o.order_id as "orderId", o.person_id as "personId", o.kind, o.status, o.occurred_at as "occurredAt", o.currency,
       o.total, o.shipping, o.tax, o.discount, o.refunded, o.coupons, o.origin, o.updated_at as "updatedAt"
from purchase o where o.bucket = @bucket and o.order_id = any(@orders::text[]);

-- name: put
-- scope: bucket
-- Orders as they are now; a row that says the same is left alone, so that an import that is run again writes nothing.
insert into purchase (bucket, order_id, person_id, kind, status, occurred_at, currency, total, shipping, tax, discount,
                      refunded, coupons, origin, updated_at)
select @bucket::integer, r.order_id, r.person_id, r.kind, r.status, r.occurred_at, r.currency, r.total, r.shipping,
       r.tax, r.discount, r.refunded, r.coupons, r.origin, r.updated_at
from json_to_recordset(@rows::json) as r (order_id text, person_id uuid, kind text, status text,
     occurred_at timestamptz, currency text, total numeric, shipping numeric, tax numeric, discount numeric,
     refunded numeric, coupons text[], origin text, updated_at timestamptz)
on conflict (bucket, order_id) do update set
  person_id = excluded.person_id, kind = excluded.kind, status = excluded.status, occurred_at = excluded.occurred_at,
  currency = excluded.currency, total = excluded.total, shipping = excluded.shipping, tax = excluded.tax,
  discount = excluded.discount, refunded = excluded.refunded, coupons = excluded.coupons,
  updated_at = excluded.updated_at
where (purchase.person_id, purchase.kind, purchase.status, purchase.occurred_at, purchase.currency, purchase.total,
       purchase.shipping, purchase.tax, purchase.discount, purchase.refunded, purchase.coupons, purchase.updated_at)
  is distinct from
      (excluded.person_id, excluded.kind, excluded.status, excluded.occurred_at, excluded.currency, excluded.total,
       excluded.shipping, excluded.tax, excluded.discount, excluded.refunded, excluded.coupons, excluded.updated_at);

-- name: put-lines
-- scope: bucket
-- Lines by their identity (order, product, n-th of that product); what is returned is not the line's to say.
insert into purchase_line (bucket, order_id, product_id, nth, person_id, occurred_at, quantity, price, cancelled, name,
                           category, sku, variant, coupon)
select @bucket::integer, r.*
from unnest(@orders::text[], @products::text[], @nths::integer[], @people::uuid[], @occurred::timestamptz[],
            @quantities::numeric[], @prices::numeric[], @cancelled::boolean[], @names::text[], @categories::text[],
            @skus::text[], @variants::text[], @coupons::text[]) r
on conflict (bucket, order_id, product_id, nth) do update set
  person_id = excluded.person_id, occurred_at = excluded.occurred_at, quantity = excluded.quantity,
  price = excluded.price, cancelled = excluded.cancelled, name = excluded.name, category = excluded.category,
  sku = excluded.sku, variant = excluded.variant, coupon = excluded.coupon
where (purchase_line.person_id, purchase_line.occurred_at, purchase_line.quantity, purchase_line.price,
       purchase_line.cancelled, purchase_line.name, purchase_line.category, purchase_line.sku, purchase_line.variant,
       purchase_line.coupon)
  is distinct from
      (excluded.person_id, excluded.occurred_at, excluded.quantity, excluded.price, excluded.cancelled, excluded.name,
       excluded.category, excluded.sku, excluded.variant, excluded.coupon);

-- name: drop-other-lines
-- scope: bucket
-- Lines that an order stated as a whole no longer has.
delete from purchase_line l
where l.bucket = @bucket and l.order_id = any(@orders::text[])
  and not exists (
    select from json_to_recordset(@kept::json) as k (order_id text, product_id text, nth integer)
    where k.order_id = l.order_id and k.product_id = l.product_id and k.nth = l.nth);

-- name: align-lines
-- scope: bucket
-- Lines follow their order's owner, and its cancellation.
update purchase_line l set person_id = o.person_id, cancelled = l.cancelled or o.status = 'cancelled'
from purchase o
where l.bucket = @bucket and o.bucket = @bucket and o.order_id = any(@orders::text[]) and l.order_id = o.order_id
  and (l.person_id is distinct from o.person_id or (o.status = 'cancelled' and not l.cancelled));

-- name: return-lines
-- scope: bucket
-- Units of a product that came back, line after line of that product; never more than were sold.
update purchase_line l set returned = l.returned + d.more
from (
  select k.order_id, k.product_id, k.nth,
         least(k.left_over, k.quantity - coalesce(sum(k.left_over) over (
           partition by k.order_id, k.product_id order by k.nth rows between unbounded preceding and 1 preceding), 0)) as more
  from (select x.order_id, x.product_id, x.nth, greatest(x.quantity - x.returned, 0) as left_over, r.quantity
        from json_to_recordset(@rows::json) as r (order_id text, product_id text, quantity numeric)
        join purchase_line x on x.bucket = @bucket and x.order_id = r.order_id and x.product_id = r.product_id) k
) d
where l.bucket = @bucket and l.order_id = d.order_id and l.product_id = d.product_id and l.nth = d.nth and d.more > 0;
