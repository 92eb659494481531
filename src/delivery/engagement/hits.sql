-- name: messages
-- scope: bucket
-- The messages that hits are about, whose rows say who was written to where; and how many hits each has.
select o.key, o.person_id as "personId", o.channel, o.address,
       (select count(*)::integer from hit h where h.bucket = @bucket and h.key = o.key) as hits
from outbox o
where o.bucket = @bucket and o.key = any(@keys::uuid[]);

-- name: put
-- scope: bucket
insert into hit (bucket, key, id, kind, at, link, links, agent, head, gateway, network, person_id, due_at)
select @bucket::integer, r.key, r.id, r.kind, r.at, r.link, r.links, r.agent, r.head, r.gateway, decode(r.network, 'hex'),
       r.person_id, r.due_at
from json_to_recordset(@rows::json) as r (key uuid, id uuid, kind text, at timestamptz, link text, links smallint,
     agent text, head boolean, gateway boolean, network text, person_id uuid, due_at timestamptz)
on conflict do nothing;

-- name: due
-- scope: bucket
-- Hits whose hold is over, with the message's own times and names. `known`: the person is there, or was merged.
select h.key, h.id, h.kind, h.at, h.link, h.agent, h.head, h.person_id as "personId", o.channel, o.sent_at as "sentAt",
       t.key as template, s.key as scenario, o.step, p.id is not null or f.person_id is not null as known
from hit h
left join outbox o on o.bucket = @bucket and o.key = h.key
left join template t on t.id = o.template_id
left join scenario s on s.id = o.scenario_id
left join person p on p.bucket = @bucket and p.id = h.person_id
left join forward f on f.bucket = @bucket and f.person_id = h.person_id and not f.erased
where h.bucket = @bucket and h.judged_at is null and h.due_at <= @now
order by h.due_at, h.key, h.id
limit @most;

-- name: clicks-of
-- scope: bucket
-- All clicks of these messages: a burst is judged whole.
select h.key, h.id, h.at, h.link, h.links, h.agent, h.head, h.gateway, encode(h.network, 'hex') as network
from hit h
where h.bucket = @bucket and h.key = any(@keys::uuid[]) and h.kind = 'click'
order by h.key, h.at;

-- name: of-networks
-- scope: all
-- Whose messages these networks touched between two moments, in whatever bucket.
select encode(h.network, 'hex') as network, h.person_id as "personId", h.at
from hit h
where h.network = any(@networks::bytea[]) and h.kind = 'click' and h.at between @first::timestamptz and @last::timestamptz
order by h.at
limit @most;

-- name: judge
-- scope: bucket
update hit h
set judged_at = @now, human = r.human, machine = r.machine, signs = r.signs
from json_to_recordset(@rows::json) as r (key uuid, id uuid, human boolean, machine real, signs text[])
where h.bucket = @bucket and h.key = r.key and h.id = r.id and h.judged_at is null;

-- name: buckets-due
-- scope: all
select distinct h.bucket from hit h where h.judged_at is null and h.due_at <= @now order by h.bucket;

-- name: next-due
-- scope: all
select min(h.due_at) as at from hit h where h.judged_at is null;

-- name: bucket-of
-- scope: all
-- Where a message's row lives, when its link was made for another number of buckets.
select o.bucket from outbox o where o.key = @key;

-- name: states
-- scope: all
-- Yes, no or unknown for each message; null for one that did not leave. Unknown: nothing may be noted (or no longer), a
-- proxy hides who looked, or a click is still held.
select o.key,
  case when h.opened or h.clicked then 'yes'
       when o.state not in ('sent', 'uncertain') then null
       when not o.opens_measured or w.withdrawn or h.hidden then 'unknown'
       else 'no' end as opened,
  case when h.clicked then 'yes'
       when o.state not in ('sent', 'uncertain') then null
       when not o.clicks_measured or w.withdrawn or h.held then 'unknown'
       else 'no' end as clicked,
  h.machine
from outbox o
left join lateral (
  select bool_or(t.human and t.kind = 'open') as opened, bool_or(t.human and t.kind = 'click') as clicked,
         bool_or(t.kind = 'open' and (t.agent in ('mpp', 'proxy') or t.judged_at is null)) as hidden,
         bool_or(t.kind = 'click' and t.judged_at is null) as held,
         min(t.machine) filter (where t.kind = 'click') as machine
  from hit t where t.bucket = o.bucket and t.key = o.key) h on true
left join lateral (
  select bool_or(g.status <> 'granted') as withdrawn
  from permission g
  where g.bucket = o.bucket and g.person_id = o.person_id and g.channel = o.channel and g.purpose in ('measure', '*')) w on true
where (o.bucket, o.key) in (select * from unnest(@buckets::integer[], @keys::uuid[]));
