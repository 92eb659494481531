-- name: papers-told
-- scope: all
-- Rejected events and reports that name one of these texts.
select p.at, p.source, p.reason, p.raw
from (select r.received_at as at, r.source, r.reason, r.raw from rejected r
      union all select b.received_at, b.source, b.reason, b.raw from bounce b) p
where exists (select from unnest(@texts::text[]) t where strpos(lower(p.raw), lower(t)) > 0) order by p.at;

-- name: drop-rejected
-- scope: shared
delete from rejected r where exists (select from unnest(@texts::text[]) t where strpos(lower(r.raw), lower(t)) > 0);

-- name: drop-bounces
-- scope: shared
delete from bounce b where exists (select from unnest(@texts::text[]) t where strpos(lower(b.raw), lower(t)) > 0);

-- name: blank-reports
-- scope: shared
update import_run i set report = i.report - 'badLines' - 'quality'
where exists (select from unnest(@texts::text[]) t where strpos(lower(i.report::text), lower(t)) > 0);
