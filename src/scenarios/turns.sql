-- name: free
-- scope: bucket
-- When the next turn of a queue is.
select q.free_at as "freeAt" from turn_queue q
where q.bucket = @bucket and q.scenario_id = @scenario and q.step = @step;

-- name: keep
-- scope: spread
insert into turn_queue (bucket, scenario_id, step, free_at) values (@bucket, @scenario, @step, @free)
on conflict (bucket, scenario_id, step) do update set free_at = excluded.free_at;

-- name: grant
-- scope: bucket
-- The turns of positions that asked and still stand at that step.
update position p set due_at = n.at, awaits = null
from unnest(@entries::uuid[], @paths::text[], @moments::timestamptz[]) as n(entry_id, path, at)
where p.bucket = @bucket and p.entry_id = n.entry_id and p.path = n.path and p.step = @step and p.waiting
  and p.awaits = @awaited;
