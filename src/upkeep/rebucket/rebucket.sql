-- name: columns
-- scope: shared
-- Tables of this database that carry a bucket, with their columns.
select c.relname as "table", array_agg(a.attname::text order by a.attnum) as columns
from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p') and not c.relispartition
  and exists (select 1 from pg_attribute k where k.attrelid = c.oid and k.attname = 'bucket' and not k.attisdropped)
group by c.relname;
