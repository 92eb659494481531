-- A lease that is over goes after its time. What it spent stays in the books of its bank, which are held against its leases.
alter table bank add column settled bigint not null default 0;
