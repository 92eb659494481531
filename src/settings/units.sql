-- name: list
-- scope: shared
-- Business units by name.
select u.key, u.name, u.colour, u.sender_name as "senderName", u.sender_address as "senderAddress", u.reply_to as "replyTo"
from business_unit u order by u.name, u.key;

-- name: save
-- scope: shared
insert into business_unit (key, name, colour, sender_name, sender_address, reply_to)
values (@key, @name, @colour, @sender_name, @sender_address, @reply_to)
on conflict (key) do update set name = excluded.name, colour = excluded.colour, sender_name = excluded.sender_name,
  sender_address = excluded.sender_address, reply_to = excluded.reply_to;

-- name: remove
-- scope: shared
delete from business_unit u where u.key = @key;
