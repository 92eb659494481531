-- name: traits
-- scope: all
-- Traits that people of a few buckets have, the most frequent first.
select k.name as value, count(*)::integer as people
from (select p.traits from person p where p.bucket = any(@buckets::integer[]) limit @sample) s
cross join lateral jsonb_object_keys(s.traits) k(name)
group by k.name order by people desc, k.name limit @most;

-- name: trait-values
-- scope: all
-- Values of one trait among people of a few buckets; lists and objects have none.
select s.value, count(*)::integer as people
from (select p.traits ->> @name::text as value from person p
      where p.bucket = any(@buckets::integer[]) and jsonb_typeof(p.traits -> @name::text) in ('string', 'number', 'boolean')
      limit @sample) s
where char_length(s.value) between 1 and 120 and (@part::text is null or strpos(lower(s.value), lower(@part::text)) > 0)
group by s.value order by people desc, s.value limit @most;

-- name: events
-- scope: all
-- Names of what people of a few buckets did since a moment.
select s.name as value, count(*)::integer as people
from (select e.name from event e where e.bucket = any(@buckets::integer[]) and e.occurred_at >= @since limit @sample) s
where s.name is not null
group by s.name order by people desc, s.name limit @most;

-- name: properties
-- scope: all
-- Properties that an event carries.
select k.name as value, count(*)::integer as people
from (select e.properties from event e
      where e.bucket = any(@buckets::integer[]) and e.name = @event and e.occurred_at >= @since limit @sample) s
cross join lateral jsonb_object_keys(s.properties) k(name)
group by k.name order by people desc, k.name limit @most;

-- name: property-values
-- scope: all
-- Values of one property of an event.
select s.value, count(*)::integer as people
from (select e.properties ->> @name::text as value from event e
      where e.bucket = any(@buckets::integer[]) and e.name = @event and e.occurred_at >= @since
        and jsonb_typeof(e.properties -> @name::text) in ('string', 'number', 'boolean') limit @sample) s
where char_length(s.value) between 1 and 120 and (@part::text is null or strpos(lower(s.value), lower(@part::text)) > 0)
group by s.value order by people desc, s.value limit @most;

-- name: categories
-- scope: shared
-- Categories of the catalogue.
select p.category as value, count(*)::integer as people from product p
where p.category is not null and (@part::text is null or strpos(lower(p.category), lower(@part::text)) > 0)
group by p.category order by people desc, p.category limit @most;

-- name: brands
-- scope: shared
select p.brand as value, count(*)::integer as people from product p
where p.brand is not null and (@part::text is null or strpos(lower(p.brand), lower(@part::text)) > 0)
group by p.brand order by people desc, p.brand limit @most;
