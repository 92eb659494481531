-- name: ran
-- scope: shared
-- When a task last ran, and what it did.
select u.ran_at as "ranAt", u.report from upkeep u where u.task = @task;

-- name: note
-- scope: shared
insert into upkeep (task, ran_at, report) values (@task, @at, @report::jsonb)
on conflict (task) do update set ran_at = excluded.ran_at, report = excluded.report;

-- name: try-lock
-- scope: shared
-- Held by the session: when the process dies, the next one may.
select pg_try_advisory_lock(7301021) as got;

-- name: unlock
-- scope: shared
select pg_advisory_unlock(7301021);
