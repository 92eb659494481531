-- name: leave-forward
-- scope: bucket
-- Facts that are still on their way to the merged people are sent on.
insert into forward (bucket, person_id, to_person, to_bucket, merged_at)
select @bucket::integer, r.person_id, r.to_person, r.to_bucket, @now::timestamptz
from json_to_recordset(@rows::json) as r (person_id uuid, to_person uuid, to_bucket integer)
on conflict do nothing;
