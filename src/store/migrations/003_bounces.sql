-- What came back after a message had left: the strongest that was told of it. Only delivery changes it.
alter table outbox
  add column outcome text,
  add column outcome_reason text,
  add column outcome_at timestamptz;
alter table outbox add check (outcome in ('bounced_soft', 'bounced_hard', 'complained'));
alter table outbox add check ((outcome is null) = (outcome_at is null));

-- Reports that name no message of ours, or not for certain: kept to be looked at, and acted on by nobody.
create table bounce (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  source text not null,
  kind text not null,
  reason text not null,
  -- The beginning of the message, as it came.
  raw text not null
);
create index bounce_received on bounce (received_at);
