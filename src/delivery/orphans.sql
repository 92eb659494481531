-- name: orphans-uncertain
-- scope: bucket
-- Claims of a process that is gone: what was handed to the network may have left and is never silently repeated.
update outbox o
set state = 'uncertain', reason = @reason
where o.bucket = @bucket and o.state = 'claimed' and o.handed_at is not null
  and (o.claimed_at < @before or left(o.claim_id::text, 8) = any(@gone::text[]));

-- name: orphans-ready
-- scope: bucket
-- What was claimed and never handed over (the local outbox never is) did not leave: it is simply taken again. A process that lives
-- after all cannot hand it over any more, because the claim is no longer its own.
update outbox o
set state = 'ready', claim_id = null
where o.bucket = @bucket and o.state = 'claimed' and o.handed_at is null
  and (o.claimed_at < @before or left(o.claim_id::text, 8) = any(@gone::text[]));

-- name: buckets-orphaned
-- scope: all
-- Buckets that hold claims of processes that are gone, or claims older than any living process keeps one.
select distinct o.bucket from outbox o
where o.state = 'claimed' and (o.claimed_at < @before or left(o.claim_id::text, 8) = any(@gone::text[]))
order by o.bucket;

-- name: claimants
-- scope: all
-- Processes that hold claims now, as their claims begin.
select distinct left(o.claim_id::text, 8) as process from outbox o where o.state = 'claimed';
