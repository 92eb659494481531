-- name: read
-- scope: shared
-- Values that were set; a key that was never set has no row.
select s.key, s.value from setting s where s.key = any(@keys::text[]);

-- name: write
-- scope: shared
insert into setting (key, value, changed_at) values (@key, @value::jsonb, @now)
on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at;

-- name: clear
-- scope: shared
-- Back to the default.
delete from setting s where s.key = @key;
