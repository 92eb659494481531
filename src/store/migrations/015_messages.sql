-- What the editor of messages needs: which revision of a draft somebody saw and who changed it last, what waits for a second person, and
-- the images that messages show.

alter table template add column revision integer not null default 1;
alter table template add column changed_by text;

-- Somebody asks that a draft be published as it is in this revision; another account answers. A draft that changed since has to be asked
-- for again.
create table template_approval (
  template_id integer primary key references template (id),
  revision integer not null,
  asked_by text not null,
  asked_at timestamptz not null,
  note text not null default '',
  refused_by text,
  refused_at timestamptz,
  refusal text,
  check ((refused_by is null) = (refused_at is null))
);

-- Images on the public address: named by their content, so that one never changes under its name.
create table image (
  id text primary key,
  type text not null check (type in ('png', 'jpeg', 'gif', 'webp')),
  bytes bytea not null,
  size integer not null,
  width integer not null,
  height integer not null,
  name text not null,
  alt text not null default '',
  added_by text not null,
  added_at timestamptz not null
);
create index image_added on image (added_at, id);

-- How often somebody did something lately.
create index audit_action on audit (action, at);
