-- name: people
-- scope: bucket
-- What a sign-up has to know of its person.
select p.id, p.email, p.first_seen as "firstSeen",
       (select count(*)::integer from signup s where s.bucket = @bucket and s.person_id = p.id and s.asked_at > @since) as asked
from person p where p.bucket = @bucket and p.id = any(@people::uuid[]);

-- name: put
-- scope: bucket
insert into signup (bucket, id, person_id, form_id, version, hash, answer, asked_at, confirmed_at)
select @bucket::integer, r.id, r.person_id, r.form_id, r.version, decode(r.hash, 'hex'), r.answer, r.asked_at, r.confirmed_at
from json_to_recordset(@rows::json) as r (id uuid, person_id uuid, form_id integer, version integer, hash text, answer jsonb,
     asked_at timestamptz, confirmed_at timestamptz)
on conflict do nothing;

-- name: of
-- scope: bucket
select s.id, s.person_id as "personId", s.form_id as "formId", s.version, encode(s.hash, 'hex') as hash, s.answer,
       s.asked_at as "askedAt", s.confirmed_at as "confirmedAt"
from signup s where s.bucket = @bucket and s.id = any(@ids::uuid[]);

-- name: confirm
-- scope: bucket
update signup s set confirmed_at = @at::timestamptz where s.bucket = @bucket and s.id = @id::uuid and s.confirmed_at is null;

-- name: of-people
-- scope: bucket
select s.id, s.person_id as "personId", s.form_id as "formId", s.version, encode(s.hash, 'hex') as hash, s.answer,
       s.asked_at as "askedAt", s.confirmed_at as "confirmedAt"
from signup s where s.bucket = @bucket and s.person_id = any(@people::uuid[]);

-- name: remove
-- scope: bucket
delete from signup s where s.bucket = @bucket and s.person_id = any(@people::uuid[]);

-- name: agreed
-- scope: bucket
-- What a person agreed to before, on channels where an unsubscription hides it.
select g.channel, g.purpose from permission g
join permission s on s.bucket = @bucket and s.person_id = g.person_id and s.channel = g.channel and s.purpose = '*'
  and s.status = 'suppressed'
where g.bucket = @bucket and g.person_id = @person::uuid and g.status = 'granted' and g.purpose <> @measure;
