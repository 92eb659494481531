-- Messages that went along with their person when two people became one. Their links name the bucket that they left from, so what comes
-- back is asked here where it has to go: after the person, who was `person_id` here.
create table moved_message (
  bucket integer not null,
  key uuid not null,
  person_id uuid not null,
  moved_at timestamptz not null,
  primary key (bucket, key)
);
create index moved_message_person on moved_message (bucket, person_id);
