-- name: sent-by-day
-- scope: all
-- Messages that left, by day of the shop and scenario.
select to_char(o.sent_at at time zone @zone, 'YYYY-MM-DD') as day, o.scenario_id as "scenarioId", count(*)::integer as messages
from outbox o
where o.state = 'sent' and o.sent_at >= @from::timestamp at time zone @zone
  and o.sent_at < (@to::timestamp + interval '1 day') at time zone @zone
group by 1, 2;
