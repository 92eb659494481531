-- name: name-companies
-- scope: shared
-- Companies that facts name exist; ids sorted by the caller.
insert into company (id) select k from unnest(@ids::text[]) k on conflict do nothing;

-- name: lock-companies
-- scope: shared
-- Several buckets may speak of one company at once: the rows are taken in one order and kept until the end.
select c.id, c.traits, c.trait_times as "traitTimes" from company c where c.id = any(@ids::text[])
order by c.id for update;

-- name: put-companies
-- scope: shared
update company c set traits = r.traits, trait_times = r.trait_times
from json_to_recordset(@rows::json) as r (id text, traits jsonb, trait_times jsonb)
where c.id = r.id;

-- name: company
-- scope: shared
select c.id, c.traits from company c where c.id = @id;

-- name: companies
-- scope: shared
select c.id, c.traits from company c where c.id > @after order by c.id limit @most;

-- name: save-owner
-- scope: shared
insert into owner (id, name, email, phone, title, traits)
values (@id, @name, @email, @phone, @title, @traits::jsonb)
on conflict (id) do update set name = excluded.name, email = excluded.email, phone = excluded.phone,
  title = excluded.title, traits = excluded.traits;

-- name: owner
-- scope: shared
select o.id, o.name, o.email, o.phone, o.title, o.traits from owner o where o.id = @id;

-- name: owners
-- scope: shared
select o.id, o.name, o.email, o.phone, o.title, o.traits from owner o order by o.name, o.id;
