-- One message of a campaign to an address: the message that has it. In the address's own bucket, because those who share it live in
-- several. Only campaigns write here, at the claim.
create table campaign_address (
  bucket integer not null,
  hash bytea not null,
  scenario_id integer not null,
  step text not null,
  key uuid not null,
  taken_at timestamptz not null,
  primary key (bucket, hash, scenario_id, step)
);

-- Figures of the whole shop that take long to count, with the moment they are true of. On the wall clock: when they were counted, and how
-- long that took, in milliseconds.
create table kept_figures (
  name text primary key,
  figures jsonb not null,
  as_of timestamptz not null,
  counted_at timestamptz not null,
  ms integer not null
);

-- Where a campaign stood when all of it had left: how many came in and how many messages left, and when that was seen. Nothing of it
-- changes afterwards, so that a list of campaigns counts those that are under way.
alter table campaign add column closed jsonb;

-- What is under way is counted from its moment on. Rows come in the order of time, so that a summary of every 32 pages is enough to pass over
-- what came before: nothing is written a row, where an index by scenario is as wide as those that are there.
create index outbox_due_range on outbox using brin (due_at) with (pages_per_range = 32, autosummarize = on);
create index entry_entered_range on entry using brin (entered_at) with (pages_per_range = 32, autosummarize = on);
create index wish_wished_range on wish using brin (wished_at) with (pages_per_range = 32, autosummarize = on);
