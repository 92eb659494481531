-- name: inbox-oldest
-- scope: all
-- When the fact that waits longest came in, by lane: one look into the index per bucket and lane.
select min(w.transactional) as transactional, min(w.fresh) as fresh, min(w.internal) as internal, min(w.bulk) as bulk
from (select (select i.received_at from inbox i where i.bucket = b.id and i.lane = 0 order by i.id limit 1) as transactional,
             (select i.received_at from inbox i where i.bucket = b.id and i.lane = 1 order by i.id limit 1) as fresh,
             (select i.received_at from inbox i where i.bucket = b.id and i.lane = 2 order by i.id limit 1) as internal,
             (select i.received_at from inbox i where i.bucket = b.id and i.lane = 3 order by i.id limit 1) as bulk
      from bucket b) w;

-- name: outbox-oldest
-- scope: all
-- Since when the message is due that waits longest and may leave, by lane.
select min(w.transactional) as transactional, min(w.fresh) as fresh
from (select (select o.due_at from outbox o where o.bucket = b.id and o.lane = 0 and o.state = 'ready' and not o.aside
                and (o.retry_at is null or o.retry_at <= @wall) order by o.due_at limit 1) as transactional,
             (select o.due_at from outbox o where o.bucket = b.id and o.lane = 1 and o.state = 'ready' and not o.aside
                and (o.retry_at is null or o.retry_at <= @wall) order by o.due_at limit 1) as fresh
      from bucket b) w;

-- name: position-oldest
-- scope: all
-- Since when the step is due that waits longest.
select min(w.due_at) as due
from (select (select p.due_at from position p where p.bucket = b.id order by p.due_at limit 1) as due_at from bucket b) w;

-- name: outbox-live
-- scope: all
-- Messages of each state that is not an end, counted up to a bound, through partial indexes.
select 'ready' as state, count(*)::integer as messages
from (select 1 from outbox o where o.state = 'ready' and not o.aside limit @most) ready
union all
select 'aside', count(*)::integer from (select 1 from outbox o where o.aside limit @most) aside
union all
select 'claimed', count(*)::integer from (select 1 from outbox o where o.state = 'claimed' limit @most) claimed
union all
select 'uncertain', count(*)::integer from (select 1 from outbox o where o.state = 'uncertain' limit @most) uncertain;

-- name: failed-since
-- scope: all
-- Messages due since a moment that failed for good, counted up to a bound.
select count(*)::integer as messages
from (select 1 from outbox o where o.state = 'failed' and o.due_at >= @since limit @most) failed;

-- name: inbox-by-bucket
-- scope: all
-- Buckets whose oldest fact came in before a moment.
select w.bucket, w.received_at as since
from (select b.id as bucket, (select min(i.received_at) from inbox i where i.bucket = b.id and i.lane < 3) as received_at from bucket b) w
where w.received_at < @before
order by w.received_at;

-- name: database
-- scope: shared
-- The size of the database and who works on it.
select pg_database_size(current_database())::float8 as bytes,
       (select count(*)::integer from pg_stat_activity a where a.datname = current_database()) as connections,
       current_setting('max_connections')::integer as "mostConnections",
       (select min(a.xact_start) from pg_stat_activity a where a.datname = current_database() and a.backend_type = 'client backend'
           and a.pid <> pg_backend_pid()) as "oldestTransaction",
       current_setting('autovacuum') = 'on' as autovacuum;

-- name: dead-rows
-- scope: shared
-- Tables with many rows that nobody sees any more.
select t.relname as name, t.n_dead_tup::float8 as dead, t.n_live_tup::float8 as live
from pg_stat_user_tables t
where t.n_dead_tup > @least and t.n_dead_tup > t.n_live_tup
order by t.n_dead_tup desc;
