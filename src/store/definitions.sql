-- name: version
-- scope: shared
-- State of the definitions; one row at most.
select (s.value #>> '{}')::integer as version from setting s where s.key = 'store.definitions';

-- name: bump
-- scope: shared
-- Counts one more change of a definition.
insert into setting (key, value, changed_at) values ('store.definitions', '1', @now)
on conflict (key) do update set value = to_jsonb((setting.value #>> '{}')::integer + 1), changed_at = excluded.changed_at;
