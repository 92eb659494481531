-- name: list
-- scope: shared
-- Every segment, archived ones only when asked for.
select g.id, g.key, g.name, g.description, g.rule, g.version, g.revision, g.changed_by as "changedBy",
       g.archived_at as "archivedAt", g.updated_at as "updatedAt"
from segment g
where @archived::boolean or g.archived_at is null
order by g.name, g.key;

-- name: find
-- scope: shared
-- One segment by key, archived or not.
select g.id, g.key, g.name, g.description, g.rule, g.version, g.revision, g.changed_by as "changedBy",
       g.archived_at as "archivedAt", g.updated_at as "updatedAt"
from segment g
where g.key = @key;

-- name: lock
-- scope: shared
-- Definitions are changed one at a time: two changes at once could close a circle that neither of them sees.
select pg_advisory_xact_lock(7301011);

-- name: insert
-- scope: shared
insert into segment (key, name, description, rule, created_at, updated_at, changed_by)
values (@key, @name, @description, @rule::jsonb, @now, @now, @by)
returning id;

-- name: update
-- scope: shared
-- Name and description; the version stays.
update segment set name = @name, description = @description, updated_at = @now, revision = revision + 1, changed_by = @by where key = @key;

-- name: change-rule
-- scope: shared
update segment set rule = @rule::jsonb where key = @key;

-- name: renew
-- scope: shared
-- Makes every bucket compute these segments anew.
update segment set version = version + 1 where key = any(@keys::text[]);

-- name: archive
-- scope: shared
update segment set archived_at = @now, updated_at = @now where key = @key and archived_at is null;

-- name: called
-- scope: shared
-- What segments and lists are called.
select 'segment' as kind, s.key, s.name from segment s
union all
select 'list', l.key, l.name from list l;

-- name: zones
-- scope: shared
-- Time zones that this PostgreSQL knows; a person's zone outside of them would fail the whole statement.
-- Its own doubles (posix/…) are nobody's.
select z.name from pg_timezone_names z where z.name not like 'posix%';
