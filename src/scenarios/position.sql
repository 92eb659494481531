-- name: due
-- scope: bucket
-- Positions of these people that are due by their moments (before them, where strict). Paused and archived scenarios stand still.
select p.entry_id as "entryId", p.path, p.person_id as "personId", p.version_id as "versionId", p.step, p.visit,
       p.arrived_at as "arrivedAt", p.due_at as "dueAt", p.awaits, p.waiting, e.scenario_id as "scenarioId",
       e.first_person_id as "firstPersonId", e.entered_at as "enteredAt", e.arm, e.context, w.timezone
from unnest(@people::uuid[], @moments::timestamptz[]) as t(person_id, at)
join position p on p.bucket = @bucket and p.person_id = t.person_id and p.due_at <= t.at and (not @strict::boolean or p.due_at < t.at)
join entry e on e.bucket = @bucket and e.id = p.entry_id
left join person w on w.bucket = @bucket and w.id = p.person_id
where e.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
order by p.due_at, p.entry_id, p.path;

-- name: awaiting
-- scope: bucket
-- Positions that wait for an event that came while they did.
select p.entry_id as "entryId", p.path, p.person_id as "personId", p.version_id as "versionId", p.step, p.visit,
       p.arrived_at as "arrivedAt", p.due_at as "dueAt", p.awaits, p.waiting, e.scenario_id as "scenarioId",
       e.first_person_id as "firstPersonId", e.entered_at as "enteredAt", e.arm, e.context, w.timezone
from unnest(@people::uuid[], @events::text[], @moments::timestamptz[]) as t(person_id, event, at)
join position p on p.bucket = @bucket and p.person_id = t.person_id and p.awaits = t.event
  and p.arrived_at <= t.at and p.due_at >= t.at
join entry e on e.bucket = @bucket and e.id = p.entry_id
left join person w on w.bucket = @bucket and w.id = p.person_id
where p.waiting
order by p.entry_id, p.path;

-- name: insert
-- scope: spread
-- New paths: the trunk of who enters, the branches of a fork.
insert into position (bucket, entry_id, path, person_id, version_id, step, visit, arrived_at, due_at, awaits, waiting)
select @bucket::integer, n.*
from unnest(@entries::uuid[], @paths::text[], @people::uuid[], @versions::integer[], @steps::text[], @visits::integer[],
            @arrived::timestamptz[], @due::timestamptz[], @awaits::text[], @waiting::boolean[])
  as n(entry_id, path, person_id, version_id, step, visit, arrived_at, due_at, awaits, waiting)
on conflict do nothing;

-- name: move
-- scope: bucket
-- Where positions stand after they moved.
update position p
set step = n.step, visit = n.visit, arrived_at = n.arrived_at, due_at = n.due_at, awaits = n.awaits, waiting = n.waiting
from unnest(@entries::uuid[], @paths::text[], @steps::text[], @visits::integer[], @arrived::timestamptz[],
            @due::timestamptz[], @awaits::text[], @waiting::boolean[])
  as n(entry_id, path, step, visit, arrived_at, due_at, awaits, waiting)
where p.bucket = @bucket and p.entry_id = n.entry_id and p.path = n.path;

-- name: end-paths
-- scope: bucket
-- Paths that ended or forked.
delete from position p
using unnest(@entries::uuid[], @paths::text[]) as n(entry_id, path)
where p.bucket = @bucket and p.entry_id = n.entry_id and p.path = n.path;

-- name: end-entries
-- scope: bucket
-- All paths of entries that ended.
delete from position p where p.bucket = @bucket and p.entry_id = any(@entries::uuid[]);

-- name: count-visits
-- scope: spread
-- Counts arrivals at steps that can be come to more than once; answers how many there are now.
insert into visit (bucket, entry_id, step, count)
select @bucket::integer, n.entry_id, n.step, n.arrivals
from unnest(@entries::uuid[], @steps::text[], @arrivals::integer[]) as n(entry_id, step, arrivals)
on conflict (bucket, entry_id, step) do update set count = visit.count + excluded.count
returning entry_id as "entryId", step, count;

-- name: forget-visits
-- scope: bucket
-- Visits of entries that ended.
delete from visit v where v.bucket = @bucket and v.entry_id = any(@entries::uuid[]);

-- name: due-people
-- scope: bucket
-- Each person's earliest due moment, by position or by date, in the order of the moments.
select d.person_id as "personId", min(d.at) as "asOf"
from (
  select p.person_id, p.due_at as at from position p
  where p.bucket = @bucket and p.due_at <= @now
    and p.version_id not in (select v.id from scenario_version v join scenario s on s.id = v.scenario_id
                             where s.paused_at is not null or s.archived_at is not null)
  union all
  select w.person_id, w.due_at from date_watch w
  where w.bucket = @bucket and w.due_at <= @now
    and w.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
) d
group by d.person_id
order by min(d.at), d.person_id
limit @most;

