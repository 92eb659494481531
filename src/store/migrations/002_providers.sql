-- The finer claim, and providers of a channel.

-- A claimed message is only in memory until `handed_at` is set: from then on it may be at the network, and a crash leaves it
-- uncertain. `first_at` is the wall moment of its first try: retries give up counted from there.
alter table outbox add column handed_at timestamptz;
alter table outbox add column first_at timestamptz;

-- Where messages are handed over. `url` and the private key are sealed with a key made from DECLIC_SECRET.
create table provider (
  key text primary key,
  name text not null,
  channel text not null default 'email',
  kind text not null default 'smtp' check (kind in ('smtp')),
  -- null: the address of SMTP_URL, for the row `smtp` that only sets its limits.
  url_sealed text,
  -- What may be shown of the address: host, port and user.
  shown text not null default '',
  -- Empty lists serve everything.
  sender_domains text[] not null default '{}',
  classes text[] not null default '{}',
  priority integer not null default 1 check (priority between 1 and 100),
  weight integer not null default 1 check (weight between 1 and 1000),
  limits jsonb not null default '{}',
  return_path_domain text,
  dkim_domain text,
  dkim_selector text,
  dkim_sealed text,
  dkim_public text,
  paused boolean not null default false,
  changed_at timestamptz not null,
  check ((dkim_domain is null) = (dkim_sealed is null)),
  check ((dkim_domain is null) = (dkim_selector is null))
);
