-- What a count of people may be kept by: a mark per bucket that is another one after every change, and the parts of counts, each
-- with the mark it was counted under.

-- Written at the end of every round that changed something. Random, so that no mark comes back, not even after a restore.
create table bucket_mark (
  bucket integer primary key,
  mark uuid not null
);

-- How many people of a bucket match a rule. `rule` is made from the statement, its values and all definitions it rests on.
create table segment_count (
  bucket integer not null,
  rule uuid not null,
  mark uuid not null,
  people integer not null,
  -- The moment that was asked about, and the first one at which time alone may change the answer (null = never) for anybody but
  -- those of `soon`: [person, moment, whether they match until then].
  as_of timestamptz not null,
  until timestamptz,
  soon jsonb not null default '[]',
  -- Some of them, once they were asked for.
  sample uuid[],
  -- On the wall clock, for clearing away.
  counted_at timestamptz not null,
  primary key (bucket, rule),
  check (until is null or until > as_of)
);
