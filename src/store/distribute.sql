-- name: extension
-- scope: shared
-- The version of Citus in this database; no row without it.
select x.extversion as version from pg_extension x where x.extname = 'citus';

-- name: tables
-- scope: shared
-- Our tables, partitions left out: they follow their parent. The table of buckets is cut by its own id.
select c.relname as name,
       case when c.relname = 'bucket' then 'id'
            when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'bucket' and not a.attisdropped) then 'bucket'
       end as column
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by c.relname;
