-- name: scenarios
-- scope: shared
-- Scenarios and campaigns that were ever published.
select s.id, s.key, s.name, s.campaign, s.archived_at is not null as archived
from scenario s
where s.published_version is not null and (@scenario::text is null or s.key = @scenario)
order by s.name, s.key;

-- name: entered
-- scope: all
select e.scenario_id as "scenarioId", count(*)::integer as entered
from entry e where e.entered_at >= @since group by e.scenario_id;

-- name: unsubscribed
-- scope: all
-- People who took their agreement back after a message, at most so many days.
select m.scenario_id as "scenarioId", count(distinct m.person_id)::integer as people
from outbox m
join permission g on g.bucket = m.bucket and g.person_id = m.person_id and g.channel = m.channel
  and g.status in ('suppressed', 'withdrawn') and g.purpose in ('*', m.purpose)
  and g.occurred_at > m.sent_at and g.occurred_at <= m.sent_at + make_interval(days => @days::integer)
where m.state = 'sent' and m.scenario_id is not null and m.sent_at >= @since and m.outcome is distinct from 'complained'
group by m.scenario_id;

-- name: orders
-- scope: all
-- Orders at most so many days after a message of a scenario, each once.
select o.scenario_id as "scenarioId", count(*)::integer as orders, coalesce(sum(x.amount), 0)::text as revenue
from (
  select distinct m.scenario_id, p.bucket, p.order_id
  from outbox m
  join purchase p on p.bucket = m.bucket and p.person_id = m.person_id
    and p.occurred_at > m.sent_at and p.occurred_at <= m.sent_at + make_interval(days => @days::integer)
  where m.state = 'sent' and m.scenario_id is not null and m.sent_at >= @since
    and p.kind = 'sale' and p.status not in ('pending', 'cancelled')) o
left join lateral (
  select sum((l.quantity - l.returned) * l.price) as amount
  from purchase_line l where l.bucket = o.bucket and l.order_id = o.order_id and not l.cancelled) x on true
group by o.scenario_id;

-- name: messages-by-day
-- scope: all
-- Messages of a scenario by the day they left, with what people did.
select to_char(m.sent_at at time zone @zone, 'YYYY-MM-DD') as day, count(*)::integer as sent,
       count(*) filter (where exists (
         select from hit h where h.bucket = m.bucket and h.key = m.key and h.human))::integer as opened,
       count(*) filter (where exists (
         select from hit h where h.bucket = m.bucket and h.key = m.key and h.human and h.kind = 'click'))::integer as clicked
from outbox m
where m.state = 'sent' and m.scenario_id = @scenario and m.sent_at >= @since
group by 1 order by 1;

-- name: orders-by-day
-- scope: all
-- Orders after a message of a scenario, by the day they were made.
select to_char(o.occurred_at at time zone @zone, 'YYYY-MM-DD') as day, count(*)::integer as orders,
       coalesce(sum(x.amount), 0)::text as revenue
from (
  select distinct p.bucket, p.order_id, p.occurred_at
  from outbox m
  join purchase p on p.bucket = m.bucket and p.person_id = m.person_id
    and p.occurred_at > m.sent_at and p.occurred_at <= m.sent_at + make_interval(days => @days::integer)
  where m.state = 'sent' and m.scenario_id = @scenario and m.sent_at >= @since
    and p.kind = 'sale' and p.status not in ('pending', 'cancelled')) o
left join lateral (
  select sum((l.quantity - l.returned) * l.price) as amount
  from purchase_line l where l.bucket = o.bucket and l.order_id = o.order_id and not l.cancelled) x on true
group by 1 order by 1;
