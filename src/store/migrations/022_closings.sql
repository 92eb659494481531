-- Days on which the shop is closed, beside the public holidays of its region, which are computed.
create table closing (
  id integer generated always as identity primary key,
  first_day date not null,
  last_day date not null,
  name text not null,
  -- More than a year is no closing but the end.
  check (last_day >= first_day and last_day - first_day < 366)
);
