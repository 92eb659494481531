-- name: record
-- scope: shared
-- One line; lines are never changed.
insert into audit (at, actor, action, target, details) values (@wall, @actor, @action, @target, @details);

-- name: list
-- scope: shared
-- The newest lines before an id.
select a.id, a.at, a.actor, a.action, a.target, a.details
from audit a where a.id < @before order by a.id desc limit @most;

-- name: one-by-one
-- scope: shared
-- Whoever counts what somebody did waits here for the others who do, until their lines are written.
select pg_advisory_xact_lock(hashtextextended(@what::text, 0));

-- name: count-since
-- scope: shared
-- How often somebody did something from a moment on.
select count(*)::integer as times from audit a where a.action = @action and a.at > @since and a.actor = @actor;
