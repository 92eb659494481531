-- name: begin
-- scope: shared
insert into import_job (run_id, upload_id, mapping, began_at, total_bytes) values (@id, @upload, @mapping, @now, @bytes);

-- name: next
-- scope: shared
-- The oldest import of each kind that the server has still to do: one of a kind at a time.
select distinct on (r.kind) r.id, r.kind, j.process
from import_run r join import_job j on j.run_id = r.id
where r.state = 'running' order by r.kind, r.started_at, r.id;

-- name: claim
-- scope: shared
-- Taken from nobody, or from a process that is gone.
update import_job j set process = @here, attempts = j.attempts + 1
where j.run_id = @id and (j.process is null or j.process <> all(@living::integer[]));

-- name: release
-- scope: shared
-- Left for another process; a stop that was asked for is no failed attempt.
update import_job j set process = null, attempts = j.attempts - @kept::integer where j.run_id = @id and j.process = @here;

-- name: work
-- scope: shared
-- What a process has to know of its import.
select r.kind, j.upload_id as "uploadId", j.mapping, j.began_at as "beganAt", j.rows, j.faults, j.reasons, j.attempts,
       r.bad_rows as "badRows"
from import_job j join import_run r on r.id = j.run_id where j.run_id = @id;

-- name: advance
-- scope: shared
-- How far it is. No row where the import was stopped, or is another process's by now.
update import_job j set rows = @rows, bytes = @bytes, faults = @faults, reasons = @reasons, phase = @phase, attempts = 1
where j.run_id = @id and j.process = @here
  and exists (select from import_run r where r.id = j.run_id and r.state = 'running');

-- name: progress
-- scope: shared
-- What people see of imports that the server does.
select j.run_id as id, j.upload_id as "uploadId", j.phase, j.process is null as waiting, j.rows, j.bytes, j.total_bytes as "totalBytes",
       j.faults, exists (select from upload u where u.id = j.upload_id and u.whole) as "hasFile"
from import_job j where j.run_id = any(@ids::uuid[]);

-- name: add-faults
-- scope: shared
-- After a restart the same lines come again under the same numbers.
insert into import_fault (run_id, number, line, column_name, fault, raw)
select @id::uuid, x.number, x.line, x.column_name, x.fault, x.raw
from jsonb_to_recordset(@faults::jsonb) as x(number integer, line integer, column_name text, fault jsonb, raw text)
on conflict (run_id, number) do nothing;

-- name: faults
-- scope: shared
-- Lines that were not read in, from one number on.
select f.number, f.line, f.column_name as "column", f.fault, f.raw
from import_fault f where f.run_id = @id and f.number > @after order by f.number limit @most;

-- name: remember
-- scope: shared
insert into import_mapping (kind, header, mapping, saved_at) values (@kind, @header, @mapping, @wall)
on conflict (kind, header) do update set mapping = excluded.mapping, saved_at = excluded.saved_at;

-- name: remembered
-- scope: shared
select m.mapping from import_mapping m where m.kind = @kind and m.header = @header;

-- name: drop-faults
-- scope: shared
delete from import_fault f where f.run_id = any(@ids::uuid[]);

-- name: drop-jobs
-- scope: shared
delete from import_job j where j.run_id = any(@ids::uuid[]);
