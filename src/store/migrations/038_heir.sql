-- Who is erased leaves a forwarding row to an id that is nobody's yet: a fact that comes in before the book has forgotten them makes
-- somebody new by it, and not the erased one anew.
alter table forward add column erased boolean not null default false;
