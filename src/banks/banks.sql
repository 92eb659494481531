-- name: lock
-- scope: bucket
-- One bank, held for the rest of the transaction.
select b.key, b.kind, b.name, b.total, b.window_seconds as "windowSeconds", b.granted, b.spent
from bank b where b.bucket = @bucket and b.key = @key for update;

-- name: lock-all
-- scope: bucket
-- The banks that a tick is about to change, in one order for everybody: whoever takes several cannot wait in a circle.
select b.key, b.kind, b.total, b.granted, b.spent
from bank b where b.bucket = @bucket and b.key = any(@keys::text[]) order by b.key collate "C" for update;

-- name: make
-- scope: spread
insert into bank (bucket, key, kind, name, total, bound, window_seconds, made_at, changed_at)
values (@bucket, @key, @kind, @name, @total, @total, @window, @now, @now)
on conflict do nothing;

-- name: change
-- scope: bucket
-- A total below what is out grants nothing more, and what is out stays within the bound.
update bank b
set name = @name, total = @total, bound = greatest(@total::bigint, b.granted + b.spent), changed_at = @now
where b.bucket = @bucket and b.key = @key;

-- name: move
-- scope: bucket
-- Moves the sums. The bound may only shrink towards the total here, so that the CHECK refuses what passes it.
update bank b
set granted = b.granted + @granted::bigint, spent = b.spent + @spent::bigint,
    bound = greatest(b.total, least(b.bound, b.granted + @granted::bigint + b.spent + @spent::bigint))
where b.bucket = @bucket and b.key = @key;

-- name: list
-- scope: all
-- Banks by key; of a rate, what is spent is what its window holds at @wall.
select b.key, b.kind, b.name, b.total, b.window_seconds as "windowSeconds", b.granted,
       case when b.kind = 'rate' then coalesce((
         select sum(s.units) from bank_slot s
         where s.bucket = b.bucket and s.bank = b.key
           and s.slot > @wall::timestamptz - make_interval(secs => b.window_seconds * 61.0 / 60)), 0)::bigint
       else b.spent end as spent
from bank b
where (@key::text is null or b.key = @key) and b.key > @after::text
order by b.key limit @most;

-- name: sums
-- scope: all
-- Sums of each bank beside what its leases and slots say: equal, unless something is broken.
select b.key, b.granted, b.spent,
       coalesce((select sum(l.units - l.spent) from lease l
                 where l.bucket = b.bucket and l.bank = b.key and l.closed_at is null), 0)::bigint as "leasesGranted",
       (b.settled + coalesce((select sum(l.spent) from lease l where l.bucket = b.bucket and l.bank = b.key), 0))::bigint as "leasesSpent"
from bank b where b.kind <> 'rate' order by b.key;
