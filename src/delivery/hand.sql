-- name: hand
-- scope: bucket
-- Marks claimed messages as handed to the network, just before they are: from here on a crash leaves them uncertain. What was
-- recalled or paused since the claim, or taken over by another process, is not answered and does not leave. Who never heard that it
-- was marked (the database went away with the answer) marks it again: the claim is its own, and it let nothing go.
update outbox o
set handed_at = @wall, attempts = o.attempts + (o.handed_at is null)::int, transport = d.transport, first_at = coalesce(o.first_at, @wall),
    sender_domain = d.sender
from unnest(@keys::uuid[], @claims::uuid[], @transports::text[], @senders::text[]) as d(key, claim, transport, sender)
where o.bucket = @bucket and o.key = d.key and o.state = 'claimed' and o.claim_id = d.claim
  and not exists (select from recall r where r.bucket = @bucket and r.key = o.key)
  and not exists (select from pause p where p.subject in ('class:' || o.class, 'scenario:' || o.scenario_id,
                                                          case when o.class = 'promotional' then 'sender:' || d.sender end))
returning o.key, o.attempts, o.first_at as "firstAt";

-- name: release
-- scope: bucket
-- Puts claimed messages back that their process let not go, those of what is paused aside; no try is counted.
update outbox o
set state = 'ready', claim_id = null, retry_at = d.retry_at, reason = d.reason, aside = d.aside,
    sender_domain = coalesce(d.sender, o.sender_domain)
from unnest(@keys::uuid[], @claims::uuid[], @retries::timestamptz[], @reasons::text[], @asides::boolean[], @senders::text[])
  as d(key, claim, retry_at, reason, aside, sender)
where o.bucket = @bucket and o.key = d.key and o.state = 'claimed' and o.claim_id = d.claim;

-- name: give-back
-- scope: bucket
-- A claim whose maker never heard that it was made.
update outbox o
set state = 'ready', claim_id = null
where o.bucket = @bucket and o.state = 'claimed' and o.claim_id = @claim;
