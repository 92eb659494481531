-- name: change
-- scope: spread
-- The bucket is another one from here on.
insert into bucket_mark (bucket, mark) values (@bucket::integer, @mark::uuid)
on conflict (bucket) do update set mark = excluded.mark;

-- name: all
-- scope: all
-- Every bucket with its mark; null where nothing has marked it.
select b.id as bucket, k.mark from bucket b left join bucket_mark k on k.bucket = b.id order by b.id;
