-- name: add
-- scope: spread
-- A code that the pool has already is left as it is. Those that are new are returned: the count that Citus gives is of those offered.
insert into bank_code (bucket, bank, code, added_at)
select @bucket::integer, @bank::text, c, @now::timestamptz from unnest(@codes::text[]) c
on conflict do nothing
returning code;

-- name: lease
-- scope: bucket
-- Takes free codes out on a lease; the bank is locked. `= any(array(…))` runs the choice once.
update bank_code c set lease = @lease, holder_bucket = @holder
where c.bucket = @bucket and c.bank = @bank and c.code = any(array(
  select f.code from bank_code f
  where f.bucket = @bucket and f.bank = @bank and f.lease is null
  order by f.code limit @most))
returning c.code;

-- name: assign
-- scope: bucket
-- What the holder did with the codes of its lease.
update bank_code c set message = d.message
from unnest(@codes::text[], @messages::uuid[]) as d(code, message)
where c.bucket = @bucket and c.lease = @lease and c.code = d.code;

-- name: free
-- scope: bucket
-- Codes of a closed lease that were not used can be had again.
update bank_code c set lease = null, holder_bucket = null, message = null
where c.bucket = @bucket and c.lease = @lease and c.code <> all(@used::text[]);

-- name: free-one
-- scope: bucket
update bank_code c set lease = null, holder_bucket = null, message = null
where c.bucket = @bucket and c.lease = @lease and c.code = @code;

-- name: page
-- scope: bucket
select c.code, c.message, c.holder_bucket as "holderBucket", c.added_at as "addedAt",
       case when c.message is not null then 'assigned' when c.lease is not null then 'leased' else 'free' end as state
from bank_code c where c.bucket = @bucket and c.bank = @bank and c.code > @after::text
order by c.code limit @most;
