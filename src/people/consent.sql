-- name: put-consents
-- scope: bucket
-- The original, in the address's bucket: the latest occurrence wins, and of two at one moment the withdrawal.
insert into consent (bucket, channel, hash, purpose, status, wording, source, proof, occurred_at)
select @bucket::integer, r.channel, decode(r.hash, 'hex'), r.purpose, r.status, r.wording, r.source, r.proof, r.at
from json_to_recordset(@rows::json) as r (channel text, hash text, purpose text, status text, wording text,
     source text, proof jsonb, at timestamptz)
on conflict (bucket, channel, hash, purpose) do update set
  status = excluded.status, wording = excluded.wording, source = excluded.source, proof = excluded.proof,
  occurred_at = excluded.occurred_at
where (excluded.occurred_at, excluded.status) > (consent.occurred_at, consent.status);

-- name: log-consents
-- scope: bucket
-- Every change is kept, with its proof.
insert into consent_log (bucket, channel, hash, purpose, occurred_at, status, wording, source, proof)
select @bucket::integer, r.channel, decode(r.hash, 'hex'), r.purpose, r.at, r.status, r.wording, r.source, r.proof
from json_to_recordset(@rows::json) as r (channel text, hash text, purpose text, status text, wording text,
     source text, proof jsonb, at timestamptz)
on conflict do nothing;

-- name: put-suppressions
-- scope: bucket
-- An unsubscription never takes the place of an objection or a complaint, because a later consent lifts it.
insert into suppression (bucket, channel, hash, reason, scope, occurred_at)
select @bucket::integer, r.channel, decode(r.hash, 'hex'), r.reason, r.scope, r.at
from json_to_recordset(@rows::json) as r (channel text, hash text, reason text, scope text, at timestamptz)
on conflict (bucket, channel, hash, scope) do update set reason = excluded.reason, occurred_at = excluded.occurred_at
where (excluded.reason <> 'unsubscribe', excluded.occurred_at, excluded.reason)
    > (suppression.reason <> 'unsubscribe', suppression.occurred_at, suppression.reason);

-- name: lift
-- scope: bucket
-- A consent given after an unsubscription lifts it; nothing lifts an objection, a complaint or a dead address.
-- To agree to be measured is not to ask for messages again.
delete from suppression s using consent_log g
where s.bucket = @bucket and g.bucket = @bucket and s.hash = any(@hashes::bytea[]) and s.reason = 'unsubscribe'
  and g.channel = s.channel and g.hash = s.hash and g.status = 'granted' and g.purpose <> 'measure'
  and g.occurred_at > s.occurred_at;

-- name: put-users
-- scope: bucket
-- Who uses an address: where its changes are sent.
insert into address_user (bucket, channel, hash, person_bucket, person_id)
select @bucket::integer, r.channel, decode(r.hash, 'hex'), r.person_bucket, r.person_id
from json_to_recordset(@rows::json) as r (channel text, hash text, person_bucket integer, person_id uuid)
on conflict do nothing;

-- name: users
-- scope: bucket
select u.channel, u.hash, u.person_bucket as "personBucket", u.person_id as "personId"
from address_user u where u.bucket = @bucket and u.hash = any(@hashes::bytea[]);

-- name: consents-of
-- scope: bucket
select g.channel, g.hash, g.purpose, g.status, g.occurred_at as at
from consent g where g.bucket = @bucket and g.hash = any(@hashes::bytea[]);

-- name: suppressions-of
-- scope: bucket
select s.channel, s.hash, s.reason, s.scope, s.occurred_at as at
from suppression s where s.bucket = @bucket and s.hash = any(@hashes::bytea[]);

-- name: grants-of
-- scope: bucket
-- The latest consent to messages ever given for each address, whatever became of it.
select g.channel, g.hash, max(g.occurred_at) as at
from consent_log g where g.bucket = @bucket and g.hash = any(@hashes::bytea[]) and g.status = 'granted' and g.purpose <> 'measure'
group by g.channel, g.hash;
