-- name: put
-- scope: spread
insert into lease (bucket, id, bank, holder_bucket, holder, units, granted_at, expires_at)
values (@bucket, @id, @bank, @holder_bucket::integer, @holder::text, @units, @wall, @expires);

-- name: lock
-- scope: bucket
select l.id, l.bank, l.holder_bucket as "holderBucket", l.holder, l.units, l.spent, l.version, l.closed_at as "closedAt",
       l.expires_at as "expiresAt"
from lease l where l.bucket = @bucket and l.id = @id for update;

-- name: report
-- scope: bucket
-- The newest state of a lease.
update lease l set spent = @spent::bigint, version = @version::integer,
    closed_at = case when @closed::boolean then coalesce(l.closed_at, @wall::timestamptz) end
where l.bucket = @bucket and l.id = @id;

-- name: hurry
-- scope: bucket
-- Somebody waits for units that are out: they are asked back at the next look.
update lease l set expires_at = @wall
where l.bucket = @bucket and l.bank = @bank and l.closed_at is null and l.expires_at > @wall;

-- name: buckets-expired
-- scope: all
-- Buckets whose banks have leases to be asked back: run out, and not asked since @asked.
select distinct l.bucket from lease l
where l.closed_at is null and l.expires_at <= @wall and (l.asked_back_at is null or l.asked_back_at < @asked) order by l.bucket;

-- name: ask-back
-- scope: bucket
-- Marks leases of buckets that ran out as asked back, and names them. One that somebody is writing to waits for the next
-- look: whoever locks several leases in an order of their own must not wait for any.
update lease l set asked_back_at = @wall
where l.bucket = @bucket and l.id = any(array(
  select c.id from lease c
  where c.bucket = @bucket and c.holder_bucket is not null and c.closed_at is null and c.expires_at <= @wall
    and (c.asked_back_at is null or c.asked_back_at < @asked)
  for update skip locked))
returning l.id, l.bank, l.holder_bucket as "holderBucket";

-- name: expired-of-processes
-- scope: bucket
select l.id, l.bank from lease l
where l.bucket = @bucket and l.holder is not null and l.closed_at is null and l.expires_at <= @wall
order by l.bank, l.id;
