-- name: insert
-- scope: bucket
-- People who entered, many of them already at the end. What entries of a kind have in common is told once.
insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, context,
                   entered_at, arm, ended_at, end_reason)
select @bucket::integer, n.id, (@scenarios::integer[])[n.kind], (@versions::integer[])[n.kind], n.person, n.person,
       (@triggers::text[])[n.kind], n.key, n.context, to_timestamp(n.at::float8 / 1000), (@arms::text[])[n.kind],
       to_timestamp(n.ended::float8 / 1000), (@reasons::text[])[n.kind]
from unnest(@ids::uuid[], @people::uuid[], @kinds::integer[], @keys::text[], string_to_array(@contexts, chr(31))::jsonb[],
            @moments::bigint[], @ended::bigint[]) as n(id, person, kind, key, context, at, ended);

-- name: insert-missing
-- scope: bucket
-- The same where some may be there: the same fact never makes a second entry.
insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, context,
                   entered_at, arm, ended_at, end_reason)
select @bucket::integer, n.id, (@scenarios::integer[])[n.kind], (@versions::integer[])[n.kind], n.person, n.person,
       (@triggers::text[])[n.kind], n.key, n.context, to_timestamp(n.at::float8 / 1000), (@arms::text[])[n.kind],
       to_timestamp(n.ended::float8 / 1000), (@reasons::text[])[n.kind]
from unnest(@ids::uuid[], @people::uuid[], @kinds::integer[], @keys::text[], string_to_array(@contexts, chr(31))::jsonb[],
            @moments::bigint[], @ended::bigint[]) as n(id, person, kind, key, context, at, ended)
on conflict do nothing;

-- name: of-people
-- scope: bucket
-- The last entry of each person in each of these scenarios (who may come in again is asked of it), and the person's zone.
select p.id as "personId", p.timezone, e.scenario_id as "scenarioId", coalesce(e.inside, false) as inside, e.ended_at as "endedAt"
from person p
left join lateral (
  select o.scenario_id, bool_or(o.ended_at is null) as inside, max(o.ended_at) as ended_at
  from entry o
  where o.bucket = @bucket and o.person_id = p.id and o.scenario_id = any(@scenarios::integer[])
  group by o.scenario_id) e on true
where p.bucket = @bucket and p.id = any(@people::uuid[]);

-- name: known
-- scope: bucket
-- Which of these entries were made before.
select e.id from entry e where e.bucket = @bucket and e.id = any(@ids::uuid[]);

-- name: open
-- scope: bucket
-- Entries that events or rules may end.
select e.id, e.person_id as "personId", e.version_id as "versionId", e.entered_at as "enteredAt", e.context
from entry e
where e.bucket = @bucket and e.person_id = any(@people::uuid[]) and e.ended_at is null and e.version_id = any(@versions::integer[]);

-- name: open-of-people
-- scope: bucket
-- Entries of some people that may still be ended.
select e.id as "entryId", e.person_id as "personId", e.version_id as "versionId", e.entered_at as since
from entry e where e.bucket = @bucket and e.person_id = any(@people::uuid[]) and e.ended_at is null;

-- name: graphs
-- scope: shared
select v.id, v.graph from scenario_version v where v.id = any(@versions::integer[]);

-- name: awaited
-- scope: bucket
-- What some people are waited for to do.
select p.entry_id as "entryId", p.person_id as "personId", p.awaits as event, p.arrived_at as since
from position p where p.bucket = @bucket and p.person_id = any(@people::uuid[]) and p.awaits is not null;

-- name: finish
-- scope: bucket
-- Ends entries; the first ending holds.
update entry e
set ended_at = u.at, end_reason = u.reason, goal_at = case when u.goal then u.at else e.goal_at end
from unnest(@ids::uuid[], @moments::timestamptz[], @reasons::text[], @goals::boolean[]) as u(id, at, reason, goal)
where e.bucket = @bucket and e.id = u.id and e.ended_at is null;

