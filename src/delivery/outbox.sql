-- name: enqueue
-- scope: bucket
-- Copies wishes that were awarded now into the outbox, with the address that the gates saw. A key that was sent before does not
-- come back. `lateral … limit` looks each wish up by its key: joined, a plan without statistics compared all keys with all wishes.
insert into outbox (bucket, key, person_id, scenario_id, step, template_id, template_version, channel, class, purpose,
                    lane, due_at, context, address)
select w.bucket, w.key, w.person_id, w.scenario_id, w.step, w.template_id, w.template_version, w.channel, w.class, w.purpose,
       case when w.class = 'transactional' then 0 else 1 end, w.wished_at, w.context, a.address
from unnest(@keys::uuid[], @addresses::text[]) as a(key, address)
cross join lateral (select v.* from wish v where v.bucket = @bucket and v.key = a.key limit 1) w
where w.state = 'awarded'
  and not exists (select from sent t where t.bucket = @bucket and t.key = w.key);

-- name: enqueue-missing
-- scope: bucket
-- The same where some may be there already.
insert into outbox (bucket, key, person_id, scenario_id, step, template_id, template_version, channel, class, purpose,
                    lane, due_at, context, address)
select w.bucket, w.key, w.person_id, w.scenario_id, w.step, w.template_id, w.template_version, w.channel, w.class, w.purpose,
       case when w.class = 'transactional' then 0 else 1 end, w.wished_at, w.context, a.address
from unnest(@keys::uuid[], @addresses::text[]) as a(key, address)
cross join lateral (select v.* from wish v where v.bucket = @bucket and v.key = a.key limit 1) w
where w.state = 'awarded'
  and not exists (select from sent t where t.bucket = @bucket and t.key = w.key)
on conflict do nothing;

-- name: claim
-- scope: bucket
-- Takes the next messages of a bucket, transactional lane first and none beyond the lane asked for, before anything touches the network.
-- `any(array(…))` runs the choice once; as `in (…)` the planner may run it again for every row and take more than asked.
update outbox o
set state = 'claimed', claim_id = @claim, claimed_at = @wall, handed_at = null
where o.bucket = @bucket and o.key = any(array(
  select c.key from outbox c
  where c.bucket = @bucket and c.state = 'ready' and not c.aside and c.lane <= @lane and c.due_at <= @now and (c.retry_at is null or c.retry_at <= @wall)
    and c.channel <> all(@shut::text[])
  order by c.lane, c.due_at, c.key
  limit @most
  for update skip locked))
returning o.key, o.person_id as "personId", o.scenario_id as "scenarioId", o.step, o.template_id as "templateId",
          o.template_version as "templateVersion", o.channel, o.class, o.purpose, o.due_at as "dueAt", o.context, o.attempts,
          o.first_at as "firstAt", o.address, o.sender_domain as "senderDomain";

-- name: note-sent
-- scope: spread
-- Keys that are about to touch the network, committed before they do.
insert into sent (bucket, key, sent_at)
select @bucket::integer, k, @now::timestamptz from unnest(@keys::uuid[]) k
on conflict do nothing;

-- name: note-addresses
-- scope: bucket
-- Addresses of claimed messages that are not the ones that were decided for.
update outbox o
set address = d.address
from unnest(@keys::uuid[], @addresses::text[]) as d(key, address)
where o.bucket = @bucket and o.key = d.key and o.state = 'claimed';

-- name: recalled
-- scope: bucket
-- Which of the claimed messages must not leave any more.
select r.key, r.reason from recall r where r.bucket = @bucket and r.key = any(@keys::uuid[]);

-- name: people
-- scope: bucket
-- Addressees of claimed messages, with the account owner who may sign.
select p.id, p.bucket, p.external_id as "externalId", p.email, p.phone, p.timezone, p.locale, p.company_id as "companyId", p.traits,
       to_jsonb(w) as owner, c.traits as company
from person p
left join owner w on w.id = p.owner_id
left join company c on c.id = p.company_id
where p.bucket = @bucket and p.id = any(@people::uuid[]);

-- name: gone-on
-- scope: bucket
-- People of claimed messages who are part of somebody else since the decision.
select f.person_id as "personId"
from forward f where f.bucket = @bucket and f.person_id = any(@people::uuid[]) and not f.erased;

