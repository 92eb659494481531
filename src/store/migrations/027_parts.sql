-- Messages of a scenario that seldom writes stand on few pages: a filter of every 32 pages tells which (1 MB for a million messages of
-- 2 GB). Nothing is written a row that comes onto new pages; an index by scenario would be as wide as those that are there.
create index outbox_scenario_range on outbox
  using brin (scenario_id int4_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.001))
  with (pages_per_range = 32, autosummarize = on);

-- Figures of every bucket that take long to read, each with the mark of the bucket that they were read under (`store/marks.ts`).
create table bucket_parts (
  name text primary key,
  parts jsonb not null
);
