-- Files that the screen sends, and the imports that the server does of them by itself.

-- Kept until the file is read in; any process reads it, also after a restart.
create table upload (
  id uuid primary key,
  file_name text not null,
  bytes bigint not null default 0,
  -- When its own computer says that it was last written: it shows the state of then.
  written_at timestamptz,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  -- Where false it is still on its way, or its sender broke off.
  whole boolean not null default false
);
create table upload_piece (
  upload_id uuid not null,
  number integer not null,
  content bytea not null,
  primary key (upload_id, number)
);

-- What the server still has to do of an import, and how far it is: after a restart it goes on from there.
create table import_job (
  run_id uuid primary key,
  upload_id uuid not null,
  mapping jsonb not null,
  -- The moment of the import: the same facts come of the same file, however often it is begun.
  began_at timestamptz not null,
  phase text not null default 'reading' check (phase in ('reading', 'applying')),
  -- The process that works on it, as presence knows it.
  process integer,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  total_bytes bigint not null,
  faults integer not null default 0,
  reasons jsonb not null default '[]',
  attempts integer not null default 0
);

-- Lines that were not read in, for the report that people download.
create table import_fault (
  run_id uuid not null,
  number integer not null,
  line integer not null,
  column_name text,
  fault jsonb not null,
  raw text not null,
  primary key (run_id, number)
);

-- How the columns of a header were understood the last time: the next file with it is read the same way.
create table import_mapping (
  kind text not null,
  header bytea not null,
  mapping jsonb not null,
  saved_at timestamptz not null,
  primary key (kind, header)
);
