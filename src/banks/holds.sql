-- name: uses
-- scope: bucket
select u.key, u.lease, u.units, u.code from bank_use u where u.bucket = @bucket and u.bank = @bank and u.key = any(@keys::uuid[]);

-- name: asks
-- scope: bucket
select a.key, a.asked_at as "askedAt", a.answer from bank_ask a
where a.bucket = @bucket and a.bank = @bank and a.key = any(@keys::uuid[]);

-- name: answered
-- scope: bucket
-- Keys whose bank has answered: they can be tried again.
select a.bank, a.key from bank_ask a
where a.bucket = @bucket and a.answer is not null order by a.asked_at, a.key limit @most;

-- name: open
-- scope: bucket
-- What the bucket holds of a bank, the oldest first.
select h.lease, h.units, h.spent, h.version from bank_hold h
where h.bucket = @bucket and h.bank = @bank and h.closed_at is null order by h.lease;

-- name: one
-- scope: bucket
select h.lease, h.bank, h.units, h.spent, h.version, h.closed_at as "closedAt" from bank_hold h
where h.bucket = @bucket and h.lease = @lease;

-- name: codes
-- scope: bucket
select c.code, c.lease from bank_held_code c where c.bucket = @bucket and c.bank = @bank order by c.code limit @most;

-- name: put
-- scope: spread
-- A lease that is known stays as it is, a closed one above all.
insert into bank_hold (bucket, lease, bank, units, closed_at) values (@bucket, @lease, @bank, @units, @closed::timestamptz)
on conflict do nothing;

-- name: put-codes
-- scope: spread
insert into bank_held_code (bucket, bank, code, lease)
select @bucket::integer, @bank::text, c, @lease::uuid from unnest(@codes::text[]) c on conflict do nothing;

-- name: drop-codes
-- scope: bucket
delete from bank_held_code c where c.bucket = @bucket and c.bank = @bank and c.code = any(@codes::text[]);

-- name: drop-codes-of
-- scope: bucket
delete from bank_held_code c where c.bucket = @bucket and c.lease = @lease;

-- name: use
-- scope: spread
insert into bank_use (bucket, bank, key, lease, units, code, used_at)
select @bucket::integer, @bank::text, d.key, d.lease, d.units, d.code, @now::timestamptz
from unnest(@keys::uuid[], @leases::uuid[], @units::bigint[], @codes::text[]) as d(key, lease, units, code);

-- name: undo-use
-- scope: bucket
delete from bank_use u where u.bucket = @bucket and u.bank = @bank and u.key = @key returning u.lease, u.units, u.code;

-- name: used-codes
-- scope: bucket
select u.code, u.key from bank_use u where u.bucket = @bucket and u.lease = @lease and u.code is not null order by u.code;

-- name: spend
-- scope: bucket
update bank_hold h set spent = h.spent + d.units
from unnest(@leases::uuid[], @units::bigint[]) as d(lease, units)
where h.bucket = @bucket and h.lease = d.lease and h.closed_at is null;

-- name: state
-- scope: bucket
-- What is reported to the bank, with one more version.
update bank_hold h set spent = @spent::bigint, version = h.version + 1,
    closed_at = coalesce(h.closed_at, @closed::timestamptz)
where h.bucket = @bucket and h.lease = @lease returning h.version;

-- name: ask
-- scope: spread
insert into bank_ask (bucket, bank, key, ask, asked_at)
select @bucket::integer, @bank::text, k, @ask::uuid, @now::timestamptz from unnest(@keys::uuid[]) k
on conflict (bucket, bank, key) do update set ask = excluded.ask, asked_at = excluded.asked_at, answer = null;

-- name: answer
-- scope: bucket
update bank_ask a set answer = @answer::text where a.bucket = @bucket and a.bank = @bank and a.ask = @ask;

-- name: drop-asks
-- scope: bucket
delete from bank_ask a where a.bucket = @bucket and a.bank = @bank and a.key = any(@keys::uuid[]);
