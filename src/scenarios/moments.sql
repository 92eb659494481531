-- name: due
-- scope: bucket
-- Moments that have come; those of paused and archived scenarios wait.
select m.scenario_id as "scenarioId", m.trigger_id as "triggerId", m.due_at as "dueAt", m.after
from moment_watch m
where m.bucket = @bucket and m.due_at <= @now
  and m.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
order by m.due_at, m.scenario_id, m.trigger_id;

-- name: zones
-- scope: bucket
-- The zones that people of the bucket say they live in; '' says nothing.
select distinct coalesce(p.timezone, '') as zone from person p where p.bucket = @bucket;

-- name: all-zones
-- scope: all
-- The zones that people say they live in; '' says nothing.
select distinct coalesce(p.timezone, '') as zone from person p;

-- name: page
-- scope: bucket
-- The next people of some zones, by id.
select p.id as "personId" from person p
where p.bucket = @bucket and p.id > @after::uuid and coalesce(p.timezone, '') = any(@zones::text[])
order by p.id
limit @most;

-- name: put
-- scope: spread
-- A moment that is new or has changed.
insert into moment_watch (bucket, scenario_id, trigger_id, due_at) values (@bucket, @scenario, @trigger, @due)
on conflict (bucket, scenario_id, trigger_id) do update
set due_at = excluded.due_at, after = '00000000-0000-0000-0000-000000000000';

-- name: go-on
-- scope: bucket
-- How far this bucket is, and the next moment; none when everybody was let in.
update moment_watch m set due_at = @due::timestamptz, after = @after::uuid
where m.bucket = @bucket and m.scenario_id = @scenario and m.trigger_id = @trigger;

-- name: drop-other-triggers
-- scope: bucket
-- Moments of triggers that a scenario no longer has.
delete from moment_watch m
where m.bucket = @bucket and m.scenario_id = @scenario and m.trigger_id <> all(@triggers::text[]);

-- name: left
-- scope: all
-- Of scenarios with moments: how many buckets are through, and the next moment of the others.
select m.scenario_id as "scenarioId", count(*) filter (where m.due_at is null)::integer as through, min(m.due_at) as next
from moment_watch m
where m.scenario_id = any(@scenarios::integer[])
group by m.scenario_id;
