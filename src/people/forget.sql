-- name: unconfirmed
-- scope: bucket
-- Of these people, those who are still known by an unconfirmed form alone, with what the book knows them by.
select p.id, p.email, p.phone, p.anonymous_ids as "anonymousIds" from person p
where p.bucket = @bucket and p.id = any(@ids::uuid[]) and p.traits ? @unconfirmed and p.external_id is null
  and not exists (select from purchase o where o.bucket = @bucket and o.person_id = p.id)
  and not exists (select from permission g where g.bucket = @bucket and g.person_id = p.id and g.status = 'granted')
  and not exists (select from list_member m where m.bucket = @bucket and m.person_id = p.id and not m.removed)
  and not exists (select from jsonb_object_keys(p.traits) k where k <> 'email' and k not like '$:%');

-- name: book-entries
-- scope: bucket
delete from identifier i using json_to_recordset(@rows::json) as r (kind text, value text, person_id uuid)
where i.bucket = @bucket and i.kind = r.kind and i.value = r.value and i.person_id = r.person_id;

-- name: permissions
-- scope: bucket
delete from permission g where g.bucket = @bucket and g.person_id = any(@ids::uuid[]);

-- name: lists
-- scope: bucket
delete from list_member m where m.bucket = @bucket and m.person_id = any(@ids::uuid[]);

-- name: people
-- scope: bucket
delete from person p where p.bucket = @bucket and p.id = any(@ids::uuid[]);
