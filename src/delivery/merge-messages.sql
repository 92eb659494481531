-- name: take-messages
-- scope: bucket
-- Messages to some people, taken out for a merge. What is in hand stays until it is known what became of it: the answer of the network
-- is written into its row.
delete from outbox o
where o.bucket = @bucket and o.person_id = any(@people::uuid[]) and (o.state <> 'claimed' or o.handed_at is null)
returning o.key, o.person_id, o.scenario_id, o.step, o.template_id, o.template_version, o.channel, o.class, o.purpose, o.lane,
          o.due_at, o.context, o.state, o.reason, o.address, o.filled, o.claim_id, o.claimed_at, o.sent_at, o.transport,
          o.provider_id, o.attempts, o.retry_at, o.handed_at, o.first_at, o.outcome, o.outcome_reason, o.outcome_at,
          o.opens_measured, o.clicks_measured, o.sender_domain;

-- name: take-hits
-- scope: bucket
delete from hit h where h.bucket = @bucket and h.key = any(@keys::uuid[])
returning h.key, h.id, h.kind, h.at, h.link, h.links, h.agent, h.head, h.gateway, encode(h.network, 'hex') as network, h.due_at,
          h.judged_at, h.human, h.machine, h.signs;

-- name: take-sent
-- scope: bucket
delete from sent t where t.bucket = @bucket and t.key = any(@keys::uuid[]) returning t.key, t.sent_at;

-- name: note-moved
-- scope: spread
-- Messages that may have left, and went along: their links lead here.
insert into moved_message (bucket, key, person_id, moved_at)
select @bucket::integer, m.key, m.person, @now::timestamptz from unnest(@keys::uuid[], @people::uuid[]) as m(key, person)
on conflict do nothing;

-- name: put-messages
-- scope: bucket
-- Messages of merged people under their own keys. What was paused is looked at again at its claim.
insert into outbox (bucket, key, person_id, scenario_id, step, template_id, template_version, channel, class, purpose, lane, due_at,
                    context, state, reason, address, filled, claim_id, claimed_at, sent_at, transport, provider_id, attempts,
                    retry_at, handed_at, first_at, outcome, outcome_reason, outcome_at, opens_measured, clicks_measured,
                    sender_domain)
select @bucket::integer, r.key, r.person_id, r.scenario_id, r.step, r.template_id, r.template_version, r.channel, r.class,
       r.purpose, r.lane, r.due_at, r.context, r.state, r.reason, r.address, r.filled, r.claim_id, r.claimed_at, r.sent_at,
       r.transport, r.provider_id, r.attempts, r.retry_at, r.handed_at, r.first_at, r.outcome, r.outcome_reason, r.outcome_at,
       r.opens_measured, r.clicks_measured, r.sender_domain
from json_to_recordset(@rows::json) as r (key uuid, person_id uuid, scenario_id integer, step text, template_id integer,
     template_version integer, channel text, class text, purpose text, lane smallint, due_at timestamptz, context jsonb,
     state text, reason text, address text, filled jsonb, claim_id uuid, claimed_at timestamptz, sent_at timestamptz,
     transport text, provider_id text, attempts integer, retry_at timestamptz, handed_at timestamptz, first_at timestamptz,
     outcome text, outcome_reason text, outcome_at timestamptz, opens_measured boolean, clicks_measured boolean,
     sender_domain text)
on conflict do nothing;

-- name: put-hits
-- scope: bucket
insert into hit (bucket, key, id, kind, at, link, links, agent, head, gateway, network, person_id, due_at, judged_at, human,
                 machine, signs)
select @bucket::integer, r.key, r.id, r.kind, r.at, r.link, r.links, r.agent, r.head, r.gateway, decode(r.network, 'hex'),
       r.person_id, r.due_at, r.judged_at, r.human, r.machine, r.signs
from json_to_recordset(@rows::json) as r (key uuid, id uuid, kind text, at timestamptz, link text, links smallint, agent text,
     head boolean, gateway boolean, network text, person_id uuid, due_at timestamptz, judged_at timestamptz, human boolean,
     machine real, signs text[])
on conflict do nothing;

-- name: put-sent
-- scope: bucket
insert into sent (bucket, key, sent_at)
select @bucket::integer, r.key, r.sent_at from json_to_recordset(@rows::json) as r (key uuid, sent_at timestamptz)
on conflict do nothing;

-- name: went-to
-- scope: bucket
-- Where messages are that went along with their person.
select m.key, f.to_person as "toPerson", f.to_bucket as "toBucket"
from moved_message m
join forward f on f.bucket = @bucket and f.person_id = m.person_id
where m.bucket = @bucket and m.key = any(@keys::uuid[]);

-- name: left-behind
-- scope: bucket
-- People who went on from a bucket, and of whom an uncertain message stayed.
select distinct o.person_id as "personId"
from outbox o
join forward f on f.bucket = @bucket and f.person_id = o.person_id and not f.erased
where o.bucket = @bucket and o.state = 'uncertain';
