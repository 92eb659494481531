-- name: begin
-- scope: shared
-- A new run of an import.
insert into import_run (id, kind, file_name, state, started_at) values (@id, @kind, @file, 'running', @wall);

-- name: any
-- scope: shared
-- Whether anything was ever imported: the first file may say what currency and time zone the shop has.
select exists (select from import_run) as there;

-- name: one
-- scope: shared
-- One run with its report.
select r.id, r.kind, r.file_name as file, r.state, r.rows, r.bad_rows as "badRows", r.started_at as "startedAt",
       r.finished_at as "finishedAt", r.report
from import_run r where r.id = @id;

-- name: list
-- scope: shared
-- The newest runs that began before a moment, with what their reports say of lines.
select r.id, r.kind, r.file_name as file, r.state, r.rows, r.bad_rows as "badRows", r.started_at as "startedAt",
       r.finished_at as "finishedAt", jsonb_build_object('rowsRead', r.report->'rowsRead', 'rowsRejected', r.report->'rowsRejected') as report
from import_run r where (r.started_at, r.id) < (@before::timestamptz, @before_id::uuid)
order by r.started_at desc, r.id desc limit @most;

-- name: count
-- scope: shared
-- What was taken and what was not, while the run goes on.
update import_run r set rows = r.rows + @good, bad_rows = r.bad_rows + @bad where r.id = @id and r.state = 'running';

-- name: end
-- scope: shared
-- A run ends once.
update import_run r set state = @state, finished_at = @wall, report = @report where r.id = @id and r.state = 'running';
