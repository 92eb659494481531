-- One-off sends. A campaign is written by the marketer and compiled to a scenario of its own.

-- Scenarios that a campaign wrote are not listed among the others.
alter table scenario add column campaign boolean not null default false;

create table campaign (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  unit text,
  -- What the marketer wrote: to whom, what, when, at what pace.
  plan jsonb not null,
  -- Its key is the campaign's.
  scenario_id integer not null unique references scenario (id),
  -- What was computed when somebody last asked to how many it would go.
  forecast jsonb,
  planned_at timestamptz,
  -- The first and the last moment at which people are let in, as people lived when it was planned.
  starts_at timestamptz,
  ends_at timestamptz,
  paused_at timestamptz,
  cancelled_at timestamptz,
  updated_at timestamptz not null,
  check (planned_at is null or (starts_at is not null and ends_at is not null)),
  check (paused_at is null or planned_at is not null),
  check (cancelled_at is null or planned_at is not null)
);

-- Moments at which a scenario lets everybody in: how far this bucket is. Without a moment it is through.
create table moment_watch (
  bucket integer not null,
  scenario_id integer not null,
  trigger_id text not null,
  due_at timestamptz,
  -- The last person who was looked at for this moment.
  after uuid not null default '00000000-0000-0000-0000-000000000000',
  primary key (bucket, scenario_id, trigger_id)
);
create index moment_watch_due on moment_watch (bucket, due_at) where due_at is not null;

-- The queue before a step at which people take turns, in the bucket that keeps it: when the next turn is.
create table turn_queue (
  bucket integer not null,
  scenario_id integer not null,
  step text not null,
  free_at timestamptz not null,
  primary key (bucket, scenario_id, step)
);
