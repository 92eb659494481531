-- name: in-use
-- scope: all
-- Whether there are people, and a scenario that writes to them.
select (select count(*) from (select 1 from person limit 1) p) > 0 as people,
       exists (select 1 from scenario s where s.published_version is not null and s.paused_at is null and s.archived_at is null) as published;

-- name: providers
-- scope: shared
-- Providers that mail can leave by.
select count(*)::integer as providers from provider p where not p.paused;
