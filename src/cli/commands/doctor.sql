-- name: server-state
-- scope: shared
-- One row: what of the server's settings a safe installation depends on, and its clock.
select current_setting('server_version_num')::integer / 10000 as major,
       current_setting('server_version') as version,
       current_setting('server_encoding') as encoding,
       current_setting('fsync') = 'on' as fsync,
       current_setting('full_page_writes') = 'on' as full_page_writes,
       current_setting('synchronous_commit') <> 'off' as synchronous_commit,
       pg_database_size(current_database()) as bytes,
       clock_timestamp() as clock;

-- name: broken-indexes
-- scope: shared
-- Names of indexes that an interrupted build left unusable.
select c.relname as name
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
 where not i.indisvalid
 order by c.relname;

-- name: unvalidated-constraints
-- scope: shared
-- Names of constraints that old rows may break.
select conrelid::regclass::text || '.' || conname as name
  from pg_constraint
 where not convalidated
 order by 1;
