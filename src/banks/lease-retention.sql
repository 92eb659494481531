-- name: leases-old
-- scope: all
select l.bucket, count(*)::integer as rows from lease l where l.closed_at < @before group by l.bucket order by l.bucket;

-- name: leases-find
-- scope: bucket
select l.id, l.bank, l.spent from lease l where l.bucket = @bucket and l.closed_at < @before order by l.closed_at limit @most;

-- name: leases-settle
-- scope: bucket
update bank b set settled = b.settled + d.spent
from unnest(@banks::text[], @spent::bigint[]) as d(bank, spent) where b.bucket = @bucket and b.key = d.bank;

-- name: leases-drop
-- scope: bucket
delete from lease l where l.bucket = @bucket and l.id = any(@ids::uuid[]);

-- name: rates-old
-- scope: all
-- Minutes of recipients' domains under which nothing was sent lately: of domains there may be any number.
select b.bucket, count(*)::integer as rows from bank b
where b.kind = 'rate' and b.key like 'provider.%@%.minute' and b.changed_at < @before
  and not exists (select from bank_slot s where s.bucket = b.bucket and s.bank = b.key and s.slot > @before)
group by b.bucket order by b.bucket;

-- name: rates-find
-- scope: bucket
-- One that somebody takes of now is not waited for.
select b.key from bank b
where b.bucket = @bucket and b.kind = 'rate' and b.key like 'provider.%@%.minute' and b.changed_at < @before
  and not exists (select from bank_slot s where s.bucket = @bucket and s.bank = b.key and s.slot > @before)
order by b.key collate "C" limit @most for update skip locked;

-- name: rates-slots
-- scope: bucket
delete from bank_slot s where s.bucket = @bucket and s.bank = any(@keys::text[]) and s.slot <= @before;

-- name: rates-drop
-- scope: bucket
delete from bank b where b.bucket = @bucket and b.key = any(@keys::text[]);
