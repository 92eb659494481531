-- name: take-wishes
-- scope: bucket
-- All that was wished for some people, taken out for a merge.
delete from wish w where w.bucket = @bucket and w.person_id = any(@people::uuid[])
returning w.key, w.person_id, w.entry_id, w.scenario_id, w.step, w.visit, w.template_id, w.template_version, w.channel, w.class,
          w.purpose, w.wished_at, w.context, w.arm, w.state, w.reason, w.decided_at;

-- name: take-recalls
-- scope: bucket
-- Recalls of messages that go along with their people, or follow them.
delete from recall r where r.bucket = @bucket and r.key = any(@keys::uuid[])
returning r.key, r.reason, r.recalled_at;

-- name: put-wishes
-- scope: bucket
-- Wishes of merged people as they were decided; their keys stay, so that nothing is said twice.
insert into wish (bucket, key, person_id, entry_id, scenario_id, step, visit, template_id, template_version, channel, class,
                  purpose, wished_at, context, arm, state, reason, decided_at)
select @bucket::integer, r.key, r.person_id, r.entry_id, r.scenario_id, r.step, r.visit, r.template_id, r.template_version,
       r.channel, r.class, r.purpose, r.wished_at, r.context, r.arm, r.state, r.reason, r.decided_at
from json_to_recordset(@rows::json) as r (key uuid, person_id uuid, entry_id uuid, scenario_id integer, step text,
     visit integer, template_id integer, template_version integer, channel text, class text, purpose text,
     wished_at timestamptz, context jsonb, arm text, state text, reason text, decided_at timestamptz)
on conflict do nothing;

-- name: put-recalls
-- scope: bucket
insert into recall (bucket, key, reason, recalled_at)
select @bucket::integer, r.key, r.reason, r.recalled_at
from json_to_recordset(@rows::json) as r (key uuid, reason text, recalled_at timestamptz)
on conflict do nothing;
