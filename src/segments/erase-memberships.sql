-- name: segments-told
-- scope: bucket
select g.key, g.name, m.since
from membership m join segment g on g.id = m.segment_id
where m.bucket = @bucket and m.person_id = @person::uuid and m.member order by g.key;

-- name: drop-memberships
-- scope: bucket
delete from membership m where m.bucket = @bucket and m.person_id = any(@ids::uuid[]);

-- name: movements-of-nobody
-- scope: bucket
update movement m set person_id = r.nobody from unnest(@ids::uuid[], @nobodies::uuid[]) as r (id, nobody)
where m.bucket = @bucket and m.person_id = r.id;
