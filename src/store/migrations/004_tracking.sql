-- Opens and clicks: what a message may tell, and what it told.

-- Whether opens and clicks of this message may be noted; without it they are unknown, never "no".
alter table outbox add column opens_measured boolean not null default false;
alter table outbox add column clicks_measured boolean not null default false;

-- What came back from a message, in the bucket of its row in the outbox. Neither address nor browser is kept, only what
-- kind of program it was and a keyed hash of its network.
create table hit (
  bucket integer not null,
  key uuid not null,
  id uuid not null,
  kind text not null check (kind in ('open', 'click')),
  at timestamptz not null,
  -- Name of the link; '!' is the one that people cannot see. Null for opens.
  link text,
  -- Links of the message, as its token says.
  links smallint not null default 0,
  agent text not null check (agent in ('mpp', 'proxy', 'scanner', 'human')),
  head boolean not null default false,
  gateway boolean not null default false,
  network bytea not null,
  person_id uuid not null,
  -- Judged when the hold is over: by then the rest of a burst has come in.
  due_at timestamptz not null,
  judged_at timestamptz,
  human boolean,
  machine real check (machine between 0 and 1),
  signs text[] not null default '{}',
  primary key (bucket, key, id),
  check ((kind = 'click') = (link is not null)),
  check ((judged_at is null) = (human is null)),
  check ((judged_at is null) = (machine is null))
);
create index hit_due on hit (bucket, due_at) where judged_at is null;
create index hit_network on hit (network, at) where kind = 'click';
create index hit_mpp on hit (bucket, person_id, at) where agent = 'mpp';