-- name: finish-walked
-- scope: bucket
-- Ends entries whose last path has ended.
update entry e
set ended_at = u.at, end_reason = u.reason
from unnest(@ids::uuid[], @moments::timestamptz[], @reasons::text[]) as u(id, at, reason)
where e.bucket = @bucket and e.id = u.id and e.ended_at is null
  and not exists (select from position p where p.bucket = @bucket and p.entry_id = e.id)
returning e.id;

-- name: finish-scenario
-- scope: bucket
-- Ends a page of what is open in a scenario; answers whose wishes are to be taken back.
update entry e
set ended_at = @now, end_reason = @reason
where e.bucket = @bucket and e.id in (
  select o.id from entry o
  where o.bucket = @bucket and o.scenario_id = @scenario and o.ended_at is null
  order by o.id limit @most)
returning e.id;

-- name: events-since
-- scope: bucket
-- What people did between arriving at a wait and its end, where the wait was reached late. A sale that came without an
-- event of its own is found as a purchase.
select w.entry_id as "entryId", w.path, v.occurred_at as at, v.properties
from unnest(@entries::uuid[], @paths::text[], @people::uuid[], @events::text[], @arrived::timestamptz[],
            @until::timestamptz[]) as w(entry_id, path, person_id, event, arrived_at, until)
join event v on v.bucket = @bucket and v.person_id = w.person_id and v.name = w.event
  and v.occurred_at > w.arrived_at and v.occurred_at <= w.until
union all
select w.entry_id, w.path, o.occurred_at, jsonb_build_object('order_id', o.order_id, 'total', o.total, 'currency', o.currency)
from unnest(@entries::uuid[], @paths::text[], @people::uuid[], @events::text[], @arrived::timestamptz[],
            @until::timestamptz[]) as w(entry_id, path, person_id, event, arrived_at, until)
join purchase o on o.bucket = @bucket and o.person_id = w.person_id and w.event = 'Order Completed'
  and o.kind = 'sale' and o.status not in ('cancelled', 'pending')
  and o.occurred_at > w.arrived_at and o.occurred_at <= w.until
order by 3, 1, 2;

-- name: trait-of
-- scope: bucket
-- One trait of some people.
select p.id as "personId", p.traits #> @trait::text[] as value, p.timezone
from person p
where p.bucket = @bucket and p.id = any(@people::uuid[]);

