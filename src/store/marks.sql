-- name: change
-- scope: spread
-- The bucket is another one from here on.
insert into bucket_mark (bucket, mark) values (@bucket::integer, @mark::uuid)
on conflict (bucket) do update set mark = excluded.mark;

-- name: all
-- scope: all
-- Every bucket with its mark; null where nothing has marked it.
select b.id as bucket, k.mark from bucket b left join bucket_mark k on k.bucket = b.id order by b.id;

-- name: parts
-- scope: shared
-- Figures of buckets, each with the mark that they were read under.
select p.parts from bucket_parts p where p.name = @name;

-- name: keep-parts
-- scope: shared
insert into bucket_parts (name, parts) values (@name, @parts)
on conflict (name) do update set parts = excluded.parts;
