-- name: heads
-- scope: shared
select k.name, k.as_of as "asOf", k.counted_at as "countedAt", k.ms from kept_figures k where k.name = any(@names::text[]);

-- name: figures
-- scope: shared
select k.name, k.figures, k.as_of as "asOf", k.counted_at as "countedAt" from kept_figures k where k.name = any(@names::text[]);

-- name: keep
-- scope: shared
insert into kept_figures (name, figures, as_of, counted_at, ms) values (@name, @figures, @as_of, @wall, @ms)
on conflict (name) do update
set figures = excluded.figures, as_of = excluded.as_of, counted_at = excluded.counted_at, ms = excluded.ms;

-- name: forget
-- scope: shared
delete from kept_figures k where k.name = any(@names::text[]);