-- name: next-due
-- scope: all
-- The next moment at which anything is due, over all buckets.
select min(n.at) as at
from bucket b
cross join lateral (
  (select p.due_at as at from position p
   where p.bucket = b.id
     and p.version_id not in (select v.id from scenario_version v join scenario s on s.id = v.scenario_id
                              where s.paused_at is not null or s.archived_at is not null)
   order by p.due_at limit 1)
  union all
  (select w.due_at from date_watch w
   where w.bucket = b.id
     and w.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
   order by w.due_at limit 1)
  union all
  (select m.due_at from moment_watch m
   where m.bucket = b.id and m.due_at is not null
     and m.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
   order by m.due_at limit 1)
) n;

-- name: buckets-due
-- scope: all
-- Buckets in which something is due.
select b.id as bucket
from bucket b
where exists (select from position p
              where p.bucket = b.id and p.due_at <= @now
                and p.version_id not in (select v.id from scenario_version v join scenario s on s.id = v.scenario_id
                                         where s.paused_at is not null or s.archived_at is not null))
   or exists (select from date_watch w
              where w.bucket = b.id and w.due_at <= @now
                and w.scenario_id not in (select s.id from scenario s
                                          where s.paused_at is not null or s.archived_at is not null))
   or exists (select from moment_watch m
              where m.bucket = b.id and m.due_at <= @now
                and m.scenario_id not in (select s.id from scenario s
                                          where s.paused_at is not null or s.archived_at is not null))
order by b.id;

-- name: take
-- scope: bucket
-- A person's positions, taken out for a merge.
delete from position p where p.bucket = @bucket and p.person_id = @person
returning p.entry_id, p.path, p.version_id, p.step, p.visit, p.arrived_at, p.due_at, p.awaits, p.waiting;

-- name: take-visits
-- scope: bucket
-- Visits of entries, taken out for a merge.
delete from visit v where v.bucket = @bucket and v.entry_id = any(@entries::uuid[]) 
returning v.entry_id, v.step, v.count;

-- name: put
-- scope: spread
-- Positions of a merged person.
insert into position (bucket, entry_id, path, person_id, version_id, step, visit, arrived_at, due_at, awaits, waiting)
select @bucket::integer, (r ->> 'entry_id')::uuid, r ->> 'path', @person::uuid, (r ->> 'version_id')::integer, r ->> 'step',
       (r ->> 'visit')::integer, (r ->> 'arrived_at')::timestamptz, (r ->> 'due_at')::timestamptz, r ->> 'awaits',
       (r ->> 'waiting')::boolean
from jsonb_array_elements(@rows::jsonb) r
on conflict do nothing;

-- name: put-visits
-- scope: spread
-- Visits of a merged person's entries.
insert into visit (bucket, entry_id, step, count)
select @bucket::integer, r.entry_id, r.step, r.count
from jsonb_to_recordset(@rows::jsonb) as r(entry_id uuid, step text, count integer)
on conflict do nothing;

-- name: of-entries
-- scope: bucket
-- Where entries stand now.
select p.entry_id as "entryId", p.path, p.step, p.visit, p.arrived_at as "arrivedAt", p.due_at as "dueAt", p.awaits, p.waiting
from position p
where p.bucket = @bucket and p.entry_id = any(@entries::uuid[])
order by p.entry_id, p.path;

-- name: count-of-scenario
-- scope: all
-- How many people stand at each step, by version.
select v.version, p.step, count(*)::integer as people, min(p.due_at) as "nextDue"
from position p
join scenario_version v on v.id = p.version_id
where v.scenario_id = @scenario
group by v.version, p.step
order by v.version desc, p.step;

-- name: inside
-- scope: all
-- How many people are inside each scenario.
select i.scenario_id as "scenarioId", count(*)::integer as people
from (select distinct p.bucket, v.scenario_id, p.person_id from position p join scenario_version v on v.id = p.version_id) i
group by i.scenario_id;

-- name: inside-of
-- scope: all
-- How many entries of some scenarios are under way.
select i.scenario_id as "scenarioId", count(*)::integer as entries
from (
  select distinct p.bucket, v.scenario_id, p.entry_id
  from position p
  join scenario_version v on v.id = p.version_id
  where v.scenario_id = any(@scenarios::integer[])) i
group by i.scenario_id;

-- name: people-of-scenario
-- scope: all
-- Who stands in a scenario (at one step of it), with what they wait for; in the order of their entries.
select p.entry_id as "entryId", p.path, p.person_id as id, w.email, w.external_id as "externalId",
       coalesce(w.traits, '{}') as traits, v.version, p.step, p.arrived_at as "arrivedAt", p.due_at as "dueAt", p.awaits
from position p
join scenario_version v on v.id = p.version_id
left join person w on w.bucket = p.bucket and w.id = p.person_id
where v.scenario_id = @scenario and (@step::text is null or p.step = @step)
  and (p.entry_id, p.path) > (@after_entry::uuid, @after_path::text)
order by p.entry_id, p.path
limit @most;
