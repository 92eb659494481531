-- name: messages-told
-- scope: bucket
select o.due_at as at, o.channel, o.class, o.purpose, o.state, o.reason, o.address, o.sent_at as "sentAt", o.filled, o.outcome,
       o.outcome_reason as "outcomeReason",
       (select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'at', h.at, 'link', h.link) order by h.at), '[]')
        from hit h where h.bucket = @bucket and h.key = o.key) as reactions
from outbox o where o.bucket = @bucket and o.person_id = @person::uuid order by o.due_at, o.key;

-- name: messages-of-nobody
-- scope: bucket
-- What waits is not sent, paused or claimed: without its claim it cannot be handed over. What is in hand is uncertain from here on,
-- because without its claim nothing is written into the row any more.
update outbox o set person_id = r.nobody, address = null, filled = null, context = '{}', outcome_reason = null, claim_id = null,
  aside = false,
  reason = case when o.state in ('ready', 'claimed') then 'person_unknown'
                when o.reason is null then null else split_part(o.reason, ':', 1) end,
  state = case when o.state = 'claimed' and o.handed_at is not null then 'uncertain'
               when o.state in ('ready', 'claimed') then 'skipped' else o.state end
from unnest(@ids::uuid[], @nobodies::uuid[]) as r (id, nobody)
where o.bucket = @bucket and o.person_id = r.id;

-- name: hits-of-nobody
-- scope: bucket
-- Networks are as good as names.
update hit h set person_id = r.nobody, network = ''::bytea from unnest(@ids::uuid[], @nobodies::uuid[]) as r (id, nobody)
where h.bucket = @bucket and h.person_id = r.id;

-- name: forget-moved
-- scope: bucket
-- Where messages went that left from here: what still comes back of them leads to nobody.
delete from moved_message m where m.bucket = @bucket and m.person_id = any(@ids::uuid[]);
