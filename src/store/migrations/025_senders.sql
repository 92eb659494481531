-- How many of those who get a domain's mail complain: mailboxes judge the sender by it.

-- The domain of who a mail is from, as soon as it is written: noted when it is handed over, or put aside for it.
alter table outbox add column sender_domain text;

-- What came back is counted by moment; few messages have anything come back.
create index outbox_came_back on outbox (bucket, outcome_at) where outcome is not null;

-- Messages that left, by domain and hour: the processes that hand over add to it now and then, because counting the outbox would read
-- every message of the window each time.
create table sender_hour (
  domain text not null,
  hour timestamptz not null,
  messages bigint not null check (messages > 0),
  primary key (domain, hour)
);

-- What was concluded of a domain; one that is not here is well.
create table sender_standing (
  domain text primary key,
  standing text not null check (standing in ('well', 'warned', 'stopped')),
  since timestamptz not null,
  -- What was before somebody let it go on is not held against it.
  counted_from timestamptz not null default '-infinity'
);
