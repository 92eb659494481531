-- name: of-message
-- scope: shared
-- What a message's template and scenario are called.
select t.key as template, s.key as scenario
from template t
left join scenario s on s.id = @scenario
where t.id = @template;
