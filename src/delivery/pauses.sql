-- name: list
-- scope: shared
-- What is paused now.
select p.subject, p.reason, p.paused_by as "by", p.paused_at as "at" from pause p order by p.subject;

-- name: add
-- scope: shared
-- Pauses; what is paused already stays as it was.
insert into pause (subject, reason, paused_by, paused_at)
select s, @reason::text, @by::text, @wall::timestamptz from unnest(@subjects::text[]) s
on conflict do nothing;

-- name: remove
-- scope: shared
delete from pause p where p.subject = any(@subjects::text[]);

-- name: remove-of
-- scope: shared
delete from pause p where p.subject = @subject and p.paused_by = @by;

-- name: find-scenario
-- scope: shared
-- The number that messages of a scenario carry.
select s.id from scenario s where s.key = @key;

-- name: scenario-keys
-- scope: shared
select s.id, s.key, s.campaign and s.archived_at is not null as over from scenario s where s.id = any(@ids::integer[]);

-- name: set-aside
-- scope: bucket
-- Puts a bite of waiting messages of what is paused aside; what was recalled goes on, to be settled at the claim.
update outbox o set aside = true
where o.bucket = @bucket and o.key = any(array(
  select c.key from outbox c
  where c.bucket = @bucket and c.state = 'ready' and not c.aside
    and array['class:' || c.class, 'scenario:' || c.scenario_id, case when c.class = 'promotional' then 'sender:' || c.sender_domain end]
      && @subjects::text[]
    and not exists (select from recall r where r.bucket = @bucket and r.key = c.key)
  limit @most
  for update skip locked));

-- name: take-back
-- scope: bucket
-- Puts a bite of messages back among those that wait, of what is no longer paused and of what was recalled.
update outbox o set aside = false
where o.bucket = @bucket and o.key = any(array(
  select c.key from outbox c
  where c.bucket = @bucket and c.aside
    and (not (array['class:' || c.class, 'scenario:' || c.scenario_id, case when c.class = 'promotional' then 'sender:' || c.sender_domain end]
              && @subjects::text[])
      or exists (select from recall r where r.bucket = @bucket and r.key = c.key))
  limit @most
  for update skip locked));

-- name: recall-of-send
-- scope: bucket
-- Takes back a bite of what waits of a send and is not in hand.
insert into recall (bucket, key, reason, recalled_at)
select o.bucket, o.key, @reason::text, @now::timestamptz
from outbox o
where o.bucket = @bucket and o.scenario_id = @scenario
  and (o.state = 'ready' or (o.state = 'claimed' and o.handed_at is null))
  and not exists (select from recall r where r.bucket = @bucket and r.key = o.key)
limit @most::bigint
on conflict do nothing;

-- name: waiting
-- scope: all
-- How many messages were put aside.
select count(*)::integer as messages from outbox o where o.aside;
