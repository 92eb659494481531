-- name: save
-- scope: shared
-- Keeps a draft under its key, made or changed; what is published stays as it is. A template that was put away comes back.
insert into template (key, name, channel, class, purpose, draft, updated_at)
values (@key, @name, @channel, @class, @purpose, @draft, @now)
on conflict (key) do update set
  name = excluded.name,
  channel = excluded.channel,
  class = excluded.class,
  purpose = excluded.purpose,
  draft = excluded.draft,
  updated_at = excluded.updated_at,
  archived_at = null
returning id, key, name, channel, class, purpose, draft, published_version, archived_at, updated_at;

-- name: by-key
-- scope: shared
select t.id, t.key, t.name, t.channel, t.class, t.purpose, t.draft, t.published_version, t.archived_at, t.updated_at
from template t
where t.key = @key;

-- name: list
-- scope: shared
-- By key, after a key, so that a page can follow another; those put away are left out.
select t.id, t.key, t.name, t.channel, t.class, t.purpose, t.draft, t.published_version, t.archived_at, t.updated_at
from template t
where t.archived_at is null and t.key > @after
order by t.key
limit @page;

-- name: next-version
-- scope: shared
-- Takes the next number; the row stays locked until the version is written, so two publications never share one.
update template set published_version = coalesce(published_version, 0) + 1, updated_at = @now
where key = @key
returning id, published_version;

-- name: add-version
-- scope: shared
insert into template_version (template_id, version, source, compiled, published_at)
values (@template_id, @version, @source, @compiled, @now);

-- name: version
-- scope: shared
-- A published version never changes, so it may be kept in memory. Channel, class and purpose are those of its publication.
select v.template_id, v.version, t.key, v.compiled ->> 'channel' as channel, v.compiled ->> 'class' as class,
       coalesce(v.compiled ->> 'purpose', t.purpose) as purpose, v.source, v.compiled, v.published_at
from template_version v
join template t on t.id = v.template_id
where v.template_id = @template_id and v.version = @version;

-- name: archive
-- scope: shared
update template set archived_at = @now, updated_at = @now
where key = @key and archived_at is null;
