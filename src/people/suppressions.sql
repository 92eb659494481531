-- name: list
-- scope: all
-- Addresses that are not written to, newest first, from one on.
select s.bucket, s.channel, encode(s.hash, 'hex') as hash, s.reason, s.scope, s.occurred_at as at
from suppression s
where (s.occurred_at, s.channel || ':' || encode(s.hash, 'hex') || ':' || s.scope) < (@before::timestamptz, @before_key::text)
  and (@hashes::bytea[] is null or s.hash = any(@hashes::bytea[]))
  and (@reason::text is null or s.reason = @reason)
order by s.occurred_at desc, s.channel || ':' || encode(s.hash, 'hex') || ':' || s.scope desc limit @most;

-- name: users-of
-- scope: all
-- Who uses these addresses; the bucket of an address is that of its hash.
select u.channel, encode(u.hash, 'hex') as hash, u.person_bucket as "personBucket", u.person_id as "personId"
from unnest(@buckets::integer[], @channels::text[], @hashes::bytea[]) k (bucket, channel, hash)
join address_user u on u.bucket = k.bucket and u.channel = k.channel and u.hash = k.hash;

-- name: people
-- scope: all
select p.id, p.email, p.phone, p.external_id as "externalId", p.traits
from person p where p.bucket = any(@buckets::integer[]) and p.id = any(@ids::uuid[]);

-- name: lift-all
-- scope: bucket
-- Somebody answers for it that the address may be written to again.
delete from suppression s using json_to_recordset(@rows::json) as r (channel text, hash text, at timestamptz)
where s.bucket = @bucket and s.channel = r.channel and s.hash = decode(r.hash, 'hex') and s.occurred_at <= r.at;

-- name: lift-copies
-- scope: bucket
delete from permission p using json_to_recordset(@rows::json) as r (person_id uuid, channel text, hash text, at timestamptz)
where p.bucket = @bucket and p.person_id = r.person_id and p.channel = r.channel and p.purpose = '*'
  and p.hash = decode(r.hash, 'hex') and p.occurred_at <= r.at;

-- name: users-here
-- scope: bucket
select u.channel, encode(u.hash, 'hex') as hash, u.person_bucket as "personBucket", u.person_id as "personId"
from address_user u where u.bucket = @bucket and u.hash = any(@hashes::bytea[]);
