-- name: of-person
-- scope: bucket
select p.traits from person p where p.bucket = @bucket and p.id = @id::uuid;
