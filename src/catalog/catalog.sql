-- name: put-products
-- scope: shared
-- What a row does not say stays as it is; a product that is said to be the same is left alone. Rows sorted by id.
insert into product (id, parent_id, sku, name, category, categories, brand, price, vat_rate, stock, shelf_date,
                     attributes, updated_at)
select r.id, r.parent_id, r.sku, coalesce(r.name, ''), r.category, coalesce(r.categories, '{}'), r.brand, r.price,
       r.vat_rate, r.stock, r.shelf_date, r.attributes, r.at
from json_to_recordset(@rows::json) as r (id text, parent_id text, sku text, name text, category text,
     categories text[], brand text, price numeric, vat_rate numeric, stock numeric, shelf_date date, attributes jsonb,
     at timestamptz)
on conflict (id) do update set
  parent_id = coalesce(excluded.parent_id, product.parent_id), sku = coalesce(excluded.sku, product.sku),
  name = case when excluded.name = '' then product.name else excluded.name end,
  category = coalesce(excluded.category, product.category),
  categories = case when excluded.categories = '{}' then product.categories else excluded.categories end,
  brand = coalesce(excluded.brand, product.brand), price = coalesce(excluded.price, product.price),
  vat_rate = coalesce(excluded.vat_rate, product.vat_rate), stock = coalesce(excluded.stock, product.stock),
  shelf_date = coalesce(excluded.shelf_date, product.shelf_date),
  attributes = product.attributes || excluded.attributes, updated_at = excluded.updated_at
where excluded.updated_at >= product.updated_at
  and (coalesce(excluded.parent_id, product.parent_id), coalesce(excluded.sku, product.sku),
       case when excluded.name = '' then product.name else excluded.name end,
       coalesce(excluded.category, product.category),
       case when excluded.categories = '{}' then product.categories else excluded.categories end,
       coalesce(excluded.brand, product.brand), coalesce(excluded.price, product.price),
       coalesce(excluded.vat_rate, product.vat_rate), coalesce(excluded.stock, product.stock),
       coalesce(excluded.shelf_date, product.shelf_date), product.attributes || excluded.attributes)
   is distinct from
      (product.parent_id, product.sku, product.name, product.category, product.categories, product.brand,
       product.price, product.vat_rate, product.stock, product.shelf_date, product.attributes);

-- name: log-prices
-- scope: shared
-- The history of prices: a row where the price differs from the one that held at that moment.
insert into product_price (product_id, since, price, regular_price)
select r.id, r.at, r.price, r.regular_price
from (
  select n.*, lag(n.at) over said is null as first, lag(n.price) over said as was,
         lag(n.regular_price) over said as regularly
  from json_to_recordset(@rows::json) as n (id text, at timestamptz, price numeric, regular_price numeric)
  window said as (partition by n.id order by n.at)) r
where case when r.first then not exists (
    select from product_price p
    where p.product_id = r.id and p.price = r.price and p.regular_price is not distinct from r.regular_price
      and p.since = (select max(q.since) from product_price q where q.product_id = r.id and q.since <= r.at))
  else (r.price, r.regular_price) is distinct from (r.was, r.regularly) end
on conflict (product_id, since) do update set price = excluded.price, regular_price = excluded.regular_price
where (product_price.price, product_price.regular_price) is distinct from (excluded.price, excluded.regular_price);

-- name: put-costs
-- scope: shared
insert into product_cost (product_id, part, since, amount, unit)
select r.product_id, r.part, r.since, r.amount, r.unit
from json_to_recordset(@rows::json) as r (product_id text, part text, since timestamptz, amount numeric, unit text)
on conflict (product_id, part, since) do update set amount = excluded.amount, unit = excluded.unit
where (product_cost.amount, product_cost.unit) is distinct from (excluded.amount, excluded.unit);

-- name: product
-- scope: shared
select p.id, p.parent_id as "parentId", p.sku, p.name, p.category, p.categories, p.brand, p.price::text as price,
       p.vat_rate::text as "vatRate", p.stock::text as stock, p.shelf_date::text as "shelfDate", p.attributes,
       p.updated_at as "updatedAt"
from product p where p.id = @id;

-- name: products
-- scope: shared
-- By id, after an id; `pattern` is a LIKE pattern in lower case, null finds all.
select p.id, p.parent_id as "parentId", p.sku, p.name, p.category, p.categories, p.brand, p.price::text as price,
       p.vat_rate::text as "vatRate", p.stock::text as stock, p.shelf_date::text as "shelfDate", p.attributes,
       p.updated_at as "updatedAt"
from product p
where p.id > @after and (@pattern::text is null or lower(p.name) like @pattern or lower(p.id) like @pattern
                         or lower(p.sku) like @pattern)
order by p.id
limit @most;

-- name: prices
-- scope: shared
select p.since, p.price::text as price, p.regular_price::text as "regularPrice"
from product_price p where p.product_id = @id order by p.since;

-- name: costs
-- scope: shared
-- What each part costs at a moment.
select distinct on (c.part) c.part, c.since, c.amount::text as amount, c.unit
from product_cost c where c.product_id = @id and c.since <= @at order by c.part, c.since desc;
