-- name: heads
-- scope: bucket
-- What is asked of every person of a bite, without their traits.
select p.id, p.external_id as "externalId", p.email, p.phone, p.anonymous_ids as "anonymousIds",
       p.first_seen as "firstSeen"
from person p where p.bucket = @bucket and p.id = any(@ids::uuid[]);

-- name: profiles
-- scope: bucket
-- Whole rows, for those whose traits may change.
select p.id, p.external_id as "externalId", p.email, p.phone, p.anonymous_ids as "anonymousIds",
       p.first_seen as "firstSeen", p.timezone, p.locale, p.company_id as "companyId", p.owner_id as "ownerId",
       p.traits, p.trait_times as "traitTimes"
from person p where p.bucket = @bucket and p.id = any(@ids::uuid[]);

-- name: insert
-- scope: bucket
-- New people of the bucket, as JSON rows.
insert into person (bucket, id, external_id, email, phone, anonymous_ids, first_seen, timezone, locale, company_id,
                    owner_id, traits, trait_times)
select @bucket::integer, r.id, r.external_id, r.email, r.phone, r.anonymous_ids, r.first_seen, r.timezone, r.locale,
       r.company_id, r.owner_id, r.traits, r.trait_times
from json_to_recordset(@rows::json) as r (id uuid, external_id text, email text, phone text, anonymous_ids text[],
     first_seen timestamptz, timezone text, locale text, company_id text, owner_id text, traits jsonb, trait_times jsonb)
on conflict do nothing;

-- name: update-heads
-- scope: bucket
-- Earlier first sight, a shop id, more browser keys.
update person p set external_id = r.external_id, anonymous_ids = r.anonymous_ids, first_seen = r.first_seen
from json_to_recordset(@rows::json) as r (id uuid, external_id text, anonymous_ids text[], first_seen timestamptz)
where p.bucket = @bucket and p.id = r.id;

-- name: update-profiles
-- scope: bucket
-- Traits, their times and the columns made from them.
update person p set external_id = r.external_id, email = r.email, phone = r.phone, timezone = r.timezone, locale = r.locale,
       company_id = r.company_id, owner_id = r.owner_id, traits = r.traits, trait_times = r.trait_times
from json_to_recordset(@rows::json) as r (id uuid, external_id text, email text, phone text, timezone text,
     locale text, company_id text, owner_id text, traits jsonb, trait_times jsonb)
where p.bucket = @bucket and p.id = r.id;

-- name: remove
-- scope: bucket
-- The rows of people who were merged away.
delete from person p where p.bucket = @bucket and p.id = any(@ids::uuid[]);

-- name: zones
-- scope: shared
-- Time zones that the database can reckon with: any other in a person's row would stop the statements that use it.
select z.name from pg_timezone_names z;
