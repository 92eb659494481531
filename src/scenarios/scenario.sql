-- name: list
-- scope: shared
-- Scenarios by name, with the version in force; those that campaigns wrote when asked for.
select s.id, s.key, s.name, s.unit, s.published_version as "publishedVersion", s.published_at as "publishedAt",
       s.paused_at as "pausedAt", s.archived_at as "archivedAt", s.updated_at as "updatedAt", s.campaign
from scenario s
where (@campaigns::boolean or not s.campaign) and (@archived::boolean or s.archived_at is null)
order by s.name, s.key;

-- name: get
-- scope: shared
-- One scenario with its draft and the graph in force.
select s.id, s.key, s.name, s.unit, s.published_version as "publishedVersion", s.published_at as "publishedAt",
       s.paused_at as "pausedAt", s.archived_at as "archivedAt", s.updated_at as "updatedAt", s.campaign, s.draft,
       s.revision, s.changed_by as "changedBy", v.graph as published
from scenario s
left join scenario_version v on v.scenario_id = s.id and v.version = s.published_version
where s.key = @key;

-- name: save
-- scope: shared
-- Makes a scenario or replaces its draft; an archived one keeps its key and is not touched, nor is a campaign's.
insert into scenario (key, name, unit, draft, updated_at, changed_by)
values (@key, @name, @unit, @draft, @now, @by)
on conflict (key) do update
set name = excluded.name, unit = excluded.unit, draft = excluded.draft, updated_at = excluded.updated_at,
    changed_by = excluded.changed_by, revision = scenario.revision + 1
where scenario.archived_at is null and not scenario.campaign
returning id, revision;

-- name: hold
-- scope: shared
-- Whose draft is there before a change, held until the change is written.
select s.revision, s.changed_by as "changedBy", s.updated_at as "updatedAt" from scenario s where s.key = @key for update;

-- name: reserve
-- scope: shared
-- The scenario of a campaign, which nobody else may write; no row when the key is taken.
insert into scenario (key, name, unit, draft, updated_at, campaign)
values (@key, @name, @unit, '{}', @now, true)
on conflict (key) do nothing
returning id;

-- name: write-owned
-- scope: shared
-- What a campaign says now.
update scenario s set name = @name, unit = @unit, draft = @draft, updated_at = @now where s.id = @scenario and s.campaign;

-- name: lock-owned
-- scope: shared
-- The scenario of a campaign, for a change of its state.
select s.id, s.key, s.draft, s.published_version as "publishedVersion", s.published_at as "publishedAt",
       s.paused_at as "pausedAt", s.archived_at as "archivedAt", s.campaign, s.revision, s.changed_by as "changedBy",
       s.updated_at as "updatedAt"
from scenario s where s.id = @scenario and s.campaign for update;

-- name: go-on
-- scope: shared
-- Lets a campaign go on: its moment is no news, so the time that facts must be later than stays as it was.
update scenario s set paused_at = null, updated_at = @now where s.id = @scenario and s.paused_at is not null;

-- name: lock
-- scope: shared
-- One scenario, for a change of its state.
select s.id, s.key, s.draft, s.published_version as "publishedVersion", s.published_at as "publishedAt",
       s.paused_at as "pausedAt", s.archived_at as "archivedAt", s.campaign, s.revision, s.changed_by as "changedBy",
       s.updated_at as "updatedAt"
from scenario s where s.key = @key for update;

-- name: add-version
-- scope: shared
-- Versions are never changed: people inside walk the one they came in by.
insert into scenario_version (scenario_id, version, graph, published_at)
values (@scenario, @version, @graph, @now)
returning id;

-- name: set-published
-- scope: shared
-- The version in force. The first publication begins the time that facts must be later than.
update scenario s
set published_version = @version, published_at = coalesce(s.published_at, @now), updated_at = @now
where s.id = @scenario;

-- name: pause
-- scope: shared
-- Nobody enters and nobody moves.
update scenario s set paused_at = @now, updated_at = @now where s.id = @scenario and s.paused_at is null;

-- name: resume
-- scope: shared
-- Facts of the pause are no news any more: the time that facts must be later than begins again.
update scenario s set paused_at = null, published_at = @now, updated_at = @now where s.id = @scenario and s.paused_at is not null;

-- name: archive
-- scope: shared
-- For good.
update scenario s set archived_at = @now, updated_at = @now where s.id = @scenario and s.archived_at is null;

-- name: versions-of
-- scope: shared
-- Versions of one scenario, newest first.
select v.version, v.published_at as "publishedAt"
from scenario_version v
where v.scenario_id = @scenario
order by v.version desc;

-- name: version
-- scope: shared
-- One version, as it was published.
select v.version, v.published_at as "publishedAt", v.graph as definition
from scenario_version v
where v.scenario_id = @scenario and v.version = @version;

-- name: versions
-- scope: shared
-- Every version of the scenarios that are not archived, oldest first.
select v.id, v.scenario_id as "scenarioId", v.version, v.graph, v.published_at as "publishedAt", s.key, s.name,
       s.published_version as "publishedVersion", s.published_at as "inForceSince", s.paused_at as "pausedAt"
from scenario_version v
join scenario s on s.id = v.scenario_id
where s.archived_at is null
order by v.scenario_id, v.version;

-- name: templates
-- scope: shared
-- Templates, archived ones too: who is inside a scenario still gets them. Channel, class and purpose are those of the
-- published version: a draft must not carry a published message past the gates.
select t.key, t.id, t.published_version as version, coalesce(v.compiled ->> 'channel', t.channel) as channel,
       coalesce(v.compiled ->> 'class', t.class) as class, coalesce(v.compiled ->> 'purpose', t.purpose) as purpose,
       t.archived_at is not null as archived
from template t
left join template_version v on v.template_id = t.id and v.version = t.published_version;

-- name: segments
-- scope: shared
-- Keys of segments, for topics and for what may be named.
select s.id, s.key from segment s where s.archived_at is null;

-- name: lists
-- scope: shared
-- Keys of lists.
select l.key from list l;

-- name: naming-segment
-- scope: shared
-- Scenarios whose draft or version in force names a segment, in a trigger or anywhere in a rule; those of campaigns are told with these.
select s.key, s.name, s.published_version is not null as published
from scenario s
left join scenario_version v on v.scenario_id = s.id and v.version = s.published_version
where s.archived_at is null and not s.campaign
  and jsonb_path_exists(jsonb_build_array(s.draft, v.graph), '$.**.segment ? (@ == $key)', jsonb_build_object('key', @key::text))
order by s.name, s.key;

-- name: naming-templates
-- scope: shared
-- Scenarios whose draft or version in force names one of these templates, in a step or anywhere.
select distinct n.name #>> '{}' as template, s.key, s.name, s.published_version is not null as published
from scenario s
left join scenario_version v on v.scenario_id = s.id and v.version = s.published_version
cross join lateral jsonb_path_query(jsonb_build_array(s.draft, v.graph), '$.**.template') as n(name)
where s.archived_at is null and n.name #>> '{}' = any(@keys::text[])
order by s.name, s.key;
