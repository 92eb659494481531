-- The first schema. Every table about people carries the bucket as first column of its primary key; tables
-- without a bucket are small and are reference tables on a cluster. Nothing here calls a clock: times are given.

-- store -----------------------------------------------------------------------------------------------------

-- A row per bucket: its lock makes a worker the only writer of everything that carries the bucket.
create table bucket (
  id integer primary key
);

-- Facts that are accepted and not yet applied; rows are deleted when applied. Lanes: 0 transactional, 1 fresh, 2 bulk.
-- Facts that come together for one bucket are one row of kind 'parcel': a row a fact cost more than all the rest.
create table inbox (
  bucket integer not null,
  id bigint generated always as identity,
  lane smallint not null default 1 check (lane between 0 and 2),
  kind text not null,
  person_id uuid,
  message_id uuid,
  origin text not null check (origin in ('live', 'import', 'backfill')),
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  -- How many facts the row holds.
  facts integer not null default 1,
  -- Written and read once, as it is: text that is checked costs less than jsonb.
  body json not null,
  primary key (bucket, lane, id)
) with (toast_tuple_target = 8160);
-- Bodies stay in their row, not compressed, as long as they fit the page.
alter table inbox alter column body set storage external;

-- Message ids already counted; narrow, with a retention of its own, so that it outlives event partitions.
create table seen (
  bucket integer not null,
  message_id uuid not null,
  seen_at timestamptz not null,
  primary key (bucket, message_id)
);

-- settings, access ------------------------------------------------------------------------------------------

create table setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);

create table account (
  id uuid primary key,
  email text not null unique,
  name text not null default '',
  role text not null check (role in ('admin', 'marketer', 'analyst')),
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz not null
);

