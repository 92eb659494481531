-- Wordings of consent: what people are asked to agree to, for one purpose on one channel.

create table consent_wording (
  id integer generated always as identity primary key,
  key text not null unique,
  name text not null,
  channel text not null,
  purpose text not null,
  version integer not null,
  archived_at timestamptz
);
-- Never changed: a proof names the version that the person read.
create table consent_wording_version (
  wording_id integer not null references consent_wording (id),
  version integer not null,
  text jsonb not null,
  -- Where people read it: a form, the till, a paper.
  source text not null,
  written_at timestamptz not null,
  primary key (wording_id, version)
);
