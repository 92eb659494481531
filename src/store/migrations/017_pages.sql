-- Forms that people sign up with, and what was asked of them until they confirm.

create table form (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  -- What the marketer edits; publishing makes a version of it.
  draft jsonb not null,
  published_version integer,
  archived_at timestamptz,
  updated_at timestamptz not null
);
-- Never changed: the words that were shown are the proof of what was agreed to.
create table form_version (
  form_id integer not null references form (id),
  version integer not null,
  definition jsonb not null,
  published_at timestamptz not null,
  primary key (form_id, version)
);

-- Who filled in a form and was asked by mail whether it was them, in the person's bucket. The id is the key of that message. Nothing
-- of it counts as consent before it is confirmed; deleted some time after, confirmed or not.
create table signup (
  bucket integer not null,
  id uuid not null,
  person_id uuid not null,
  form_id integer not null,
  version integer not null,
  -- Of the address that was typed in: only who reads the mail there confirms.
  hash bytea not null,
  answer jsonb not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (bucket, id)
);
create index signup_person on signup (bucket, person_id, asked_at);

-- How often a form was shown, filled in and confirmed, by day; says nothing of anybody.
create table form_day (
  bucket integer not null,
  form_id integer not null,
  version integer not null,
  day date not null,
  what text not null check (what in ('shown', 'asked', 'confirmed')),
  times integer not null,
  primary key (bucket, form_id, version, day, what)
);
