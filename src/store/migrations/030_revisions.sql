-- Who saves a segment, a campaign or a form says which one they had seen: of two people who change the same one, the second is told,
-- and what is planned is what was looked at.

alter table segment add column revision integer not null default 1;
alter table segment add column changed_by text;
alter table campaign add column revision integer not null default 1;
alter table campaign add column changed_by text;
-- Drafts that nobody wants any more, and what is over: put away, not deleted, because what left by them is told.
alter table campaign add column archived_at timestamptz;
alter table form add column revision integer not null default 1;
alter table form add column changed_by text;
