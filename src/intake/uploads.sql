-- name: begin
-- scope: shared
-- A file that is on its way.
insert into upload (id, file_name, written_at, uploaded_by, uploaded_at) values (@id, @file, @written, @by, @wall);

-- name: add
-- scope: shared
insert into upload_piece (upload_id, number, content) values (@id, @number, @content);

-- name: whole
-- scope: shared
-- The file is there to its last byte.
update upload u set whole = true, bytes = @bytes where u.id = @id;

-- name: one
-- scope: shared
-- One file that is there to its last byte.
select u.id, u.file_name as file, u.bytes, u.written_at as "writtenAt", u.uploaded_at as "uploadedAt"
from upload u where u.id = @id and u.whole;

-- name: piece
-- scope: shared
select p.content from upload_piece p where p.upload_id = @id and p.number = @number;

-- name: drop-pieces
-- scope: shared
delete from upload_piece p where p.upload_id = any(@ids::uuid[]);

-- name: drop
-- scope: shared
delete from upload u where u.id = any(@ids::uuid[]);

-- name: uploads-old
-- scope: shared
select count(*)::integer as rows from upload u
where u.uploaded_at < @before and not exists (
  select from import_job j join import_run r on r.id = j.run_id where j.upload_id = u.id and r.state = 'running');

-- name: find-old
-- scope: shared
-- Files that no running import reads.
select u.id from upload u
where u.uploaded_at < @before and not exists (
  select from import_job j join import_run r on r.id = j.run_id where j.upload_id = u.id and r.state = 'running')
order by u.id limit @most;
