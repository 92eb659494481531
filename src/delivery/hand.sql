-- name: hand
-- scope: bucket
-- Marks claimed messages as handed to the network, just before they are: from here on a crash leaves them uncertain. What was
-- recalled or paused since the claim, or taken over by another process, is not answered and does not leave.
update outbox o
set handed_at = @wall, attempts = o.attempts + 1, transport = d.transport, first_at = coalesce(o.first_at, @wall),
    sender_domain = d.sender
from unnest(@keys::uuid[], @claims::uuid[], @transports::text[], @senders::text[]) as d(key, claim, transport, sender)
where o.bucket = @bucket and o.key = d.key and o.state = 'claimed' and o.claim_id = d.claim and o.handed_at is null
  and not exists (select from recall r where r.bucket = @bucket and r.key = o.key)
  and not exists (select from pause p where p.subject in ('class:' || o.class, 'scenario:' || o.scenario_id,
                                                          case when o.class = 'promotional' then 'sender:' || d.sender end))
returning o.key, o.attempts, o.first_at as "firstAt";

-- name: release
-- scope: bucket
-- Puts claimed messages back that were never handed over, those of what is paused aside; no try is counted.
update outbox o
set state = 'ready', claim_id = null, retry_at = d.retry_at, reason = d.reason, aside = d.aside,
    sender_domain = coalesce(d.sender, o.sender_domain)
from unnest(@keys::uuid[], @claims::uuid[], @retries::timestamptz[], @reasons::text[], @asides::boolean[], @senders::text[])
  as d(key, claim, retry_at, reason, aside, sender)
where o.bucket = @bucket and o.key = d.key and o.state = 'claimed' and o.claim_id = d.claim and o.handed_at is null;
