-- name: list
-- scope: shared
-- Partitions of a table with their bounds as PostgreSQL writes them.
select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = to_regclass(@table)
order by c.relname;

-- name: default-span
-- scope: all
-- How many events of a span lie in the default partition, counted up to a bound.
select count(*)::integer as rows
from (select 1 from event_default e where e.occurred_at >= @from and e.occurred_at < @to limit @most) e;
