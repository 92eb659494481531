-- name: drop-positions
-- scope: bucket
delete from position p where p.bucket = @bucket and p.person_id = any(@ids::uuid[]);

-- name: drop-watches
-- scope: bucket
delete from date_watch w where w.bucket = @bucket and w.person_id = any(@ids::uuid[]);

-- name: entries-of-nobody
-- scope: bucket
-- Entries are what scenarios are counted by; what brought the person in and who it was is forgotten.
update entry e set person_id = r.nobody, first_person_id = r.nobody, context = '{}',
  ended_at = coalesce(e.ended_at, @now::timestamptz), end_reason = coalesce(e.end_reason, 'erased')
from unnest(@ids::uuid[], @nobodies::uuid[]) as r (id, nobody)
where e.bucket = @bucket and e.person_id = r.id;
