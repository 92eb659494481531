-- name: version
-- scope: shared
-- State of the definitions; one row at most.
select (s.value #>> '{}')::integer as version from setting s where s.key = 'store.definitions';

-- name: bump
-- scope: shared
-- Counts one more change of a definition. (`to_jsonb` would read better; it is not immutable, and Citus wants that here.)
insert into setting (key, value, changed_at) values ('store.definitions', '1', @now)
on conflict (key) do update set value = ((setting.value #>> '{}')::integer + 1)::text::jsonb, changed_at = excluded.changed_at;
