-- name: page
-- scope: all
-- Which messages stand on a page, by moment, oldest first; optional filters are null.
select o.bucket, o.key
from outbox o
where (@state::text is null or o.state = @state)
  and (@scenario::text is null or o.scenario_id = (select s.id from scenario s where s.key = @scenario))
  and (@step::text is null or o.step = @step)
  and (@template::text is null or o.template_id = (select t.id from template t where t.key = @template))
  and (@version::integer is null or o.template_version = @version)
  and (@person::uuid is null or o.person_id = @person)
  and (@outcomes::text[] is null or o.outcome = any(@outcomes::text[]))
  and (@reactions::text[] is null or exists (
        select from hit h where h.bucket = o.bucket and h.key = o.key and h.human and h.kind = any(@reactions::text[])
          and (@link::text is null or h.link = @link)))
  and (o.due_at, o.key) > (@after::timestamptz, @after_key::uuid)
order by o.due_at, o.key
limit @most;

-- name: waiting
-- scope: all
-- As `page`, of those that wait: through the indexes that hold nothing else.
select w.bucket, w.key
from (select o.* from outbox o where o.state = 'ready' and not o.aside
      union all
      select o.* from outbox o where o.aside) w
where (@scenario::text is null or w.scenario_id = (select s.id from scenario s where s.key = @scenario))
  and (@step::text is null or w.step = @step)
  and (@template::text is null or w.template_id = (select t.id from template t where t.key = @template))
  and (@version::integer is null or w.template_version = @version)
  and (@person::uuid is null or w.person_id = @person)
  and (@outcomes::text[] is null or w.outcome = any(@outcomes::text[]))
  and (@reactions::text[] is null or exists (
        select from hit h where h.bucket = w.bucket and h.key = w.key and h.human and h.kind = any(@reactions::text[])
          and (@link::text is null or h.link = @link)))
  and (w.due_at, w.key) > (@after::timestamptz, @after_key::uuid)
order by w.due_at, w.key
limit @most;

-- name: waiting-latest
-- scope: all
-- As `waiting`, newest first.
select w.bucket, w.key
from (select o.* from outbox o where o.state = 'ready' and not o.aside
      union all
      select o.* from outbox o where o.aside) w
where (@scenario::text is null or w.scenario_id = (select s.id from scenario s where s.key = @scenario))
  and (@step::text is null or w.step = @step)
  and (@template::text is null or w.template_id = (select t.id from template t where t.key = @template))
  and (@version::integer is null or w.template_version = @version)
  and (@person::uuid is null or w.person_id = @person)
  and (@outcomes::text[] is null or w.outcome = any(@outcomes::text[]))
  and (@reactions::text[] is null or exists (
        select from hit h where h.bucket = w.bucket and h.key = w.key and h.human and h.kind = any(@reactions::text[])
          and (@link::text is null or h.link = @link)))
  and (w.due_at, w.key) < (@after::timestamptz, @after_key::uuid)
order by w.due_at desc, w.key desc
limit @most;

-- name: latest
-- scope: all
-- As `page`, newest first, of what was due from a moment on.
select o.bucket, o.key
from outbox o
where (@state::text is null or o.state = @state)
  and (@scenario::text is null or o.scenario_id = (select s.id from scenario s where s.key = @scenario))
  and (@step::text is null or o.step = @step)
  and (@template::text is null or o.template_id = (select t.id from template t where t.key = @template))
  and (@version::integer is null or o.template_version = @version)
  and (@person::uuid is null or o.person_id = @person)
  and (@outcomes::text[] is null or o.outcome = any(@outcomes::text[]))
  and (@reactions::text[] is null or exists (
        select from hit h where h.bucket = o.bucket and h.key = o.key and h.human and h.kind = any(@reactions::text[])
          and (@link::text is null or h.link = @link)))
  and o.due_at >= @since::timestamptz and o.due_at <= @after::timestamptz
  and (o.due_at, o.key) < (@after::timestamptz, @after_key::uuid)
order by o.due_at desc, o.key desc
limit @most;

-- name: lines
-- scope: all
-- Messages with who they go to, in the order asked for.
select o.key, o.bucket, o.person_id as "personId", p.external_id as "externalId", coalesce(o.address, p.email) as address,
       s.key as scenario, o.step, t.key as template, o.template_version as "templateVersion", o.channel, o.class, o.purpose,
       o.state, o.aside as paused, o.reason, o.due_at as "dueAt", o.sent_at as "sentAt", o.transport,
       o.provider_id as "providerId", o.outcome, o.outcome_reason as "outcomeReason", o.outcome_at as "outcomeAt"
from unnest(@buckets::integer[], @keys::uuid[]) with ordinality as w(bucket, key, nth)
join outbox o on o.bucket = w.bucket and o.key = w.key
left join person p on p.bucket = o.bucket and p.id = o.person_id
left join scenario s on s.id = o.scenario_id
left join template t on t.id = o.template_id
order by w.nth;
