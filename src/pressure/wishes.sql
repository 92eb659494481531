-- name: known
-- scope: bucket
-- Which of these keys were wished before: they stay as they were decided then.
select w.key from wish w where w.bucket = @bucket and w.key = any(@keys::uuid[]);

-- name: put
-- scope: bucket
-- New wishes with what became of them (a null reason is an award). What wishes of a kind have in common is told once, and moments
-- are milliseconds. Under the bucket's lock nobody else wishes here, so nothing can be in conflict with what was asked for before.
insert into wish (bucket, key, person_id, entry_id, scenario_id, step, visit, template_id, template_version,
                  channel, class, purpose, wished_at, context, arm, state, reason, decided_at)
select @bucket::integer, w.key, w.person, w.entry, (@scenarios::integer[])[w.kind], (@steps::text[])[w.kind],
       (@visits::integer[])[w.kind], (@templates::integer[])[w.kind], (@versions::integer[])[w.kind], (@channels::text[])[w.kind],
       (@classes::text[])[w.kind], (@purposes::text[])[w.kind], to_timestamp(w.at::float8 / 1000), w.context, (@arms::text[])[w.kind],
       case when (@reasons::text[])[w.kind] is null then 'awarded' else 'refused' end, (@reasons::text[])[w.kind], @now::timestamptz
from unnest(@keys::uuid[], @people::uuid[], @entries::uuid[], @kinds::integer[], @moments::bigint[],
            string_to_array(@contexts, chr(31))::jsonb[]) as w(key, person, entry, kind, at, context);

-- name: judge
-- scope: bucket
-- The gates, first part: class, address, suppression, consent, holdout, the person's own pause. A null reason awards the wish.
-- @prospects and @customers: channels that ask for a proof, by what the person is; a customer has bought.
-- The copy of a permission counts only for the address that the person has now (its hash).
-- Of people who chose how often: their choice, and the nearest promotional message that left or is about to (@reaching: channels
-- that go to people; @around: seconds looked at before and after).
select w.key, a.address, f.frequency,
  case when f.frequency is not null then
    (select b.wished_at from wish b
     where b.bucket = @bucket and b.person_id = w.person_id and b.class = 'promotional' and b.state = 'awarded'
       and b.channel = any(@reaching::text[]) and b.key <> w.key
       and b.wished_at > w.at - make_interval(secs => @around) and b.wished_at < w.at + make_interval(secs => @around)
       and not exists (select from outbox o where o.bucket = @bucket and o.key = b.key
                       and o.state in ('skipped', 'failed', 'recalled'))
     order by abs(extract(epoch from b.wished_at - w.at)) limit 1) end as nearest,
  case
    when p.id is null then 'person_unknown'
    when a.address is null then 'no_address'
    when s.status = 'suppressed_all' and s.hash = a.hash then 'address_dead'
    when p.traits ? @unconfirmed and w.purpose <> @asking and w.channel = any(@reaching::text[])
      and p.external_id is null and g.status is distinct from 'granted'
      and not exists (select from purchase b where b.bucket = @bucket and b.person_id = w.person_id) then 'unconfirmed'
    when w.class = 'promotional' and s.status = 'suppressed' and s.hash = a.hash then 'suppressed'
    when w.class = 'promotional' and g.status = 'withdrawn' and g.hash = a.hash then 'consent_withdrawn'
    when w.class = 'promotional' and w.channel = any(@prospects::text[])
      and not (g.status is not distinct from 'granted' and g.hash = a.hash)
      and (w.channel = any(@customers::text[])
        or not exists (select from purchase b where b.bucket = @bucket and b.person_id = w.person_id and b.kind = 'sale'))
      then 'no_consent'
    when w.class = 'promotional' and w.arm = 'holdout' then 'holdout'
    when w.class = 'promotional' and w.channel = any(@reaching::text[]) and (p.traits ->> @pause)::timestamptz > w.at
      then 'paused'
  end as reason
from unnest(@keys::uuid[], @people::uuid[], @channels::text[], @classes::text[], @purposes::text[], @arms::text[],
            @moments::timestamptz[]) as w(key, person_id, channel, class, purpose, arm, at)
left join person p on p.bucket = @bucket and p.id = w.person_id
left join lateral (
  select p.traits ->> @often as frequency where w.class = 'promotional' and w.channel = any(@reaching::text[])
) f on true
left join lateral (
  select k.address, sha256(convert_to(w.channel || ':' || k.address, 'UTF8')) as hash
  from (select case when w.channel = any(@mail::text[]) then p.email
                    when w.channel = any(@phone::text[]) then p.phone
                    else coalesce(p.external_id, p.id::text) end as address) k
) a on true
left join permission g
  on g.bucket = @bucket and g.person_id = w.person_id and g.channel = w.channel and g.purpose = w.purpose
left join permission s
  on s.bucket = @bucket and s.person_id = w.person_id and s.channel = w.channel and s.purpose = '*';

-- name: recall-of-entries
-- scope: bucket
-- Messages of entries that ended and whose sending was not claimed yet: delivery reads this at the claim.
insert into recall (bucket, key, reason, recalled_at)
select w.bucket, w.key, @reason::text, @now::timestamptz
from wish w
where w.bucket = @bucket and w.entry_id = any(@entries::uuid[]) and w.state = 'awarded'
  and not exists (select from sent t where t.bucket = @bucket and t.key = w.key)
on conflict do nothing;

-- name: of-person
-- scope: bucket
-- What was wished for a person and what became of it, newest first.
select w.key, w.scenario_id as "scenarioId", w.step, w.visit, w.template_id as "templateId",
       w.template_version as "templateVersion", w.channel, w.class, w.purpose, w.wished_at as "wishedAt",
       w.state, w.reason, w.decided_at as "decidedAt",
       o.state as outcome, o.reason as "outcomeReason", o.sent_at as "sentAt"
from wish w
left join outbox o on o.bucket = @bucket and o.key = w.key
where w.bucket = @bucket and w.person_id = @person::uuid
  and (w.wished_at, w.key) < (@before::timestamptz, @before_key::uuid)
order by w.wished_at desc, w.key desc
limit @most;

-- name: by-keys
-- scope: bucket
-- Which messages some keys are: whose, and of which template.
select w.key, w.scenario_id as "scenarioId", w.template_id as "templateId"
from wish w
where w.bucket = @bucket and w.key = any(@keys::uuid[]);

-- name: of-scenarios
-- scope: all
-- What was wished at each step of the scenarios, and how much of it may leave.
select w.scenario_id as "scenarioId", w.step, count(*)::integer as wished, count(*) filter (where w.state = 'awarded')::integer as awarded,
       count(*) filter (where w.state = 'refused')::integer as refused
from wish w
where w.bucket = any(@buckets::integer[]) and w.scenario_id is not null and w.step is not null
group by w.scenario_id, w.step;
