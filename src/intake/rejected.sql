-- name: put
-- scope: spread
-- Events that were not accepted, with the reason.
insert into rejected (received_at, source, code, reason, raw)
select * from unnest(@received::timestamptz[], @sources::text[], @codes::text[], @reasons::text[], @raws::text[]);

-- name: list
-- scope: all
-- Latest first; a page begins below the id where the last one ended.
select r.id, r.received_at as "receivedAt", r.source, r.code, r.reason, r.raw
from rejected r where r.id < @below order by r.id desc limit @most;