-- name: stops
-- scope: all
-- The originals of suppression and consent for the addresses about to be written to (their buckets, not the person's).
select 'suppression' as what, s.channel, s.hash, '*' as purpose, s.scope as status, s.reason
from suppression s
where (s.bucket, s.channel, s.hash) in (select * from unnest(@buckets::integer[], @channels::text[], @hashes::bytea[]))
union all
select 'consent', g.channel, g.hash, g.purpose, g.status, 'consent_' || g.status
from consent g
where (g.bucket, g.channel, g.hash) in (select * from unnest(@buckets::integer[], @channels::text[], @hashes::bytea[]));

-- name: settle
-- scope: bucket
-- Writes what became of claimed messages; answers those that were still this claim's to settle. A worker that was only slow, and
-- taken for dead, knows better. A try that failed
-- because of the provider is not the message's own: it is taken back (`uncounted`).
update outbox o
set state = d.state, reason = d.reason, retry_at = d.retry_at, address = coalesce(d.address, o.address), filled = d.filled,
    provider_id = d.provider, transport = coalesce(d.transport, o.transport),
    attempts = o.attempts - case when d.uncounted then 1 else 0 end,
    first_at = case when d.uncounted and o.attempts <= 1 then null else o.first_at end,
    sent_at = case when d.state = 'sent' then @now::timestamptz end,
    opens_measured = coalesce((d.filled -> 'measured' ->> 'opens')::boolean, false),
    clicks_measured = coalesce((d.filled -> 'measured' ->> 'clicks')::boolean, false)
from unnest(@keys::uuid[], @claims::uuid[], @states::text[], @reasons::text[], @addresses::text[], @values::jsonb[],
            @providers::text[], @transports::text[], @retries::timestamptz[], @uncounted::boolean[])
  as d(key, claim, state, reason, address, filled, provider, transport, retry_at, uncounted)
where o.bucket = @bucket and o.key = d.key and o.state in ('claimed', 'uncertain') and o.claim_id = d.claim
returning o.key;

-- name: forget-sent
-- scope: bucket
-- A message that certainly did not leave and will be tried again.
delete from sent t where t.bucket = @bucket and t.key = any(@keys::uuid[]);

-- name: buckets-ready
-- scope: all
-- Buckets with messages that are due: transactional ones (`urgent`), others (`rest`).
select r.bucket, r.urgent, r.rest from (
  select b.id as bucket,
         exists (select from outbox o where o.bucket = b.id and o.state = 'ready' and not o.aside and o.lane = 0 and o.due_at <= @now
                   and (o.retry_at is null or o.retry_at <= @wall) and o.channel <> all(@shut::text[])) as urgent,
         exists (select from outbox o where o.bucket = b.id and o.state = 'ready' and not o.aside and o.lane > 0 and o.due_at <= @now
                   and (o.retry_at is null or o.retry_at <= @wall) and o.channel <> all(@shut::text[])) as rest
  from bucket b) r
where r.urgent or r.rest
order by r.bucket;

-- name: next-due
-- scope: all
-- The next moment at which a message is due.
select min(o.due_at) as at from outbox o where o.state = 'ready' and not o.aside and o.retry_at is null;

-- name: states
-- scope: all
-- How many messages are in each state.
select o.state, count(*)::integer as messages from outbox o group by o.state;

-- name: states-live
-- scope: all
-- How many messages are in each state that somebody may have to act on, through the indexes that hold nothing else.
select 'ready' as state, (select count(*) from outbox o where o.state = 'ready' and not o.aside)::integer
       + (select count(*) from outbox o where o.aside)::integer as messages
union all
select 'claimed', (select count(*) from outbox o where o.state = 'claimed')::integer
union all
select 'failed', (select count(*) from outbox o where o.state = 'failed')::integer
union all
select 'uncertain', (select count(*) from outbox o where o.state = 'uncertain')::integer;

-- name: one
-- scope: all
-- One message whole, for showing it again. Its bucket is not known from its key: the buckets are named, so that each is asked by its index.
select o.key, o.bucket, o.person_id as "personId", o.scenario_id as "scenarioId", o.step, o.template_id as "templateId",
       o.template_version as "templateVersion", o.channel, o.class, o.purpose, o.state, o.aside as paused, o.reason, o.due_at as "dueAt",
       o.sent_at as "sentAt", o.transport, o.provider_id as "providerId", o.address, o.filled, o.context, o.attempts,
       o.first_at as "firstAt", o.sender_domain as "senderDomain",
       o.outcome, o.outcome_reason as "outcomeReason", o.outcome_at as "outcomeAt"
from outbox o
where o.bucket = any(array(select b.id from bucket b)) and o.key = @key;