-- name: traits-of
-- scope: bucket
-- Some traits of some people in one read, by the trait's name.
select p.id as "personId", p.timezone,
       (select jsonb_object_agg(n, p.traits #> string_to_array(n, '.')) from unnest(@traits::text[]) n) as traits
from person p
where p.bucket = @bucket and p.id = any(@people::uuid[]);

-- name: have-trait
-- scope: bucket
-- A page of the bucket's people who have a trait.
select p.id as "personId", p.traits #> @trait::text[] as value, p.timezone
from person p
where p.bucket = @bucket and p.id > @after::uuid and p.traits #> @trait::text[] is not null
order by p.id
limit @most;

-- name: page-of-people
-- scope: bucket
-- A page of the bucket's people.
select p.id as "personId" from person p where p.bucket = @bucket and p.id > @after::uuid order by p.id limit @most;

-- name: take
-- scope: bucket
-- A person's entries, taken out for a merge.
delete from entry e where e.bucket = @bucket and e.person_id = @person
returning e.id, e.scenario_id, e.version_id, e.first_person_id, e.trigger_id, e.trigger_key, e.context, e.entered_at, e.ended_at,
          e.end_reason, e.goal_at, e.arm;

-- name: put
-- scope: spread
-- Entries of a merged person; the first person's id stays, message keys are made from it.
-- Answers those that were not there yet.
insert into entry (bucket, id, scenario_id, version_id, person_id, first_person_id, trigger_id, trigger_key, context,
                   entered_at, ended_at, end_reason, goal_at, arm)
select @bucket::integer, r.id, r.scenario_id, r.version_id, @person::uuid, r.first_person_id, r.trigger_id, r.trigger_key,
       r.context, r.entered_at, r.ended_at, r.end_reason, r.goal_at, r.arm
from jsonb_to_recordset(@rows::jsonb) as r(id uuid, scenario_id integer, version_id integer, first_person_id uuid,
  trigger_id text, trigger_key text, context jsonb, entered_at timestamptz, ended_at timestamptz, end_reason text,
  goal_at timestamptz, arm text)
on conflict do nothing
returning id;

-- name: twins
-- scope: bucket
-- Open entries of a person beside an earlier open one of the same scenario, where nobody may be inside twice.
select e.id
from entry e
join scenario_version v on v.id = e.version_id
where e.bucket = @bucket and e.person_id = @person and e.ended_at is null
  and not coalesce((v.graph -> 'reentry' ->> 'whileInside')::boolean, false)
  and exists (select from entry o
              where o.bucket = @bucket and o.person_id = @person and o.scenario_id = e.scenario_id and o.ended_at is null
                and (o.entered_at, o.id) < (e.entered_at, e.id));

-- name: of-person
-- scope: bucket
-- A person's way through the scenarios, newest first.
select e.id, s.key as scenario, s.name, s.campaign, v.version, e.trigger_id as "triggerId", e.context, e.entered_at as "enteredAt",
       e.ended_at as "endedAt", e.end_reason as "endReason", e.goal_at as "goalAt", e.arm
from entry e
join scenario_version v on v.id = e.version_id
join scenario s on s.id = e.scenario_id
where e.bucket = @bucket and e.person_id = @person
order by e.entered_at desc, e.id
limit @most;

-- name: end-of
-- scope: bucket
-- How one entry ended, if it did.
select e.ended_at as at, e.end_reason as reason, e.goal_at is not null as goal
from entry e
where e.bucket = @bucket and e.id = @entry and e.ended_at is not null;

-- name: count-of-scenarios
-- scope: all
-- How many entries there are of each scenario, and why they ended.
select e.scenario_id as "scenarioId", e.end_reason as reason, e.arm, count(*)::integer as entries, count(e.goal_at)::integer as goals
from entry e
where e.bucket = any(@buckets::integer[])
group by e.scenario_id, e.end_reason, e.arm;

-- name: people-of-scenarios
-- scope: all
-- How many different people came in; a person lives in one bucket.
select p.scenario_id as "scenarioId", count(*)::integer as people
from (select distinct e.bucket, e.scenario_id, e.person_id from entry e where e.bucket = any(@buckets::integer[])) p
group by p.scenario_id;

-- name: templates
-- scope: shared
-- What messages are called.
select t.key, t.name from template t;

-- name: names-of-scenarios
-- scope: shared
select s.id as "scenarioId", s.key, s.name, s.campaign from scenario s
where s.id = any(@ids::integer[]) and s.archived_at is null and s.paused_at is null;

-- name: waiting-by-day
-- scope: all
-- People whose next step, or next date, falls on a day; what stands still has no day.
select d.day, s.id as "scenarioId", s.key, s.name, s.campaign, count(*)::integer as people
from (
  select distinct n.bucket, n.scenario_id, n.person_id, to_char(n.at at time zone @zone, 'YYYY-MM-DD') as day
  from (
    select p.bucket, v.scenario_id, p.person_id, p.due_at as at from position p join scenario_version v on v.id = p.version_id
    union all
    select w.bucket, w.scenario_id, w.person_id, w.due_at from date_watch w) n
  where n.at >= @from::timestamp at time zone @zone and n.at < (@to::timestamp + interval '1 day') at time zone @zone) d
join scenario s on s.id = d.scenario_id
where s.paused_at is null and s.archived_at is null
group by d.day, s.id, s.key, s.name, s.campaign
order by d.day, s.name, s.key;
