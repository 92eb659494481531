-- name: wishes-told
-- scope: bucket
select w.wished_at as at, w.step, w.channel, w.class, w.purpose, w.state, w.reason, w.context
from wish w where w.bucket = @bucket and w.person_id = @person::uuid order by w.wished_at, w.key;

-- name: wishes-of-nobody
-- scope: bucket
-- How often was refused and why stays a figure; what the message would have said is forgotten. Nothing pending is sent.
update wish w set person_id = r.nobody, context = '{}',
  state = case when w.state = 'pending' then 'refused' else w.state end,
  reason = case when w.state = 'pending' then 'person_unknown' else w.reason end,
  decided_at = coalesce(w.decided_at, @now::timestamptz)
from unnest(@ids::uuid[], @nobodies::uuid[]) as r (id, nobody)
where w.bucket = @bucket and w.person_id = r.id;
