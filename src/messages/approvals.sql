-- name: ask
-- scope: shared
insert into template_approval (template_id, revision, asked_by, asked_at, note)
values (@template, @revision, @by, @now, @note)
on conflict (template_id) do update
set revision = excluded.revision, asked_by = excluded.asked_by, asked_at = excluded.asked_at, note = excluded.note,
    refused_by = null, refused_at = null, refusal = null;

-- name: of-template
-- scope: shared
select a.revision, a.asked_by as "askedBy", a.asked_at as "askedAt", a.note, a.refused_by as "refusedBy",
       a.refused_at as "refusedAt", a.refusal
from template_approval a where a.template_id = @template;

-- name: refuse
-- scope: shared
update template_approval set refused_by = @by, refused_at = @now, refusal = @refusal where template_id = @template;

-- name: end
-- scope: shared
delete from template_approval where template_id = @template;
