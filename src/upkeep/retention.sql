-- What is past its time: for each sort how many rows there are by bucket, and how a bite of them goes.

-- name: events-old
-- scope: all
-- Only the default partition: the others are dropped whole.
select e.bucket, count(*)::integer as rows from event_default e where e.occurred_at < @before group by e.bucket order by e.bucket;

-- name: events-drop
-- scope: bucket
delete from event_default e where e.bucket = @bucket and (e.person_id, e.occurred_at, e.id) in (
  select x.person_id, x.occurred_at, x.id from event_default x where x.bucket = @bucket and x.occurred_at < @before limit @most);

-- name: messages-old
-- scope: all
select o.bucket, count(*)::integer as rows from outbox o
where o.due_at < @before and o.state in ('sent', 'skipped', 'failed', 'uncertain', 'recalled') group by o.bucket order by o.bucket;

-- name: messages-drop
-- scope: bucket
delete from outbox o where o.bucket = @bucket and o.key = any(array(
  select x.key from outbox x
  where x.bucket = @bucket and x.due_at < @before and x.state in ('sent', 'skipped', 'failed', 'uncertain', 'recalled') limit @most));

-- name: awards-old
-- scope: all
select w.bucket, count(*)::integer as rows from wish w
where w.state = 'awarded' and w.decided_at < @before group by w.bucket order by w.bucket;

-- name: awards-drop
-- scope: bucket
delete from wish w where w.bucket = @bucket and w.key = any(array(
  select x.key from wish x where x.bucket = @bucket and x.state = 'awarded' and x.decided_at < @before limit @most));

-- name: refusals-old
-- scope: all
select w.bucket, count(*)::integer as rows from wish w
where w.state = 'refused' and w.decided_at < @before group by w.bucket order by w.bucket;

-- name: refusals-drop
-- scope: bucket
delete from wish w where w.bucket = @bucket and w.key = any(array(
  select x.key from wish x where x.bucket = @bucket and x.state = 'refused' and x.decided_at < @before limit @most));

-- name: content-old
-- scope: all
select o.bucket, count(*)::integer as rows from outbox o
where o.due_at < @before and (o.filled is not null or o.context <> '{}') and o.state in ('sent', 'skipped', 'failed', 'uncertain', 'recalled')
group by o.bucket order by o.bucket;

-- name: content-drop
-- scope: bucket
-- The line stays, and its address with it: an unsubscription finds by it whom it is about.
update outbox o set filled = null, context = '{}'
where o.bucket = @bucket and o.key = any(array(
  select x.key from outbox x
  where x.bucket = @bucket and x.due_at < @before and (x.filled is not null or x.context <> '{}')
    and x.state in ('sent', 'skipped', 'failed', 'uncertain', 'recalled') limit @most));

-- name: contexts-old
-- scope: all
select w.bucket, count(*)::integer as rows from wish w where w.decided_at < @before and w.context <> '{}' group by w.bucket order by w.bucket;

-- name: contexts-drop
-- scope: bucket
update wish w set context = '{}'
where w.bucket = @bucket and w.key = any(array(
  select x.key from wish x where x.bucket = @bucket and x.decided_at < @before and x.context <> '{}' limit @most));

-- name: hits-old
-- scope: all
select h.bucket, count(*)::integer as rows from hit h where h.at < @before group by h.bucket order by h.bucket;

-- name: hits-drop
-- scope: bucket
delete from hit h where h.bucket = @bucket and (h.key, h.id) in (
  select x.key, x.id from hit x where x.bucket = @bucket and x.at < @before limit @most);

-- name: moved-old
-- scope: all
select m.bucket, count(*)::integer as rows from moved_message m where m.moved_at < @before group by m.bucket order by m.bucket;

-- name: moved-drop
-- scope: bucket
delete from moved_message m where m.bucket = @bucket and m.key = any(array(
  select x.key from moved_message x where x.bucket = @bucket and x.moved_at < @before limit @most));

-- name: sent-old
-- scope: all
select t.bucket, count(*)::integer as rows from sent t where t.sent_at < @before group by t.bucket order by t.bucket;

-- name: sent-drop
-- scope: bucket
delete from sent t where t.bucket = @bucket and t.key = any(array(
  select x.key from sent x where x.bucket = @bucket and x.sent_at < @before limit @most));

-- name: addresses-old
-- scope: all
select a.bucket, count(*)::integer as rows from campaign_address a where a.taken_at < @before group by a.bucket order by a.bucket;

-- name: addresses-drop
-- scope: bucket
delete from campaign_address a where a.bucket = @bucket and (a.hash, a.scenario_id, a.step) in (
  select x.hash, x.scenario_id, x.step from campaign_address x where x.bucket = @bucket and x.taken_at < @before limit @most);

-- name: seen-old
-- scope: all
select s.bucket, count(*)::integer as rows from seen s where s.seen_at < @before group by s.bucket order by s.bucket;

-- name: seen-drop
-- scope: bucket
delete from seen s where s.bucket = @bucket and s.message_id = any(array(
  select x.message_id from seen x where x.bucket = @bucket and x.seen_at < @before limit @most));

-- name: requests-old
-- scope: all
select r.bucket, count(*)::integer as rows from send_request r where r.accepted_at < @before group by r.bucket order by r.bucket;

