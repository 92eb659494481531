-- name: keep
-- scope: shared
-- The same bytes are the same image: whoever adds it again finds the one that is there.
insert into image (id, type, bytes, size, width, height, name, alt, added_by, added_at)
values (@id, @type, @bytes, @size, @width, @height, @name, @alt, @by, @now)
on conflict (id) do nothing;

-- name: list
-- scope: shared
-- Newest first, before a moment and an id; by name or alternative text.
select i.id, i.type, i.size, i.width, i.height, i.name, i.alt, i.added_by as "addedBy", i.added_at as "addedAt"
from image i
where (@before_at::timestamptz is null or (i.added_at, i.id) < (@before_at, @before_id::text))
  and (@search::text = '' or strpos(lower(i.name || ' ' || i.alt), lower(@search)) > 0)
order by i.added_at desc, i.id desc
limit @page;

-- name: one
-- scope: shared
select i.id, i.type, i.size, i.width, i.height, i.name, i.alt, i.added_by as "addedBy", i.added_at as "addedAt"
from image i where i.id = @id;

-- name: bytes
-- scope: shared
select i.type, i.bytes from image i where i.id = @id;

-- name: describe
-- scope: shared
update image set name = @name, alt = @alt where id = @id;

-- name: uses
-- scope: shared
-- Templates that show it, in their draft or in any version: what has left is shown again for years.
select t.key, t.name from template t
where strpos(t.draft::text, @id) > 0
   or exists (select 1 from template_version v where v.template_id = t.id and strpos(v.source::text, @id) > 0)
order by t.name, t.key
limit @most;

-- name: remove
-- scope: shared
delete from image where id = @id;
