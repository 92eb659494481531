-- name: put
-- scope: bucket
-- The gates' copy, in the person's bucket: of one address the latest occurrence wins, another address replaces.
-- For '*' the stronger suppression stays, because only the address's bucket knows what may lift it.
insert into permission (bucket, person_id, channel, purpose, status, hash, occurred_at)
select @bucket::integer, r.person_id, r.channel, r.purpose, r.status, decode(r.hash, 'hex'), r.at
from json_to_recordset(@rows::json) as r (person_id uuid, channel text, purpose text, status text, hash text,
     at timestamptz)
on conflict (bucket, person_id, channel, purpose) do update set
  status = excluded.status, hash = excluded.hash, occurred_at = excluded.occurred_at
where permission.hash <> excluded.hash
   or case when permission.purpose = '*'
        then (excluded.status, excluded.occurred_at) > (permission.status, permission.occurred_at)
        else (excluded.occurred_at, excluded.status) > (permission.occurred_at, permission.status) end;

-- name: lift
-- scope: bucket
-- The address's bucket says that an unsubscription was lifted by a consent given later.
delete from permission p using json_to_recordset(@rows::json) as r (person_id uuid, channel text, hash text, lifted timestamptz)
where p.bucket = @bucket and p.person_id = r.person_id and p.channel = r.channel and p.purpose = '*'
  and p.status = 'suppressed' and p.hash = decode(r.hash, 'hex') and p.occurred_at < r.lifted;

-- name: of-people
-- scope: bucket
select p.person_id as "personId", p.channel, p.purpose, p.status, encode(p.hash, 'hex') as hash, p.occurred_at as at
from permission p where p.bucket = @bucket and p.person_id = any(@ids::uuid[]);

-- name: remove
-- scope: bucket
delete from permission p where p.bucket = @bucket and p.person_id = any(@ids::uuid[]);
