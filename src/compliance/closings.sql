-- name: list
-- scope: shared
-- Closings of the shop in their order; those that are over stay as a note of why nothing left then.
select c.id, to_char(c.first_day, 'YYYY-MM-DD') as "from", to_char(c.last_day, 'YYYY-MM-DD') as "until", c.name
from closing c order by c.first_day, c.id;

-- name: add
-- scope: shared
insert into closing (first_day, last_day, name) values (@from::date, @until::date, @name) returning id;

-- name: remove
-- scope: shared
delete from closing c where c.id = @id;
