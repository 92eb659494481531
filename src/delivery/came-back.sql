-- name: note
-- scope: bucket
-- Keeps what came back of messages that left; the stronger outcome stays. Answers those that changed. A server next door may tell before
-- the claim is settled: what is told then is not told again.
update outbox o
set outcome = d.outcome, outcome_reason = d.reason, outcome_at = @now
from unnest(@keys::uuid[], @outcomes::text[], @reasons::text[]) as d(key, outcome, reason)
where o.bucket = @bucket and o.key = d.key and o.state in ('claimed', 'sent', 'uncertain')
  and coalesce(array_position(array['bounced_soft', 'bounced_hard', 'complained'], o.outcome), 0)
    < array_position(array['bounced_soft', 'bounced_hard', 'complained'], d.outcome)
returning o.key, o.person_id as "personId", o.scenario_id as "scenarioId", o.step, o.template_id as "templateId", o.channel,
          o.class, o.address, o.outcome, o.outcome_reason as reason;

-- name: lately
-- scope: bucket
-- What became of the latest messages to some people, latest first.
select o.person_id as "personId", o.channel, o.address, o.outcome, o.outcome_reason as reason
from outbox o
where o.bucket = @bucket and o.person_id = any(@people::uuid[]) and o.state = 'sent' and o.sent_at >= @since
order by o.sent_at desc, o.key
limit @most;

-- name: here
-- scope: bucket
-- Which people still exist in this bucket, or went on from it.
select p.id from person p where p.bucket = @bucket and p.id = any(@people::uuid[])
union all
select f.person_id from forward f where f.bucket = @bucket and f.person_id = any(@people::uuid[]) and not f.erased;

-- name: sent-to
-- scope: bucket
-- Keys of messages that left for a person at one address, latest first.
select o.key from outbox o
where o.bucket = @bucket and o.person_id = @person::uuid and o.channel = @channel and o.address = @address
  and o.state in ('claimed', 'sent', 'uncertain')
order by o.due_at desc, o.key
limit @most;
