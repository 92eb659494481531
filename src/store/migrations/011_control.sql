-- Delivery under control: what may not leave for now, and messages that programs send.

-- What is paused: a class of messages (all of them: “stop everything”), or one send, as `class:promotional`, `scenario:12`.
-- Few rows, read by every statement that hands messages over.
create table pause (
  subject text primary key,
  reason text not null default '',
  paused_by text not null,
  paused_at timestamptz not null
);

-- A waiting message that was met while what it belongs to is paused is put aside: claims would otherwise read past it each time.
-- The pause is what holds it back; this mark only says where it lies.
alter table outbox add column aside boolean not null default false;
alter table outbox add check (not aside or state = 'ready');
drop index outbox_ready;
create index outbox_ready on outbox (bucket, lane, due_at) where state = 'ready' and not aside;
create index outbox_aside on outbox (bucket) where aside;
-- Few, and looked for by hand.
create index outbox_uncertain on outbox (due_at, key) where state = 'uncertain';

-- One message to one person that a program asked for: the same key is the same message for as long as this is kept. `id` is
-- made from the caller's key and is the key of the message; it lives in the bucket of its own hash.
create table send_request (
  bucket integer not null,
  id uuid not null,
  -- What was asked, so that another wish under the same key is refused.
  digest bytea not null,
  template_id integer not null,
  template_version integer not null,
  person_bucket integer not null,
  person_id uuid not null,
  accepted_at timestamptz not null,
  primary key (bucket, id)
);
