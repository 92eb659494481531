-- name: save
-- scope: shared
-- Keeps a draft under its key, made or changed; what is published stays as it is. A template that was put away comes back.
insert into template (key, name, channel, class, purpose, draft, updated_at, changed_by)
values (@key, @name, @channel, @class, @purpose, @draft, @now, @by)
on conflict (key) do update set
  name = excluded.name,
  channel = excluded.channel,
  class = excluded.class,
  purpose = excluded.purpose,
  draft = excluded.draft,
  updated_at = excluded.updated_at,
  changed_by = excluded.changed_by,
  revision = template.revision + 1,
  archived_at = null
returning id, key, name, channel, class, purpose, draft, published_version, archived_at, updated_at, revision, changed_by;

-- name: hold
-- scope: shared
-- What is there before a change, held until the change is written.
select t.revision, t.changed_by as "changedBy", t.updated_at as "updatedAt", t.archived_at is not null as archived
from template t where t.key = @key for update;

-- name: by-key
-- scope: shared
select t.id, t.key, t.name, t.channel, t.class, t.purpose, t.draft, t.published_version, t.archived_at, t.updated_at,
       t.revision, t.changed_by
from template t
where t.key = @key;

-- name: list
-- scope: shared
-- By key or by the last change, after the last line of the page before; those put away are left out. Of a draft only what a list shows.
select t.id, t.key, t.name, t.channel, t.class, t.purpose, t.published_version as "publishedVersion",
       t.archived_at as "archivedAt", t.updated_at as "updatedAt", t.changed_by as "changedBy", t.draft ->> 'subject' as subject,
       t.draft ->> 'language' as language,
       array(select jsonb_object_keys(coalesce(t.draft -> 'languages', '{}'::jsonb))) as languages,
       jsonb_array_length(coalesce(t.draft -> 'variants', '[]'::jsonb)) as variants,
       t.published_version is not null and v.source is distinct from t.draft as changed,
       a.asked_by is not null and a.refused_by is null and a.revision = t.revision as asked
from template t
left join template_version v on v.template_id = t.id and v.version = t.published_version
left join template_approval a on a.template_id = t.id
where t.archived_at is null
  and t.key > @after
  and (@before_at::timestamptz is null or (t.updated_at, t.key) < (@before_at, @before_key::text))
  and (@search::text = '' or strpos(lower(t.name || ' ' || t.key || ' ' || coalesce(t.draft ->> 'subject', '')), lower(@search)) > 0)
  and (@channel::text is null or t.channel = @channel)
  and (@class::text is null or t.class = @class)
  and (@published::boolean is null or (t.published_version is not null) = @published)
order by case when @latest::boolean then t.updated_at end desc nulls last,
         case when @latest::boolean then t.key end desc nulls last,
         t.key
limit @page;

-- name: names
-- scope: shared
select t.id, t.name from template t where t.id = any(@ids::integer[]);

-- name: naming-segment
-- scope: shared
-- Templates that say something else to a segment, as a draft or in force.
select t.key, t.name, t.published_version is not null as published
from template t
left join template_version v on v.template_id = t.id and v.version = t.published_version
where t.archived_at is null
  and jsonb_path_exists(jsonb_build_array(t.draft, v.source), '$[*].variants[*].segment ? (@ == $key)', jsonb_build_object('key', @key::text))
order by t.name, t.key;

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
