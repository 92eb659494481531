-- Who saves a draft says which one they had seen: of two people who draw the same scenario, the second is told.

alter table scenario add column revision integer not null default 1;
-- Who saved the draft last.
alter table scenario add column changed_by text;
