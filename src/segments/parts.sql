-- name: kept
-- scope: all
-- Every bucket with its mark and what was counted there of a rule: `same` while nothing has changed since.
select b.id as bucket, k.mark, c.people, c.as_of as "asOf", c.until, c.soon, c.sample, c.counted_at as "countedAt",
       coalesce(c.mark = k.mark, false) as same
from bucket b
left join bucket_mark k on k.bucket = b.id
left join segment_count c on c.bucket = b.id and c.rule = @rule::uuid
order by b.id;

-- name: keep
-- scope: spread
-- What was counted, under the mark that was read before.
insert into segment_count (bucket, rule, mark, people, as_of, until, soon, sample, counted_at)
select r.bucket, @rule::uuid, r.mark, r.people, @moment::timestamptz, r.until, r.soon, null, @wall::timestamptz
from unnest(@buckets::integer[], @marks::uuid[], @people::integer[], @untils::timestamptz[], @soons::jsonb[])
  as r(bucket, mark, people, until, soon)
order by r.bucket
on conflict (bucket, rule) do update
set mark = excluded.mark, people = excluded.people, as_of = excluded.as_of, until = excluded.until,
    soon = excluded.soon, sample = excluded.sample, counted_at = excluded.counted_at;

-- name: keep-sample
-- scope: bucket
-- Some of the people who were counted, as long as it is still that count.
update segment_count c set sample = @sample::uuid[]
where c.bucket = @bucket and c.rule = @rule::uuid and c.mark = @mark::uuid and c.as_of = @moment::timestamptz;

-- name: clear
-- scope: bucket
-- Counts of a bucket that nobody has renewed for long.
delete from segment_count c where c.bucket = @bucket and c.counted_at < @before;

-- name: products
-- scope: shared
-- The state of what rules ask of the catalogue, as one number: a product changes without a bucket's knowing.
select coalesce(sum(hashtextextended(jsonb_build_array(g.id, g.category, g.brand, g.sku, g.name)::text, 0)::numeric), 0)::text
  as digest
from product g;