-- name: requests-drop
-- scope: bucket
delete from send_request r where r.bucket = @bucket and r.id = any(array(
  select x.id from send_request x where x.bucket = @bucket and x.accepted_at < @before limit @most));

-- name: recalls-old
-- scope: all
-- A recall is in force as long as its message waits.
select r.bucket, count(*)::integer as rows from recall r
left join outbox o on o.bucket = r.bucket and o.key = r.key and o.state not in ('sent', 'skipped', 'failed', 'uncertain', 'recalled')
where r.recalled_at < @before and o.key is null group by r.bucket order by r.bucket;

-- name: recalls-drop
-- scope: bucket
delete from recall r where r.bucket = @bucket and r.key = any(array(
  select x.key from recall x left join outbox o on o.bucket = @bucket and o.key = x.key and o.state not in ('sent', 'skipped', 'failed', 'uncertain', 'recalled')
  where x.bucket = @bucket and x.recalled_at < @before and o.key is null limit @most));

-- name: movements-old
-- scope: all
select v.bucket, count(*)::integer as rows from movement v where v.at < @before group by v.bucket order by v.bucket;

-- name: movements-drop
-- scope: bucket
delete from movement v where v.bucket = @bucket and (v.segment_id, v.person_id, v.at, v.entered) in (
  select x.segment_id, x.person_id, x.at, x.entered from movement x where x.bucket = @bucket and x.at < @before limit @most);

-- name: entries-old
-- scope: all
select e.bucket, count(*)::integer as rows
from entry e join scenario c on c.id = e.scenario_id
left join scenario_version g on g.scenario_id = c.id and g.version = c.published_version
where e.ended_at < @before and (c.archived_at is not null or g.graph -> 'reentry' ->> 'kind' = 'always')
group by e.bucket order by e.bucket;

-- name: entries-find
-- scope: bucket
-- Entries whose going lets nobody in: the scenario takes nobody any more, or everybody at any time.
select e.id
from entry e join scenario c on c.id = e.scenario_id
left join scenario_version g on g.scenario_id = c.id and g.version = c.published_version
where e.bucket = @bucket and e.ended_at < @before
  and (c.archived_at is not null or g.graph -> 'reentry' ->> 'kind' = 'always')
limit @most;

-- name: visits-drop
-- scope: bucket
delete from visit v where v.bucket = @bucket and v.entry_id = any(@ids::uuid[]);

-- name: entries-drop
-- scope: bucket
delete from entry e where e.bucket = @bucket and e.id = any(@ids::uuid[]);

-- name: holds-old
-- scope: all
-- What buckets noted of shares of hard limits that are over.
select h.bucket, count(*)::integer as rows from bank_hold h where h.closed_at < @before group by h.bucket order by h.bucket;

-- name: holds-drop
-- scope: bucket
delete from bank_hold h where h.bucket = @bucket and h.lease = any(array(
  select x.lease from bank_hold x where x.bucket = @bucket and x.closed_at < @before limit @most));

-- name: uses-old
-- scope: all
-- What keys spent of hard limits. As long as its lease is open its holder tells the bank of it.
select u.bucket, count(*)::integer as rows from bank_use u
left join bank_hold h on h.bucket = u.bucket and h.lease = u.lease and h.closed_at is null
where u.used_at < @before and h.lease is null group by u.bucket order by u.bucket;

-- name: uses-drop
-- scope: bucket
delete from bank_use u where u.bucket = @bucket and (u.bank, u.key) in (
  select x.bank, x.key from bank_use x
  left join bank_hold h on h.bucket = @bucket and h.lease = x.lease and h.closed_at is null
  where x.bucket = @bucket and x.used_at < @before and h.lease is null limit @most);

-- name: rejected-old
-- scope: shared
select count(*)::integer as rows from rejected r where r.received_at < @before;

-- name: rejected-drop
-- scope: shared
delete from rejected r where r.id = any(array(select x.id from rejected x where x.received_at < @before order by x.id limit @most));

-- name: reports-old
-- scope: shared
-- Reports of mail servers that nothing was done about.
select count(*)::integer as rows from bounce b where b.received_at < @before;

-- name: reports-drop
-- scope: shared
delete from bounce b where b.id = any(array(select x.id from bounce x where x.received_at < @before order by x.id limit @most));

-- name: imports-old
-- scope: shared
select count(*)::integer as rows from import_run r where r.started_at < @before and r.state <> 'running';

-- name: imports-find
-- scope: shared
select r.id from import_run r where r.started_at < @before and r.state <> 'running' order by r.id limit @most;

-- name: imports-drop
-- scope: shared
delete from import_run r where r.id = any(@ids::uuid[]);

-- name: audit-old
-- scope: shared
select count(*)::integer as rows from audit a where a.at < @before;

-- name: audit-drop
-- scope: shared
delete from audit a where a.id = any(array(select x.id from audit x where x.at < @before order by x.id limit @most));

-- name: figures-old
-- scope: shared
select count(*)::integer as rows from kept_figures k where k.counted_at < @before;

-- name: figures-drop
-- scope: shared
delete from kept_figures k where k.name = any(array(select x.name from kept_figures x where x.counted_at < @before order by x.name limit @most));
