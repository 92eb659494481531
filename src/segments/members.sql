-- name: versions
-- scope: bucket
-- For which version each segment was computed in this bucket, and when.
select b.segment_id as "segmentId", b.version, b.computed_at as "computedAt"
from segment_bucket b
where b.bucket = @bucket;

-- name: of-people
-- scope: bucket
-- Who of these people is in which of these segments now, rows without membership included (they carry a recheck).
select m.segment_id as "segmentId", m.person_id as "personId", m.member, m.recheck_at as "recheckAt"
from membership m
where m.bucket = @bucket and m.person_id = any(@people::uuid[]) and m.segment_id = any(@segments::integer[]);

-- name: among
-- scope: bucket
-- In which of these segments one person is.
select g.key
from membership m
join segment g on g.id = m.segment_id
where m.bucket = @bucket and m.person_id = @person::uuid and m.member and g.key = any(@keys::text[]) and g.archived_at is null;

-- name: of-segment
-- scope: bucket
-- Everybody with a row in a segment, in this bucket.
select m.person_id as "personId", m.member
from membership m
where m.bucket = @bucket and m.segment_id = @segment;

-- name: add
-- scope: spread
-- Writes what was found of people who had no row. Under the bucket's lock nobody else writes any, so a plain insert is enough.
insert into membership (bucket, segment_id, person_id, member, since, recheck_at)
select @bucket::integer, r.segment_id, r.person_id, r.member, r.since, r.recheck_at
from unnest(@segments::integer[], @people::uuid[], @members::boolean[], @since::timestamptz[], @rechecks::timestamptz[])
  as r(segment_id, person_id, member, since, recheck_at);

-- name: put
-- scope: spread
-- Writes what was found of people; `since` moves only where the answer changed.
insert into membership (bucket, segment_id, person_id, member, since, recheck_at)
select @bucket::integer, r.segment_id, r.person_id, r.member, r.since, r.recheck_at
from unnest(@segments::integer[], @people::uuid[], @members::boolean[], @since::timestamptz[], @rechecks::timestamptz[])
  as r(segment_id, person_id, member, since, recheck_at)
on conflict (bucket, segment_id, person_id) do update
set since = case when membership.member = excluded.member then membership.since else excluded.since end,
    member = excluded.member,
    recheck_at = excluded.recheck_at;

-- name: drop
-- scope: bucket
-- Takes rows away that say nothing: no member, and nothing to ask later.
delete from membership m
where m.bucket = @bucket
  and (m.segment_id, m.person_id) in (select * from unnest(@segments::integer[], @people::uuid[]));

-- name: move-undo
-- scope: bucket
-- The opposite move at the same instant: together they are no move.
delete from movement v
where v.bucket = @bucket
  and (v.segment_id, v.person_id, v.at, v.entered)
      in (select r.segment_id, r.person_id, r.at, not r.entered
          from unnest(@segments::integer[], @people::uuid[], @at::timestamptz[], @entered::boolean[])
            as r(segment_id, person_id, at, entered))
returning v.segment_id as "segmentId", v.person_id as "personId";

-- name: move
-- scope: spread
insert into movement (bucket, segment_id, person_id, at, entered, initial)
select @bucket::integer, r.segment_id, r.person_id, r.at, r.entered, @initial::boolean
from unnest(@segments::integer[], @people::uuid[], @at::timestamptz[], @entered::boolean[])
  as r(segment_id, person_id, at, entered)
on conflict do nothing;

-- name: computed
-- scope: spread
-- This bucket has these versions.
insert into segment_bucket (bucket, segment_id, version, computed_at)
select @bucket::integer, r.segment_id, r.version, @now::timestamptz
from unnest(@segments::integer[], @versions::integer[]) as r(segment_id, version)
on conflict (bucket, segment_id) do update set version = excluded.version, computed_at = excluded.computed_at;

-- name: forget
-- scope: bucket
-- Memberships of a person who was merged away.
delete from membership m where m.bucket = @bucket and m.person_id = @person;

-- name: forget-segments
-- scope: bucket
-- Rows of archived segments, so that nothing rechecks them.
delete from membership m
where m.bucket = @bucket
  and m.segment_id in (select g.id from segment g where g.archived_at is not null);

