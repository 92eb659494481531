-- name: columns
-- scope: shared
-- Columns of tables in the order of the table, generated ones left out: they come by themselves.
select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns, max(greatest(c.reltuples, 0))::float8 as rows
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname = any(@names::text[])
group by c.relname
order by c.relname;

-- name: sequences
-- scope: shared
-- Columns that number themselves, with their sequence.
select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname = any(@names::text[])
  and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null
order by c.relname, a.attname;

-- name: references
-- scope: shared
-- Which table refers to which: rows of the one come after those of the other.
select distinct c.relname as table, r.relname as "refersTo"
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_class r on r.oid = k.confrelid
where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and c.oid <> r.oid;
