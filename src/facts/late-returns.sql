-- name: refunds
-- scope: bucket
-- What these people gave back; events that are being applied now are left out.
select e.properties
from event e
where e.bucket = @bucket and e.person_id = any(@people::uuid[]) and e.type = 'track' and e.name = 'Order Refunded'
  and e.id <> all(@except::uuid[]);
