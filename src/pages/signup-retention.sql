-- name: signups-old
-- scope: all
select s.bucket, count(*)::integer as rows from signup s where s.asked_at < @before group by s.bucket order by s.bucket;

-- name: signups-find
-- scope: bucket
-- Not while a message to the person is in hand: what becomes of it is written into its row.
select s.id, s.person_id as "personId", s.confirmed_at is null as open from signup s
where s.bucket = @bucket and s.asked_at < @before
  and not exists (select from outbox o where o.bucket = @bucket and o.person_id = s.person_id and o.state = 'claimed')
order by s.asked_at limit @most;

-- name: signups-drop
-- scope: bucket
delete from signup s where s.bucket = @bucket and s.id = any(@ids::uuid[]);

-- name: still-asked
-- scope: bucket
select distinct s.person_id as "personId" from signup s where s.bucket = @bucket and s.person_id = any(@people::uuid[]);

-- name: messages-drop
-- scope: bucket
-- What waits has nobody to go to any more.
delete from outbox o where o.bucket = @bucket and o.person_id = any(@people::uuid[]) and o.state <> 'claimed';

-- name: wishes-drop
-- scope: bucket
delete from wish w where w.bucket = @bucket and w.person_id = any(@people::uuid[]);

-- name: events-drop
-- scope: bucket
delete from event e where e.bucket = @bucket and e.person_id = any(@people::uuid[]);

-- name: hits-drop
-- scope: bucket
delete from hit h where h.bucket = @bucket and h.person_id = any(@people::uuid[]);

-- name: memberships-drop
-- scope: bucket
delete from membership m where m.bucket = @bucket and m.person_id = any(@people::uuid[]);

-- name: movements-drop
-- scope: bucket
delete from movement m where m.bucket = @bucket and m.person_id = any(@people::uuid[]);

-- name: positions-drop
-- scope: bucket
delete from position p where p.bucket = @bucket and p.person_id = any(@people::uuid[]);

-- name: dates-drop
-- scope: bucket
delete from date_watch w where w.bucket = @bucket and w.person_id = any(@people::uuid[]);

-- name: visits-drop
-- scope: bucket
delete from visit v where v.bucket = @bucket and v.entry_id = any(array(
  select e.id from entry e where e.bucket = @bucket and e.person_id = any(@people::uuid[])));

-- name: entries-drop
-- scope: bucket
delete from entry e where e.bucket = @bucket and e.person_id = any(@people::uuid[]);
