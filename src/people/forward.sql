-- name: read
-- scope: bucket
-- Where merged people of this bucket went, and who takes the place of erased ones.
select f.person_id as "personId", f.to_person as "toPerson", f.to_bucket as "toBucket", f.erased
from forward f where f.bucket = @bucket and f.person_id = any(@ids::uuid[]);