-- name: due
-- scope: bucket
-- The earliest recheck of each person that is due, by moment, then person. Segments out of use are asked no more.
select m.person_id as "personId", min(m.recheck_at) as "asOf"
from membership m
where m.bucket = @bucket and m.recheck_at <= @now
  and m.segment_id in (select g.id from segment g where g.archived_at is null)
group by m.person_id
order by 2, 1
limit @most;

-- name: next
-- scope: all
-- When time alone changes a membership next, anywhere.
select min(m.recheck_at) as at
from membership m
where m.recheck_at is not null and m.segment_id in (select g.id from segment g where g.archived_at is null);

-- name: due-buckets
-- scope: all
-- Buckets with a recheck that is due, or with a segment that was not computed there for its version.
select b.id as bucket
from bucket b
where exists (select from membership m
              where m.bucket = b.id and m.recheck_at <= @now
                and m.segment_id in (select g.id from segment g where g.archived_at is null))
   or (select count(*) from segment_bucket c join segment g on g.id = c.segment_id and g.version = c.version
       where c.bucket = b.id and g.archived_at is null)
      < (select count(*) from segment g where g.archived_at is null)
order by b.id;

-- name: members
-- scope: all
-- A page of the members of a segment, in the order of the primary key.
select p.id, p.email, p.external_id as "externalId", p.traits, m.since
from membership m join person p on p.bucket = m.bucket and p.id = m.person_id
where m.segment_id = @segment and m.member and (m.bucket, m.person_id) > (@after_bucket::integer, @after::uuid)
order by m.bucket, m.person_id
limit @most;

-- name: sizes
-- scope: all
-- How many people are in each segment now, and in how many buckets its present version is computed.
select g.id,
       coalesce(p.people, 0) as people, coalesce(c.buckets, 0) as buckets
from segment g
left join (select m.segment_id, count(*) as people from membership m where m.member group by m.segment_id) p on p.segment_id = g.id
left join (select d.segment_id, d.version, count(*) as buckets from segment_bucket d group by d.segment_id, d.version) c
  on c.segment_id = g.id and c.version = g.version
where g.archived_at is null;

-- name: people
-- scope: all
-- What is shown of a sample of people.
select p.id, p.email, p.external_id as "externalId", p.traits
from unnest(@buckets::integer[], @people::uuid[]) as r(bucket, id)
join person p on p.bucket = r.bucket and p.id = r.id
order by p.id;

-- name: moved
-- scope: all
-- Of people of some buckets who were in one of these segments at both ends of a period or at one: from which to which, how many.
-- Where they stood is their last movement until then; a move at the very moment counts.
with last as (
  select distinct on (v.bucket, v.person_id, v.segment_id, e.side)
         v.bucket, v.person_id, v.segment_id, e.side, v.entered
  from movement v
  join unnest(array['from', 'to'], array[@since::timestamptz, @until::timestamptz]) as e(side, at) on v.at <= e.at
  where v.bucket = any(@buckets::integer[]) and v.segment_id = any(@segments::integer[])
  order by v.bucket, v.person_id, v.segment_id, e.side, v.at desc, v.entered desc
), stood as (
  select l.bucket, l.person_id,
         max(l.segment_id) filter (where l.side = 'from') as from_segment,
         max(l.segment_id) filter (where l.side = 'to') as to_segment
  from last l
  where l.entered
  group by l.bucket, l.person_id
)
select a.key as "from", b.key as "to", count(*)::integer as people
from stood s
left join segment a on a.id = s.from_segment
left join segment b on b.id = s.to_segment
group by a.key, b.key;

-- name: moves-by-day
-- scope: all
-- How many of some buckets came into a segment and left it, day by day in a time zone; what the first computation found is told apart.
select to_char(d.day, 'YYYY-MM-DD') as day, d.entered, d.left, d.computed
from (
  select (v.at at time zone @zone)::date as day,
         count(*) filter (where v.entered and not v.initial)::integer as entered,
         count(*) filter (where not v.entered and not v.initial)::integer as "left",
         (count(*) filter (where v.entered and v.initial) - count(*) filter (where not v.entered and v.initial))::integer as computed
  from movement v
  where v.bucket = any(@buckets::integer[]) and v.segment_id = @segment and v.at >= @since
  group by 1) d;

-- name: size
-- scope: all
-- How many people of some buckets are in a segment now.
select count(*)::integer as people from membership m
where m.bucket = any(@buckets::integer[]) and m.segment_id = @segment and m.member;
