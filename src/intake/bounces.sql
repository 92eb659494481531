-- name: put
-- scope: spread
-- A report that nothing is done about.
insert into bounce (received_at, source, kind, reason, raw) values (@received, @source, @kind, @reason, @raw);

-- name: keep-newest
-- scope: shared
-- Anybody may send to the shop's feedback addresses: of more than so many the oldest go.
delete from bounce b where b.id <= (select x.id from bounce x order by x.id desc offset @most limit 1);

-- name: list
-- scope: all
-- Latest first; a page begins below the id where the last one ended.
select b.id, b.received_at as "receivedAt", b.source, b.kind, b.reason, b.raw
from bounce b where b.id < @below order by b.id desc limit @most;