create table session (
  token_hash bytea primary key,
  account_id uuid not null references account (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create table invitation (
  token_hash bytea primary key,
  email text,
  role text not null check (role in ('admin', 'marketer', 'analyst')),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table api_key (
  id uuid primary key,
  kind text not null check (kind in ('write', 'secret')),
  name text not null default '',
  -- A write key identifies a source and travels in public pages; only a secret key is kept as a hash alone.
  key_hash bytea not null unique,
  hint text not null,
  role text not null default 'admin' check (role in ('admin', 'marketer', 'analyst')),
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  target text not null default '',
  details jsonb not null default '{}'
);

-- people ----------------------------------------------------------------------------------------------------

-- The address book: which person an identifier belongs to. Bucket = hash of the identifier, not the person's bucket.
create table identifier (
  bucket integer not null,
  kind text not null check (kind in ('external', 'email', 'phone', 'anonymous', 'order')),
  value text not null,
  person_id uuid,
  person_bucket integer not null,
  primary key (bucket, kind, value)
);

create table person (
  bucket integer not null,
  id uuid not null,
  external_id text,
  email text,
  phone text,
  anonymous_ids text[] not null default '{}',
  first_seen timestamptz not null,
  timezone text,
  locale text,
  company_id text,
  owner_id text,
  traits jsonb not null default '{}',
  -- Occurrence of each trait's value, ISO text by trait name: the latest occurrence wins, in whatever order facts arrive.
  trait_times jsonb not null default '{}',
  primary key (bucket, id)
);
create index person_external on person (bucket, external_id) where external_id is not null;
create index person_email on person (bucket, email) where email is not null;

-- Where a merged person went: facts still on their way are sent on.
create table forward (
  bucket integer not null,
  person_id uuid not null,
  to_person uuid not null,
  to_bucket integer not null,
  merged_at timestamptz not null,
  primary key (bucket, person_id)
);

-- Consent and suppression belong to the address (its hash) and live in the address's bucket; they survive erasure.
create table consent (
  bucket integer not null,
  channel text not null,
  hash bytea not null,
  purpose text not null,
  status text not null check (status in ('granted', 'withdrawn')),
  wording text,
  source text,
  proof jsonb,
  occurred_at timestamptz not null,
  primary key (bucket, channel, hash, purpose)
);
create table consent_log (
  bucket integer not null,
  channel text not null,
  hash bytea not null,
  purpose text not null,
  occurred_at timestamptz not null,
  status text not null,
  wording text,
  source text,
  proof jsonb,
  primary key (bucket, channel, hash, purpose, occurred_at, status)
);
create table suppression (
  bucket integer not null,
  channel text not null,
  hash bytea not null,
  reason text not null check (reason in ('unsubscribe', 'objection', 'hard_bounce', 'complaint', 'manual')),
  -- 'all' stops transactional messages too (the address does not exist); 'promotional' stops what sells.
  scope text not null check (scope in ('promotional', 'all')),
  occurred_at timestamptz not null,
  primary key (bucket, channel, hash, scope)
);
create table address_user (
  bucket integer not null,
  channel text not null,
  hash bytea not null,
  person_bucket integer not null,
  person_id uuid not null,
  primary key (bucket, channel, hash, person_bucket, person_id)
);
-- The gates' copy, in the person's bucket. purpose '*' with status 'suppressed' holds for every purpose.
create table permission (
  bucket integer not null,
  person_id uuid not null,
  channel text not null,
  purpose text not null,
  status text not null check (status in ('granted', 'withdrawn', 'suppressed', 'suppressed_all')),
  hash bytea not null,
  occurred_at timestamptz not null,
  primary key (bucket, person_id, channel, purpose)
);

create table list (
  key text primary key,
  name text not null,
  unit text,
  created_at timestamptz not null
);
create table list_member (
  bucket integer not null,
  list text not null,
  person_id uuid not null,
  since timestamptz not null,
  -- A removal stays as a row so that an older 'add' that arrives late does not bring the person back.
  removed boolean not null default false,
  primary key (bucket, list, person_id)
);
create index list_member_person on list_member (bucket, person_id);

create table company (
  id text primary key,
  traits jsonb not null default '{}',
  trait_times jsonb not null default '{}'
);
-- Account owners (sales representatives): the sender in person.
create table owner (
  id text primary key,
  name text not null,
  email text not null,
  phone text,
  title text,
  traits jsonb not null default '{}'
);

-- catalog ---------------------------------------------------------------------------------------------------

create table product (
  id text primary key,
  parent_id text,
  sku text,
  name text not null default '',
  category text,
  categories text[] not null default '{}',
  brand text,
  price numeric,
  vat_rate numeric,
  stock numeric,
  shelf_date date,
  attributes jsonb not null default '{}',
  updated_at timestamptz not null
);
create table product_price (
  product_id text not null,
  since timestamptz not null,
  price numeric not null,
  regular_price numeric,
  primary key (product_id, since)
);
create table product_cost (
  product_id text not null,
  part text not null check (part in ('purchase', 'staff', 'premises', 'overhead', 'delivery', 'fees', 'other')),
  since timestamptz not null,
  amount numeric not null,
  unit text not null default 'money' check (unit in ('money', 'share')),
  primary key (product_id, part, since)
);

-- facts -----------------------------------------------------------------------------------------------------

-- Cut by quarters, which `store/partitions` makes ahead of the clock; what is older or later than they reach is in the default one.
create table event (
  bucket integer not null,
  person_id uuid not null,
  occurred_at timestamptz not null,
  id uuid not null,
  type text not null,
  name text not null,
  properties jsonb not null,
  origin text not null,
  received_at timestamptz not null,
  primary key (bucket, person_id, occurred_at, id)
) partition by range (occurred_at);
create table event_default partition of event default;

-- 'order' is a reserved word of SQL; 'sale' of the engine's own vocabulary is a kind of purchase.
create table purchase (
  bucket integer not null,
  order_id text not null,
  person_id uuid,
  kind text not null check (kind in ('sale', 'cancellation')),
  status text not null check (status in ('pending', 'completed', 'cancelled', 'refunded', 'partially_refunded')),
  occurred_at timestamptz not null,
  currency text not null,
  -- Units of the accounting currency for one unit of the order's, as known when it came in.
  rate numeric not null default 1,
  total numeric,
  shipping numeric,
  tax numeric,
  discount numeric,
  refunded numeric,
  coupons text[] not null default '{}',
  origin text not null,
  updated_at timestamptz not null,
  primary key (bucket, order_id)
);
create index purchase_person on purchase (bucket, person_id, occurred_at);
create table purchase_line (
  bucket integer not null,
  order_id text not null,
  product_id text not null,
  nth integer not null,
  person_id uuid,
  occurred_at timestamptz not null,
  quantity numeric not null,
  price numeric not null,
  returned numeric not null default 0,
  cancelled boolean not null default false,
  name text,
  category text,
  sku text,
  variant text,
  coupon text,
  primary key (bucket, order_id, product_id, nth)
);
create index purchase_line_person on purchase_line (bucket, person_id, occurred_at);

-- segments --------------------------------------------------------------------------------------------------

create table segment (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  description text not null default '',
  rule jsonb not null,
  -- Grows with every change of the rule; a bucket whose membership was computed for an older one is computed anew.
  version integer not null default 1,
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table segment_bucket (
  bucket integer not null,
  segment_id integer not null,
  version integer not null,
  computed_at timestamptz not null,
  primary key (bucket, segment_id)
);
create table membership (
  bucket integer not null,
  segment_id integer not null,
  person_id uuid not null,
  member boolean not null,
  since timestamptz not null,
  -- When time alone may change the answer; null = only a fact can.
  recheck_at timestamptz,
  primary key (bucket, segment_id, person_id)
);
create index membership_recheck on membership (bucket, recheck_at) where recheck_at is not null;
create index membership_person on membership (bucket, person_id);
-- Who moved, when. The first computation of a segment moves nobody ('initial').
create table movement (
  bucket integer not null,
  segment_id integer not null,
  person_id uuid not null,
  at timestamptz not null,
  entered boolean not null,
  initial boolean not null default false,
  primary key (bucket, segment_id, person_id, at, entered)
);

-- messages --------------------------------------------------------------------------------------------------

create table template (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  channel text not null,
  class text not null check (class in ('transactional', 'service', 'promotional')),
  purpose text not null default 'marketing',
  -- What the marketer edits; publishing makes a version of it.
  draft jsonb not null,
  published_version integer,
  archived_at timestamptz,
  updated_at timestamptz not null
);
create table template_version (
  template_id integer not null references template (id),
  version integer not null,
  source jsonb not null,
  compiled jsonb not null,
  published_at timestamptz not null,
  primary key (template_id, version)
);

-- scenarios -------------------------------------------------------------------------------------------------

create table scenario (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  unit text,
  draft jsonb not null,
  published_version integer,
  -- Times of state changes are kept so that "later than the publication" can be asked of a fact.
  published_at timestamptz,
  paused_at timestamptz,
  archived_at timestamptz,
  updated_at timestamptz not null
);
create table scenario_version (
  id integer generated always as identity primary key,
  scenario_id integer not null references scenario (id),
  version integer not null,
  graph jsonb not null,
  published_at timestamptz not null,
  unique (scenario_id, version)
);
create table entry (
  bucket integer not null,
  id uuid not null,
  scenario_id integer not null,
  version_id integer not null,
  person_id uuid not null,
  -- Survives merges: message keys are made from it, so that a merged person is not written to again.
  first_person_id uuid not null,
  trigger_id text not null,
  trigger_key text not null,
  context jsonb not null default '{}',
  entered_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  goal_at timestamptz,
  arm text not null default 'treated' check (arm in ('treated', 'holdout')),
  primary key (bucket, id),
  unique (bucket, scenario_id, first_person_id, trigger_key)
);
create index entry_person on entry (bucket, person_id, scenario_id);
create table position (
  bucket integer not null,
  entry_id uuid not null,
  -- Parallel paths of one entry: '' is the trunk, a fork appends its index.
  path text not null default '',
  person_id uuid not null,
  version_id integer not null,
  step text not null,
  visit integer not null default 1,
  -- The moment this position was reached: what a wait counts from and what the step's rules are asked of.
  arrived_at timestamptz not null,
  -- The moment the step is to run; for a wait, when it ends at the latest.
  due_at timestamptz not null,
  -- Name of the event that ends the wait before due_at.
  awaits text,
  waiting boolean not null default false,
  primary key (bucket, entry_id, path)
);
create index position_due on position (bucket, due_at);
create index position_person on position (bucket, person_id, due_at);
-- How often an entry has come to a step (loops): the visit is part of the message key.
create table visit (
  bucket integer not null,
  entry_id uuid not null,
  step text not null,
  count integer not null,
  primary key (bucket, entry_id, step)
);
-- Next moment at which a date trigger of a published scenario fires for a person.
create table date_watch (
  bucket integer not null,
  scenario_id integer not null,
  trigger_id text not null,
  person_id uuid not null,
  due_at timestamptz not null,
  occasion text not null,
  primary key (bucket, scenario_id, trigger_id, person_id)
);
create index date_watch_due on date_watch (bucket, due_at);

-- pressure: wishes and decisions ----------------------------------------------------------------------------

create table wish (
  bucket integer not null,
  key uuid not null,
  person_id uuid not null,
  entry_id uuid,
  scenario_id integer,
  step text,
  visit integer not null default 1,
  template_id integer not null,
  template_version integer not null,
  channel text not null,
  class text not null check (class in ('transactional', 'service', 'promotional')),
  purpose text not null,
  wished_at timestamptz not null,
  -- What the message may say of its trigger (event properties, fixed coupon).
  context jsonb not null default '{}',
  arm text not null default 'treated',
  state text not null default 'pending' check (state in ('pending', 'awarded', 'refused')),
  reason text,
  decided_at timestamptz,
  primary key (bucket, key),
  check ((state = 'refused') = (reason is not null)),
  check ((state = 'pending') = (decided_at is null))
);
create index wish_pending on wish (bucket, wished_at) where state = 'pending';
create index wish_person on wish (bucket, person_id, wished_at);

-- delivery --------------------------------------------------------------------------------------------------

create table outbox (
  bucket integer not null,
  key uuid not null,
  person_id uuid not null,
  scenario_id integer,
  step text,
  template_id integer not null,
  template_version integer not null,
  channel text not null,
  class text not null,
  purpose text not null,
  lane smallint not null default 1,
  due_at timestamptz not null,
  context jsonb not null default '{}',
  state text not null default 'ready'
    check (state in ('ready', 'claimed', 'sent', 'skipped', 'failed', 'uncertain', 'recalled')),
  reason text,
  address text,
  -- What the template was filled with: with the template's version, this is the message again.
  filled jsonb,
  claim_id uuid,
  claimed_at timestamptz,
  sent_at timestamptz,
  transport text,
  provider_id text,
  attempts integer not null default 0,
  -- On the wall clock: a provider that said "later" is not asked before.
  retry_at timestamptz,
  primary key (bucket, key),
  check ((state = 'sent') = (sent_at is not null)),
  check (state not in ('skipped', 'failed', 'uncertain', 'recalled') or reason is not null)
);
create index outbox_ready on outbox (bucket, lane, due_at) where state = 'ready';
create index outbox_claimed on outbox (bucket, claimed_at) where state = 'claimed';
create index outbox_person on outbox (bucket, person_id, due_at);
-- Keys that left or may have left; outlives the outbox's partitions.
create table sent (
  bucket integer not null,
  key uuid not null,
  sent_at timestamptz not null,
  primary key (bucket, key)
);

-- A message that must not leave any more: read at the claim, because only delivery changes the outbox.
create table recall (
  bucket integer not null,
  key uuid not null,
  reason text not null,
  recalled_at timestamptz not null,
  primary key (bucket, key)
);

-- intake ----------------------------------------------------------------------------------------------------

create table rejected (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  source text not null,
  code text not null,
  reason text not null,
  raw text not null
);
create table import_run (
  id uuid primary key,
  kind text not null,
  file_name text not null,
  state text not null check (state in ('running', 'finished', 'interrupted')),
  rows bigint not null default 0,
  bad_rows bigint not null default 0,
  started_at timestamptz not null,
  finished_at timestamptz,
  report jsonb not null default '{}'
);
