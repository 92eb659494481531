-- name: list
-- scope: shared
-- Campaigns, the latest change first.
select c.id, c.key, c.name, c.unit, c.scenario_id as "scenarioId", c.plan, c.forecast, c.planned_at as "plannedAt",
       c.starts_at as "startsAt", c.ends_at as "endsAt", c.paused_at as "pausedAt", c.cancelled_at as "cancelledAt",
       c.closed, c.updated_at as "updatedAt", c.revision, c.changed_by as "changedBy", c.archived_at as "archivedAt"
from campaign c
where (@search::text is null or position(lower(@search) in lower(c.name)) > 0)
  and (@archived::boolean is null or (c.archived_at is not null) = @archived)
order by c.updated_at desc, c.id desc;

-- name: get
-- scope: shared
select c.id, c.key, c.name, c.unit, c.scenario_id as "scenarioId", c.plan, c.forecast, c.planned_at as "plannedAt",
       c.starts_at as "startsAt", c.ends_at as "endsAt", c.paused_at as "pausedAt", c.cancelled_at as "cancelledAt",
       c.closed, c.updated_at as "updatedAt", c.revision, c.changed_by as "changedBy", c.archived_at as "archivedAt"
from campaign c where c.key = @key;

-- name: lock
-- scope: shared
-- One campaign, for a change.
select c.id, c.key, c.name, c.unit, c.scenario_id as "scenarioId", c.plan, c.forecast, c.planned_at as "plannedAt",
       c.starts_at as "startsAt", c.ends_at as "endsAt", c.paused_at as "pausedAt", c.cancelled_at as "cancelledAt",
       c.closed, c.updated_at as "updatedAt", c.revision, c.changed_by as "changedBy", c.archived_at as "archivedAt"
from campaign c where c.key = @key for update;

-- name: make
-- scope: shared
insert into campaign (key, name, unit, plan, scenario_id, updated_at, changed_by)
values (@key, @name, @unit, @plan, @scenario, @now, @by)
on conflict (key) do nothing;

-- name: write
-- scope: shared
-- What a draft says now; what was forecast of another text is forgotten.
update campaign c
set name = @name, unit = @unit, plan = @plan, forecast = null, updated_at = @now, revision = c.revision + 1, changed_by = @by,
  archived_at = null
where c.id = @id;

-- name: note-forecast
-- scope: shared
-- To how many a plan would go, as long as it says the same.
update campaign c set forecast = @forecast where c.id = @id and c.plan = @plan::jsonb;

-- name: set-planned
-- scope: shared
update campaign c
set planned_at = @now, starts_at = @starts, ends_at = @ends, paused_at = null, archived_at = null, updated_at = @now
where c.id = @id;

-- name: take-back
-- scope: shared
-- A draft again.
update campaign c set planned_at = null, starts_at = null, ends_at = null, paused_at = null, updated_at = @now where c.id = @id;

-- name: pause
-- scope: shared
update campaign c set paused_at = coalesce(c.paused_at, @now), updated_at = @now where c.id = @id;

-- name: resume
-- scope: shared
update campaign c set paused_at = null, updated_at = @now where c.id = @id;

-- name: cancel
-- scope: shared
update campaign c set cancelled_at = @now, paused_at = null, updated_at = @now where c.id = @id;

-- name: archive
-- scope: shared
-- Out of the list; what left by it is told as before.
update campaign c set archived_at = coalesce(c.archived_at, @now) where c.id = @id;

-- name: naming-segment
-- scope: shared
-- Campaigns whose audience names a segment, of those that may still write to somebody.
select c.key, c.name, c.planned_at is not null as planned from campaign c
where c.cancelled_at is null and c.closed is null and c.archived_at is null
  and (jsonb_path_exists(c.plan, '$.to.segments[*] ? (@ == $key)', jsonb_build_object('key', @key::text))
    or jsonb_path_exists(c.plan, '$.to.except[*] ? (@ == $key)', jsonb_build_object('key', @key::text))
    or jsonb_path_exists(c.plan, '$.to.rule.**.segment ? (@ == $key)', jsonb_build_object('key', @key::text)))
order by c.name, c.key;

-- name: close
-- scope: shared
-- Where it stood when all of it had left.
update campaign c set closed = @closed where c.id = @id and c.closed is null;

-- name: entries
-- scope: all
-- Who came in and why they are out of it, by campaign; those inside have no reason.
select e.scenario_id as "scenarioId", case when e.ended_at is not null then coalesce(e.end_reason, 'completed') end as reason,
       count(*)::integer as people, max(e.ended_at) as last
from entry e
where e.entered_at >= @since and e.entered_at <= @until and e.scenario_id = any(@scenarios::integer[])
group by e.scenario_id, 2;

-- name: messages
-- scope: all
-- What became of messages, by campaign, step and state.
select o.scenario_id as "scenarioId", o.step, o.state, o.reason, o.outcome, count(*)::integer as messages, max(o.due_at) as last
from outbox o
where o.due_at >= @since and o.due_at <= @until and o.scenario_id = any(@scenarios::integer[])
group by o.scenario_id, o.step, o.state, o.reason, o.outcome;

-- name: refusals
-- scope: all
-- Why people of campaigns got no message. Other decisions of that time, which are read too, have no campaign here.
select case when w.scenario_id = any(@scenarios::integer[]) and w.state = 'refused' then w.scenario_id end as "scenarioId",
       w.step, w.reason, count(*)::integer as people
from wish w
where w.wished_at >= @since and w.wished_at <= @until
group by 1, w.step, w.reason;

-- name: waiting
-- scope: all
-- Messages of campaigns that may still leave, through the indexes that hold nothing else. What was put aside waits for the end of a pause.
select o.scenario_id as "scenarioId", o.step, o.state, count(*)::integer as messages
from (
  select r.bucket, r.scenario_id, r.step, r.state from outbox r where r.state = 'ready' and not r.aside
  union all
  select a.bucket, a.scenario_id, a.step, a.state from outbox a where a.aside
  union all
  select c.bucket, c.scenario_id, c.step, c.state from outbox c where c.state = 'claimed'
  union all
  select u.bucket, u.scenario_id, u.step, u.state from outbox u where u.state = 'uncertain') o
where o.scenario_id = any(@scenarios::integer[])
group by o.scenario_id, o.step, o.state;

-- name: left-out
-- scope: all
-- People who did not get a message of a campaign for one reason, by the message's key.
select w.key, w.person_id as id, p.email, p.external_id as "externalId", coalesce(p.traits, '{}') as traits, w.step
from wish w
left join outbox o on o.bucket = w.bucket and o.key = w.key
left join person p on p.bucket = w.bucket and p.id = w.person_id
where w.wished_at >= @since and w.wished_at <= @until and w.scenario_id = @scenario and w.key > @after::uuid
  and (w.state = 'refused' and w.reason = @reason::text
    or o.state in ('skipped', 'failed', 'recalled') and o.reason = @reason::text)
order by w.key
limit @most;

-- name: ended
-- scope: all
-- People who came out of a campaign on the way, for one reason, by their entry.
select e.id as key, e.person_id as id, p.email, p.external_id as "externalId", coalesce(p.traits, '{}') as traits, null as step
from entry e
left join person p on p.bucket = e.bucket and p.id = e.person_id
where e.entered_at >= @since and e.entered_at <= @until and e.scenario_id = @scenario and e.id > @after::uuid
  and e.ended_at is not null and e.end_reason = @reason::text
order by e.id
limit @most;
