-- name: buckets
-- scope: all
-- Where messages lie whose fate is unknown and that may go again.
select distinct o.bucket from outbox o
where o.state = 'uncertain' and o.class = 'transactional' and o.attempts <= @tries and o.first_at >= @since
order by o.bucket;

-- name: again
-- scope: bucket
-- Lets them go again; their keys stay noted as sent.
update outbox o
set state = 'ready', claim_id = null, handed_at = null, retry_at = null
where o.bucket = @bucket and o.state = 'uncertain' and o.class = 'transactional' and o.attempts <= @tries and o.first_at >= @since;

-- name: resolve
-- scope: bucket
-- What somebody found out about a message whose fate was unknown. One that goes again begins anew.
update outbox o
set state = @state, reason = @reason, claim_id = null, retry_at = null,
    sent_at = case when @state = 'sent' then @now::timestamptz end,
    handed_at = case when @state = 'ready' then null else o.handed_at end,
    attempts = case when @state = 'ready' then 0 else o.attempts end,
    first_at = case when @state = 'ready' then null else o.first_at end
where o.bucket = @bucket and o.key = @key and o.state = 'uncertain';
