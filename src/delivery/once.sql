-- name: campaigns
-- scope: shared
-- Which of these scenarios are campaigns.
select s.id, s.campaign from scenario s where s.id = any(@ids::integer[]);

-- name: take-addresses
-- scope: spread
-- The first message of a campaign's step to an address takes it. In one order, so that two claims never wait for each other.
insert into campaign_address (bucket, hash, scenario_id, step, key, taken_at)
select r.bucket, r.hash, r.scenario_id, r.step, r.key, @now::timestamptz
from unnest(@buckets::integer[], @hashes::bytea[], @scenarios::integer[], @steps::text[], @keys::uuid[])
  as r(bucket, hash, scenario_id, step, key)
order by r.bucket, r.hash, r.scenario_id, r.step, r.key
on conflict do nothing;

-- name: takers
-- scope: all
-- Which of these messages have taken their address.
select a.key from campaign_address a
where (a.bucket, a.hash, a.scenario_id, a.step)
      in (select * from unnest(@buckets::integer[], @hashes::bytea[], @scenarios::integer[], @steps::text[]))
  and a.key = any(@keys::uuid[]);

-- name: give-back
-- scope: bucket
-- Addresses whose message did not leave: whoever shares one may still be written to.
delete from campaign_address a using unnest(@hashes::bytea[], @keys::uuid[]) as r(hash, key)
where a.bucket = @bucket and a.hash = r.hash and a.key = r.key;
