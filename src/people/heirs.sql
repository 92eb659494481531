-- name: leave-heirs
-- scope: bucket
-- Who is gone from a bucket, and under which new id whoever comes back is known.
insert into forward (bucket, person_id, to_person, to_bucket, merged_at, erased)
select @bucket::integer, r.person_id, r.heir, r.home, @now::timestamptz, true
from unnest(@people::uuid[], @heirs::uuid[], @homes::integer[]) as r(person_id, heir, home)
on conflict do nothing;

-- name: orders-here
-- scope: bucket
-- Which of these orders are in this bucket: an erasure left them as nobody's.
select o.order_id as "orderId" from purchase o where o.bucket = @bucket and o.order_id = any(@orders::text[]);
