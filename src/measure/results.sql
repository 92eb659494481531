-- name: scenarios
-- scope: shared
-- Scenarios and campaigns that were ever published.
select s.id, s.key, s.name, s.campaign, s.archived_at is not null as archived
from scenario s
where s.published_version is not null
order by s.name, s.key;

-- name: entered
-- scope: all
-- Who came in, by scenario and day.
select e.scenario_id as "scenarioId", to_char(e.entered_at at time zone @zone, 'YYYY-MM-DD') as day, count(*)::integer as entered
from entry e where e.bucket = any(@buckets::integer[]) and e.entered_at >= @since
group by e.scenario_id, 2;

-- name: unsubscribed
-- scope: all
-- People who took their agreement back after a message, on the day they did, by the shortest of the times (@windows, in days) that holds.
select u.scenario_id as "scenarioId", to_char(u.at at time zone @zone, 'YYYY-MM-DD') as day,
       (select min(w) from unnest(@windows::integer[]) w where u.after <= make_interval(days => w)) as within, count(*)::integer as people
from (
  select m.scenario_id, m.person_id, min(g.occurred_at) as at, min(g.occurred_at - m.sent_at) as after
  from permission g
  join outbox m on m.bucket = g.bucket and m.person_id = g.person_id and m.channel = g.channel
    and m.sent_at < g.occurred_at and m.sent_at >= g.occurred_at - make_interval(days => @longest::integer)
    and g.purpose in ('*', m.purpose)
  where g.bucket = any(@buckets::integer[]) and m.bucket = any(@buckets::integer[]) and g.status in ('suppressed', 'withdrawn')
    and g.occurred_at >= @since and m.state = 'sent' and m.scenario_id is not null and m.outcome is distinct from 'complained'
  group by m.bucket, m.scenario_id, m.person_id) u
group by u.scenario_id, 2, 3;

-- name: orders
-- scope: all
-- Orders after a message of a scenario, each once for it, on the day they were made, by the shortest of the times that holds.
select o.scenario_id as "scenarioId", to_char(o.at at time zone @zone, 'YYYY-MM-DD') as day,
       (select min(w) from unnest(@windows::integer[]) w where o.after <= make_interval(days => w)) as within,
       count(*)::integer as orders, coalesce(sum(x.amount), 0)::text as revenue
from (
  select m.scenario_id, p.bucket, p.order_id, min(p.occurred_at) as at, min(p.occurred_at - m.sent_at) as after
  from purchase p
  join outbox m on m.bucket = p.bucket and m.person_id = p.person_id
    and m.sent_at < p.occurred_at and m.sent_at >= p.occurred_at - make_interval(days => @longest::integer)
  where p.bucket = any(@buckets::integer[]) and m.bucket = any(@buckets::integer[]) and p.occurred_at >= @since
    and p.kind = 'sale' and p.status not in ('pending', 'cancelled') and m.state = 'sent' and m.scenario_id is not null
  group by m.scenario_id, p.bucket, p.order_id) o
left join lateral (
  select sum((l.quantity - l.returned) * l.price) as amount
  from purchase_line l where l.bucket = o.bucket and l.order_id = o.order_id and not l.cancelled) x on true
group by o.scenario_id, 2, 3;
