-- name: places
-- scope: all
-- Whom one identifier belongs to.
select i.person_id as "personId", i.person_bucket as bucket
from identifier i where i.bucket = @bucket and i.kind = @kind and i.value = @value and i.person_id is not null;

-- name: at-address
-- scope: bucket
-- Who uses an address, asked in the address's bucket.
select u.person_id as "personId", u.person_bucket as bucket
from address_user u where u.bucket = @bucket and u.channel = @channel and u.hash = @hash
limit @most;

-- name: shared-addresses
-- scope: all
-- Hashes of addresses that more than one person uses or used.
select encode(u.hash, 'hex') as hash from address_user u
where u.channel = @channel group by u.bucket, u.channel, u.hash having count(*) > 1;

-- name: person
-- scope: bucket
select p.id, p.bucket, p.external_id as "externalId", p.email, p.phone, p.anonymous_ids as "anonymousIds",
       p.first_seen as "firstSeen", p.timezone, p.locale, p.company_id as "companyId", p.owner_id as "ownerId", p.traits
from person p where p.bucket = @bucket and p.id = @id::uuid;

-- name: forward
-- scope: bucket
select f.to_person as "personId", f.to_bucket as bucket
from forward f where f.bucket = @bucket and f.person_id = @id::uuid and not f.erased;

-- name: find
-- scope: all
-- People by part of their e-mail address, name, shop id or phone number, in the order of the primary key: a page is read and no more.
-- `pattern` is a LIKE pattern in lower case; null finds everybody. Of names `bare` is the same without accents, and `loose` lets every
-- letter that may carry one be any letter: few names are left for the work of taking accents off.
select p.id, p.bucket, p.external_id as "externalId", p.email, p.phone, p.anonymous_ids as "anonymousIds",
       p.first_seen as "firstSeen", p.timezone, p.locale, p.company_id as "companyId", p.owner_id as "ownerId", p.traits
from person p
where (p.bucket, p.id) > (@after_bucket::integer, @after::uuid)
  and (@pattern::text is null
       or p.email like @pattern or lower(p.external_id) like @pattern or p.phone like @pattern
       or case when lower(concat_ws(' ', coalesce(p.traits ->> 'firstName', p.traits ->> 'first_name'),
                                    coalesce(p.traits ->> 'lastName', p.traits ->> 'last_name'))) like @loose
               then translate(lower(concat_ws(' ', coalesce(p.traits ->> 'firstName', p.traits ->> 'first_name'),
                                              coalesce(p.traits ->> 'lastName', p.traits ->> 'last_name'))),
                              'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy') like @bare
               else false end)
  and (@all::boolean or p.external_id is not null or p.email is not null or p.phone is not null)
order by p.bucket, p.id
limit @most;

-- name: permissions
-- scope: bucket
select g.channel, g.purpose, g.status, g.occurred_at as at
from permission g where g.bucket = @bucket and g.person_id = @id::uuid order by g.channel, g.purpose;

-- name: consent-history
-- scope: all
-- Every change of consent for the addresses of a person, with wording, source and proof.
select g.channel, g.purpose, g.status, g.wording, g.source, g.proof, g.occurred_at as at
from unnest(@buckets::integer[], @channels::text[], @hashes::bytea[]) k (bucket, channel, hash)
join consent_log g on g.bucket = k.bucket and g.channel = k.channel and g.hash = k.hash
order by g.occurred_at desc, g.channel, g.purpose limit @most;

-- name: suppression-history
-- scope: all
select s.channel, s.reason, s.scope, s.occurred_at as at
from unnest(@buckets::integer[], @channels::text[], @hashes::bytea[]) k (bucket, channel, hash)
join suppression s on s.bucket = k.bucket and s.channel = k.channel and s.hash = k.hash
order by s.occurred_at desc limit @most;

-- name: lists
-- scope: bucket
select m.list, m.since from list_member m
where m.bucket = @bucket and m.person_id = @id::uuid and not m.removed order by m.list;

-- name: stats
-- scope: all
-- Identified people have a shop id, an e-mail address or a phone number.
select p.bucket,
       count(*) filter (where p.external_id is not null or p.email is not null or p.phone is not null) as people,
       count(*) filter (where p.external_id is null and p.email is null and p.phone is null) as anonymous
from person p
where p.bucket = any(@buckets::integer[])
group by p.bucket;
