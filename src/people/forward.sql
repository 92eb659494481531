-- name: read
-- scope: bucket
-- Where merged people of this bucket went.
select f.person_id as "personId", f.to_person as "toPerson", f.to_bucket as "toBucket"
from forward f where f.bucket = @bucket and f.person_id = any(@ids::uuid[]);
