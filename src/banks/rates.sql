-- name: window
-- scope: bucket
-- What the window holds: every slot that reaches into it, those ahead of this process's clock too.
select coalesce(sum(s.units) filter (where s.slot > @since), 0)::bigint as units, max(s.slot) as newest
from bank_slot s where s.bucket = @bucket and s.bank = @bank;

-- name: drop-old
-- scope: bucket
delete from bank_slot s where s.bucket = @bucket and s.bank = @bank and s.slot <= @since;

-- name: put
-- scope: spread
insert into bank_slot (bucket, bank, slot, units) values (@bucket, @bank, @slot, @units)
on conflict (bucket, bank, slot) do update set units = bank_slot.units + excluded.units;

-- name: take-back
-- scope: bucket
-- Of the slot that they were counted in; one that no window reaches any more is gone, and nothing is to be done.
update bank_slot s set units = s.units - @units::bigint
where s.bucket = @bucket and s.bank = @bank and s.slot = @slot and s.units >= @units::bigint;

-- name: spent
-- scope: bucket
-- What the window holds now, for the CHECK.
update bank b set spent = @spent::bigint, bound = greatest(b.total, least(b.bound, @spent::bigint))
where b.bucket = @bucket and b.key = @bank;
