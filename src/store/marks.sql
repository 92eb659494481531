-- name: change
-- scope: spread
-- The bucket is another one from here on.
insert into bucket_mark (bucket, mark) values (@bucket::integer, @mark::uuid)
on conflict (bucket) do update set mark = excluded.mark;
