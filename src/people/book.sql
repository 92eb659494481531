-- name: look-up
-- scope: all
-- Whom identifiers belong to; the three arrays have the same length, buckets are those of the identifiers.
select i.kind, i.value, i.person_id as "personId", i.person_bucket as bucket
from unnest(@buckets::integer[], @kinds::text[], @values::text[]) k (bucket, kind, value)
join identifier i on i.bucket = k.bucket and i.kind = k.kind and i.value = k.value;

-- name: enter
-- scope: spread
-- First use of identifiers, sorted by the caller so that two callers never wait for each other crosswise.
-- Answers the rows that were new; the others have to be looked up again.
insert into identifier (bucket, kind, value, person_id, person_bucket)
select * from unnest(@buckets::integer[], @kinds::text[], @values::text[], @people::uuid[], @places::integer[])
on conflict do nothing
returning kind, value;

-- name: repoint
-- scope: bucket
-- After a merge, or when an order changes hands: book rows of this bucket point at the new place.
update identifier i set person_id = r.person_id, person_bucket = r.person_bucket
from json_to_recordset(@rows::json) as r (kind text, value text, person_id uuid, person_bucket integer, was uuid)
where i.bucket = @bucket and i.kind = r.kind and i.value = r.value and i.person_id is not distinct from r.was;
