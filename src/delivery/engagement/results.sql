-- name: by-step
-- scope: all
-- What came of the messages of some buckets, by scenario, step and day of a zone; of one template where it is named. One row of `m` is one
-- message.
select m.scenario_id as "scenarioId", s.key as scenario, m.step, m.day, count(*)::integer as delivered,
       count(*) filter (where m.outcome in ('bounced_soft', 'bounced_hard'))::integer as bounced,
       count(*) filter (where m.outcome = 'complained')::integer as complained,
       count(*) filter (where m.opens and not m.mpp)::integer as "opensReliable",
       count(*) filter (where m.opened)::integer as opened,
       count(*) filter (where m.looked and m.opens and not m.mpp)::integer as "openedReliably",
       count(*) filter (where m.opens and not m.hidden and not m.opened)::integer as "notOpened",
       count(*) filter (where m.clicks)::integer as "clicksMeasured",
       count(*) filter (where m.clicked)::integer as clicked,
       count(*) filter (where m.clicks and not m.held and not m.clicked)::integer as "notClicked",
       count(*) filter (where m.machine and not m.clicked)::integer as "clickedByMachines",
       coalesce(sum(m.expected), 0)::double precision as expected
from (
  select o.scenario_id, o.step, o.outcome, coalesce(h.opened or h.clicked, false) as opened,
         to_char(o.sent_at at time zone @zone::text, 'YYYY-MM-DD') as day,
         coalesce(h.opened, false) as looked, coalesce(h.clicked, false) as clicked,
         o.opens_measured and not coalesce(w.withdrawn, false) as opens,
         o.clicks_measured and not coalesce(w.withdrawn, false) as clicks,
         coalesce(h.hidden, false) as hidden, coalesce(h.held, false) as held, coalesce(h.machine, false) as machine,
         h.expected, a.person_id is not null as mpp
  from outbox o
  left join (
    select t.bucket, t.key, bool_or(t.human and t.kind = 'open') as opened, bool_or(t.human and t.kind = 'click') as clicked,
           bool_or(t.kind = 'open' and (t.agent in ('mpp', 'proxy') or t.judged_at is null)) as hidden,
           bool_or(t.kind = 'click' and t.judged_at is null) as held,
           bool_or(t.kind = 'click' and not t.human) as machine,
           max(1 - t.machine) filter (where t.kind = 'click' and t.human) as expected
    from hit t where t.at >= @since::timestamptz and t.bucket = any(@buckets::integer[])
    group by t.bucket, t.key) h on h.bucket = o.bucket and h.key = o.key
  left join (
    select g.bucket, g.person_id, g.channel, bool_or(g.status <> 'granted') as withdrawn
    from permission g
    where g.purpose in ('measure', '*') and g.bucket = any(@buckets::integer[])
    group by g.bucket, g.person_id, g.channel) w
    on w.bucket = o.bucket and w.person_id = o.person_id and w.channel = o.channel
  left join (
    select distinct x.bucket, x.person_id from hit x
    where x.agent = 'mpp' and x.at > @mpp_since::timestamptz and x.bucket = any(@buckets::integer[])) a
    on a.bucket = o.bucket and a.person_id = o.person_id
  where (@template::integer is null or o.template_id = @template) and o.bucket = any(@buckets::integer[])
    and o.state = 'sent' and o.sent_at >= @since::timestamptz
) m
left join scenario s on s.id = m.scenario_id
group by m.scenario_id, s.key, m.step, m.day
order by s.key nulls last, m.step nulls last, m.day;

-- name: clicks
-- scope: all
-- How often each link was followed, by the day on which the message had left; the hidden one is no link.
select o.template_version as version, h.link, to_char(o.sent_at at time zone @zone::text, 'YYYY-MM-DD') as day,
       count(*) filter (where h.human)::integer as clicks,
       count(*) filter (where not h.human)::integer as "machineClicks",
       count(*) filter (where h.judged_at is null)::integer as held
from hit h
join outbox o on o.bucket = h.bucket and o.key = h.key
where h.bucket = any(@buckets::integer[]) and o.bucket = any(@buckets::integer[]) and o.template_id = @template
  and o.sent_at >= @since::timestamptz and h.kind = 'click' and h.link <> '!'
group by o.template_version, h.link, 3;

-- name: readers
-- scope: all
-- People who followed a link, each once: on the day of the latest message in which they did, so that days up to now add up to people
-- whatever day they begin with.
select r.version, r.link, to_char(r.sent_at at time zone @zone::text, 'YYYY-MM-DD') as day, count(*)::integer as people
from (
  select o.template_version as version, h.link, max(o.sent_at) as sent_at
  from hit h
  join outbox o on o.bucket = h.bucket and o.key = h.key
  where h.bucket = any(@buckets::integer[]) and o.bucket = any(@buckets::integer[]) and o.template_id = @template
    and o.sent_at >= @since::timestamptz and h.kind = 'click' and h.link <> '!' and h.human
  group by h.bucket, h.person_id, o.template_version, h.link) r
group by r.version, r.link, 3;

-- name: links
-- scope: shared
-- Links as they were written, by version.
select v.version, v.compiled -> 'links' as links
from template_version v
where v.template_id = @template and v.version = any(@versions::integer[]);
