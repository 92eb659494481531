-- When the daily care of the database last ran, and what it did: by it, one process a day does it.
create table upkeep (
  task text primary key,
  ran_at timestamptz not null,
  report jsonb not null default '{}'
);
