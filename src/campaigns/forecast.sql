-- name: people
-- scope: bucket
-- The next people of a bucket, by id.
select p.id as "personId", coalesce(p.timezone, '') as zone, p.external_id as "externalId", p.email, p.phone
from person p where p.bucket = @bucket and p.id > @after::uuid order by p.id limit @most;

-- name: recent
-- scope: bucket
-- How many of these people got how many promotional messages since a moment; more than @most count as so many.
select r.messages, count(*)::integer as people
from (
  select least(@most::integer, (
    select count(*) from outbox o
    where o.bucket = @bucket and o.person_id = p.id and o.class = 'promotional' and o.state = 'sent' and o.due_at > @since
  )::integer) as messages
  from unnest(@people::uuid[]) as p(id)) r
group by r.messages;
