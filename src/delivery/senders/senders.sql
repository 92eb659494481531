-- name: add-messages
-- scope: shared
-- Adds what this process handed over since it last did.
insert into sender_hour (domain, hour, messages)
select d.domain, d.hour, d.messages from unnest(@domains::text[], @hours::timestamptz[], @messages::bigint[]) as d(domain, hour, messages)
on conflict (domain, hour) do update set messages = sender_hour.messages + excluded.messages;

-- name: forget-hours
-- scope: shared
-- Hours that no window reaches back to.
delete from sender_hour h where h.hour < @before;

-- name: messages
-- scope: shared
-- Messages that left by domain, within a window and since somebody let the domain go on.
select h.domain, sum(h.messages)::integer as messages
from sender_hour h
left join sender_standing s on s.domain = h.domain
where h.hour >= @since::timestamptz and h.hour >= coalesce(s.counted_from, '-infinity')
group by h.domain;

-- name: came-back
-- scope: all
-- What came back by domain, likewise.
select o.sender_domain as domain, (count(*) filter (where o.outcome = 'complained'))::integer as complaints,
       (count(*) filter (where o.outcome <> 'complained'))::integer as bounced
from outbox o
left join sender_standing s on s.domain = o.sender_domain
where o.outcome is not null and o.outcome_at >= @since::timestamptz and o.outcome_at >= coalesce(s.counted_from, '-infinity')
  and o.sender_domain is not null
group by o.sender_domain;

-- name: standings
-- scope: shared
select s.domain, s.standing, s.since from sender_standing s where s.standing <> 'well' order by s.domain;

-- name: note
-- scope: shared
-- What was concluded. Answers nothing where another process has concluded the same.
insert into sender_standing (domain, standing, since)
values (@domain, @standing, @now)
on conflict (domain) do update set standing = excluded.standing, since = excluded.since
where sender_standing.standing <> excluded.standing
returning domain;

-- name: let-go
-- scope: shared
-- Somebody lets a domain go on: it is well, and what was before is not counted.
insert into sender_standing (domain, standing, since, counted_from)
values (@domain, 'well', @now, @now)
on conflict (domain) do update set standing = 'well', since = excluded.since, counted_from = excluded.counted_from;
