-- name: due
-- scope: bucket
-- Dates of these people that have come by their moments.
select w.scenario_id as "scenarioId", w.trigger_id as "triggerId", w.person_id as "personId", w.due_at as "dueAt", w.occasion
from unnest(@people::uuid[], @moments::timestamptz[]) as t(person_id, at)
join date_watch w on w.bucket = @bucket and w.person_id = t.person_id and w.due_at <= t.at
where w.scenario_id not in (select s.id from scenario s where s.paused_at is not null or s.archived_at is not null)
order by w.due_at, w.person_id, w.scenario_id, w.trigger_id;

-- name: unfired
-- scope: bucket
-- Which of these dates were due by `settled` and have not fired yet: they stay. (A parameter in the condition of an upsert does not
-- reach the shard of a cluster.)
select w.scenario_id as "scenarioId", w.trigger_id as "triggerId", w.person_id as "personId"
from unnest(@scenarios::integer[], @triggers::text[], @people::uuid[]) as n(scenario, trigger, person)
join date_watch w on w.bucket = @bucket and w.scenario_id = n.scenario and w.trigger_id = n.trigger and w.person_id = n.person
where w.due_at <= @settled::timestamptz;

-- name: put
-- scope: spread
-- The next moment of a date trigger for each person; a row that says so already is not written again.
insert into date_watch (bucket, scenario_id, trigger_id, person_id, due_at, occasion)
select @bucket::integer, n.scenario, n.trigger, n.person, n.due_at, n.occasion
from unnest(@scenarios::integer[], @triggers::text[], @people::uuid[], @due::timestamptz[], @occasions::text[])
  as n(scenario, trigger, person, due_at, occasion)
on conflict (bucket, scenario_id, trigger_id, person_id) do update set due_at = excluded.due_at, occasion = excluded.occasion
where (date_watch.due_at, date_watch.occasion) is distinct from (excluded.due_at, excluded.occasion);

-- name: drop
-- scope: bucket
-- Dates that are over, or that the person no longer has; one that was due by `settled` and has not fired yet stays.
delete from date_watch w
using unnest(@scenarios::integer[], @triggers::text[], @people::uuid[]) as n(scenario, trigger, person)
where w.bucket = @bucket and w.scenario_id = n.scenario and w.trigger_id = n.trigger and w.person_id = n.person
  and w.due_at > @settled::timestamptz;

-- name: drop-other-triggers
-- scope: bucket
-- Dates of triggers that a scenario no longer has.
delete from date_watch w
where w.bucket = @bucket and w.scenario_id = @scenario and w.trigger_id <> all(@triggers::text[]);

-- name: drop-person
-- scope: bucket
-- A merged person's dates: the winner's are computed anew from the merged traits.
delete from date_watch w where w.bucket = @bucket and w.person_id = @person;
