-- name: forget-copies
-- scope: bucket
-- The address of a person changed: permissions copied from another address no longer hold for them.
delete from permission p using json_to_recordset(@rows::json) as r (person_id uuid, channel text, hash text)
where p.bucket = @bucket and p.person_id = r.person_id and p.channel = r.channel and p.hash <> decode(r.hash, 'hex');
