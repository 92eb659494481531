-- name: hold
-- scope: shared
-- Held by the session until it ends. Not answered while an earlier session of the same process is still being taken down.
select pg_try_advisory_lock(@space::integer, @process::integer) as held;

-- name: living
-- scope: shared
-- Numbers of the processes whose session lives.
select l.objid::bigint as process
from pg_locks l
where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = @space::integer::oid
  and l.database = (select d.oid from pg_database d where d.datname = current_database());
