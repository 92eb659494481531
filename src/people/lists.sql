-- name: name-lists
-- scope: shared
-- A list that facts name exists; its name can be changed later.
insert into list (key, name, created_at) select k, k, @now::timestamptz from unnest(@keys::text[]) k
on conflict do nothing;

-- name: save
-- scope: shared
insert into list (key, name, unit, created_at) values (@key, @name, @unit, @now)
on conflict (key) do update set name = excluded.name, unit = excluded.unit;

-- name: all
-- scope: all
-- Lists with the number of people on them.
select l.key, l.name, l.unit, l.created_at as "createdAt",
       coalesce(n.people, 0) as people
from list l
left join (select m.list, count(*) as people from list_member m where not m.removed group by m.list) n on n.list = l.key
order by l.key;

-- name: members
-- scope: bucket
-- What is held of these people's lists.
select m.list, m.person_id as "personId", m.since, m.removed
from list_member m where m.bucket = @bucket and m.person_id = any(@ids::uuid[]);

-- name: put-members
-- scope: bucket
insert into list_member (bucket, list, person_id, since, removed)
select @bucket::integer, r.list, r.person_id, r.since, r.removed
from json_to_recordset(@rows::json) as r (list text, person_id uuid, since timestamptz, removed boolean)
on conflict (bucket, list, person_id) do update set since = excluded.since, removed = excluded.removed;

-- name: remove-members
-- scope: bucket
delete from list_member m where m.bucket = @bucket and m.person_id = any(@ids::uuid[]);
