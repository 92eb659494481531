-- Banks keep hard limits. A bank lives in a bucket of its own choosing (the hash of its key), as an address does; buckets
-- with people hold what they were granted. Nothing here calls a clock: times are given.

create table bank (
  bucket integer not null,
  key text not null,
  kind text not null check (kind in ('rate', 'stock', 'budget', 'codes')),
  name text not null default '',
  -- What may be granted and spent. Units: messages, gifts, codes; of a budget, ten-thousandths of the currency.
  total bigint not null check (total >= 0),
  -- What may be out at most: the total, or what was out already when the total was lowered. It only shrinks towards it.
  bound bigint not null,
  -- Of a rate only: its total holds in every stretch of this length.
  window_seconds integer check (window_seconds > 0),
  -- Out on open leases and not reported spent.
  granted bigint not null default 0 check (granted >= 0),
  spent bigint not null default 0 check (spent >= 0),
  made_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (bucket, key),
  check (granted + spent <= bound),
  check (total <= bound),
  check ((kind = 'rate') = (window_seconds is not null))
);
-- What a rate spent, by stretches of a sixtieth of its window; deleted when no window reaches back to them.
create table bank_slot (
  bucket integer not null,
  bank text not null,
  slot timestamptz not null,
  units bigint not null check (units >= 0),
  primary key (bucket, bank, slot)
);
-- Held by a bucket of people or by a process. spent and version are as last reported; a closed lease holds nothing.
create table lease (
  bucket integer not null,
  id uuid not null,
  bank text not null,
  holder_bucket integer,
  holder text,
  units bigint not null check (units > 0),
  spent bigint not null default 0,
  version integer not null default 0,
  granted_at timestamptz not null,
  -- On the wall clock. Nobody's right to spend rests on it: it says when the holder is asked to give back.
  expires_at timestamptz not null,
  asked_back_at timestamptz,
  closed_at timestamptz,
  primary key (bucket, id),
  check (spent between 0 and units),
  check ((holder_bucket is null) <> (holder is null))
);
create index lease_open on lease (bucket, expires_at) where closed_at is null;
-- A pool of codes, whole, at its bank: free (no lease), out on a lease, or assigned to a message.
create table bank_code (
  bucket integer not null,
  bank text not null,
  code text not null,
  lease uuid,
  holder_bucket integer,
  message uuid,
  added_at timestamptz not null,
  primary key (bucket, bank, code),
  check (message is null or lease is not null)
);
create index bank_code_free on bank_code (bucket, bank, code) where lease is null;
create index bank_code_lease on bank_code (bucket, lease) where lease is not null;

-- The holder's side: what a bucket of people was granted, what it asked for, what it spent on what.
create table bank_hold (
  bucket integer not null,
  lease uuid not null,
  bank text not null,
  units bigint not null,
  spent bigint not null default 0,
  -- Counts the reports to the bank: the bank takes the newest, in whatever order they come.
  version integer not null default 0,
  closed_at timestamptz,
  primary key (bucket, lease),
  check (spent between 0 and units)
);
create index bank_hold_open on bank_hold (bucket, bank) where closed_at is null;
create table bank_held_code (
  bucket integer not null,
  bank text not null,
  code text not null,
  lease uuid not null,
  primary key (bucket, bank, code)
);
-- What was spent, once per key (of a message); with the code where it was one.
create table bank_use (
  bucket integer not null,
  bank text not null,
  key uuid not null,
  lease uuid not null,
  units bigint not null check (units > 0),
  code text,
  used_at timestamptz not null,
  primary key (bucket, bank, key),
  unique (bucket, bank, code)
);
create index bank_use_lease on bank_use (bucket, lease);
-- What waits for an answer of the bank: 'some' was granted, 'later' when leases come back, or there is 'none' left.
create table bank_ask (
  bucket integer not null,
  bank text not null,
  key uuid not null,
  ask uuid not null,
  asked_at timestamptz not null,
  answer text check (answer in ('some', 'later', 'none')),
  primary key (bucket, bank, key)
);
create index bank_ask_answered on bank_ask (bucket, bank) where answer is not null;
