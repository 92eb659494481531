-- name: entered
-- scope: all
-- Who came into a scenario from a day of the shop on, latest first.
select e.id::text as key, e.person_id as id, w.email, w.external_id as "externalId", coalesce(w.traits, '{}') as traits,
       e.entered_at as at, null as "orderId", null as amount
from entry e
left join person w on w.bucket = e.bucket and w.id = e.person_id
where e.scenario_id = (select s.id from scenario s where s.key = @scenario)
  and e.entered_at >= @first::date::timestamp at time zone @zone
  and (e.entered_at, e.id::text) < (@before::timestamptz, @before_key::text)
order by e.entered_at desc, e.id::text desc
limit @most;

-- name: reached
-- scope: all
-- Whose way through a scenario reached its goal from a day of the shop on, latest first.
select e.id::text as key, e.person_id as id, w.email, w.external_id as "externalId", coalesce(w.traits, '{}') as traits,
       e.goal_at as at, null as "orderId", null as amount
from entry e
left join person w on w.bucket = e.bucket and w.id = e.person_id
where e.scenario_id = (select s.id from scenario s where s.key = @scenario)
  and e.goal_at >= @first::date::timestamp at time zone @zone
  and (e.goal_at, e.id::text) < (@before::timestamptz, @before_key::text)
order by e.goal_at desc, e.id::text desc
limit @most;

-- name: unsubscribed
-- scope: all
-- Who took their agreement back at most so many days after a message, latest first: those whom the figure counts.
select u.person_id::text as key, u.person_id as id, w.email, w.external_id as "externalId", coalesce(w.traits, '{}') as traits,
       u.at, null as "orderId", null as amount
from (
  select g.bucket, g.person_id, min(g.occurred_at) as at
  from permission g
  join outbox m on m.bucket = g.bucket and m.person_id = g.person_id and m.channel = g.channel
    and m.sent_at < g.occurred_at and m.sent_at >= g.occurred_at - make_interval(days => @longest::integer)
    and g.purpose in ('*', m.purpose)
  where g.status in ('suppressed', 'withdrawn') and g.occurred_at >= @since and m.state = 'sent'
    and m.scenario_id = (select s.id from scenario s where s.key = @scenario) and m.outcome is distinct from 'complained'
  group by g.bucket, g.person_id
  having min(g.occurred_at - m.sent_at) <= make_interval(days => @days::integer)
    and min(g.occurred_at) >= @first::date::timestamp at time zone @zone) u
left join person w on w.bucket = u.bucket and w.id = u.person_id
where (u.at, u.person_id::text) < (@before::timestamptz, @before_key::text)
order by u.at desc, u.person_id::text desc
limit @most;

-- name: ordered
-- scope: all
-- Which orders at most so many days after a message stand on a page, latest first.
select p.bucket, p.order_id as "orderId"
from purchase p
where p.occurred_at >= @first::date::timestamp at time zone @zone
  and p.kind = 'sale' and p.status not in ('pending', 'cancelled')
  and (p.occurred_at, p.bucket || ' ' || p.order_id) < (@before::timestamptz, @before_key::text)
  and exists (
    select from outbox m
    where m.bucket = p.bucket and m.person_id = p.person_id and m.state = 'sent'
      and m.scenario_id = (select s.id from scenario s where s.key = @scenario)
      and m.sent_at < p.occurred_at and m.sent_at >= p.occurred_at - make_interval(days => @days::integer))
order by p.occurred_at desc, p.bucket || ' ' || p.order_id desc
limit @most;

-- name: orders
-- scope: all
-- Which orders of the whole shop stand on a page, cancelled ones too, latest first.
select p.bucket, p.order_id as "orderId"
from purchase p
where p.occurred_at <= @before::timestamptz
  and (p.occurred_at, p.bucket || ' ' || p.order_id) < (@before::timestamptz, @before_key::text)
order by p.occurred_at desc, p.bucket || ' ' || p.order_id desc
limit @most;

-- name: orders-of-page
-- scope: all
-- What stands beside them: whose they are, what was sold, whose sum over the shop is the turnover, and what was kept of it. Joined to a
-- page within one statement, a cluster would send all people for it.
select p.bucket || ' ' || p.order_id as key, p.person_id as id, w.email, w.external_id as "externalId",
       coalesce(w.traits, '{}') as traits, p.occurred_at as at, p.order_id as "orderId", coalesce(x.sold, 0)::text as sold,
       coalesce(x.kept, 0)::text as kept
from purchase p
left join person w on w.bucket = p.bucket and w.id = p.person_id
left join lateral (
  select sum(l.quantity * l.price) as sold, sum((l.quantity - l.returned) * l.price) filter (where not l.cancelled) as kept
  from purchase_line l where l.bucket = p.bucket and l.order_id = p.order_id) x on true
where (p.bucket, p.order_id) in (select * from unnest(@buckets::integer[], @orders::text[]))
order by p.occurred_at desc, p.bucket || ' ' || p.order_id desc;
