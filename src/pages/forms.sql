-- name: save
-- scope: shared
insert into form (key, name, draft, updated_at, changed_by) values (@key, @name, @draft, @now, @by)
on conflict (key) do update set name = excluded.name, draft = excluded.draft, updated_at = excluded.updated_at, archived_at = null,
  revision = form.revision + 1, changed_by = excluded.changed_by
returning id, revision;

-- name: hold
-- scope: shared
-- What is there under a key, held until it was changed.
select f.name, f.revision, f.changed_by as "changedBy", f.updated_at as "updatedAt", f.archived_at is not null as archived
from form f where f.key = @key for update;

-- name: one
-- scope: shared
select f.id, f.key, f.name, f.draft, f.published_version as "publishedVersion", f.archived_at as "archivedAt",
       f.updated_at as "updatedAt", f.revision, f.changed_by as "changedBy"
from form f where f.key = @key;

-- name: list
-- scope: shared
select f.id, f.key, f.name, f.draft, f.published_version as "publishedVersion", f.archived_at as "archivedAt",
       f.updated_at as "updatedAt", f.revision, f.changed_by as "changedBy"
from form f where f.archived_at is null and f.key > @after order by f.key limit @most;

-- name: naming-wording
-- scope: shared
-- Forms that take a wording of the shop's list, with the version that people see of it; null where none is published with it.
select f.key, f.name,
       (select max((c.value -> 'kept' ->> 'version')::integer)
        from form_version v cross join lateral jsonb_array_elements(v.definition -> 'consents') c
        where v.form_id = f.id and v.version = f.published_version and c.value -> 'kept' ->> 'key' = @key) as version
from form f
where f.archived_at is null
  and (exists (select from jsonb_array_elements(f.draft -> 'consents') d where d.value -> 'kept' ->> 'key' = @key)
       or exists (select from form_version v cross join lateral jsonb_array_elements(v.definition -> 'consents') c
                  where v.form_id = f.id and v.version = f.published_version and c.value -> 'kept' ->> 'key' = @key))
order by f.name, f.key;

-- name: archive
-- scope: shared
update form f set archived_at = @now where f.key = @key and f.archived_at is null;

-- name: next-version
-- scope: shared
update form f set published_version = coalesce(f.published_version, 0) + 1, updated_at = @now
where f.key = @key returning f.id, f.published_version as version;

-- name: add-version
-- scope: shared
insert into form_version (form_id, version, definition, published_at) values (@form, @version, @definition, @now);

-- name: in-force
-- scope: shared
-- The version that people see now.
select f.id, f.key, f.name, v.version, v.definition
from form f join form_version v on v.form_id = f.id and v.version = f.published_version
where f.key = @key and f.archived_at is null;

-- name: version
-- scope: shared
select f.id, f.key, f.name, v.version, v.definition
from form f join form_version v on v.form_id = f.id
where f.id = @form and v.version = @version;

-- name: add-times
-- scope: spread
insert into form_day (bucket, form_id, version, day, what, times)
values (@bucket, @form, @version, @day, @what, @times)
on conflict (bucket, form_id, version, day, what) do update set times = form_day.times + excluded.times;

-- name: times
-- scope: all
-- How often a form was shown, filled in and confirmed since a day, by version.
select d.version, d.what, sum(d.times)::integer as times
from form_day d where d.form_id = @form and d.day >= @since::date group by d.version, d.what order by d.version, d.what;
