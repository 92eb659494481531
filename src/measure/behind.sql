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
-- Orders at most so many days after a message, latest first, with what was bought minus what came back.
select o.key, o.person_id as id, w.email, w.external_id as "externalId", coalesce(w.traits, '{}') as traits, o.at,
       o.order_id as "orderId", coalesce(x.amount, 0)::text as amount
from (
  select p.bucket, p.order_id, p.person_id, p.occurred_at as at, p.bucket || ' ' || p.order_id as key
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
  limit @most) o
left join person w on w.bucket = o.bucket and w.id = o.person_id
left join lateral (
  select sum((l.quantity - l.returned) * l.price) as amount
  from purchase_line l where l.bucket = o.bucket and l.order_id = o.order_id and not l.cancelled) x on true
order by o.at desc, o.key desc;

-- name: orders
-- scope: all
-- Orders of the whole shop, cancelled ones too, latest first; the sum of their lines is the turnover.
select o.key, o.person_id as id, w.email, w.external_id as "externalId", coalesce(w.traits, '{}') as traits, o.at,
       o.order_id as "orderId", coalesce(x.amount, 0)::text as amount
from (
  select p.bucket, p.order_id, p.person_id, p.occurred_at as at, p.bucket || ' ' || p.order_id as key
  from purchase p
  where (p.occurred_at, p.bucket || ' ' || p.order_id) < (@before::timestamptz, @before_key::text)
  order by p.occurred_at desc, p.bucket || ' ' || p.order_id desc
  limit @most) o
left join person w on w.bucket = o.bucket and w.id = o.person_id
left join lateral (
  select sum(l.quantity * l.price) as amount from purchase_line l where l.bucket = o.bucket and l.order_id = o.order_id) x on true
order by o.at desc, o.key desc;
