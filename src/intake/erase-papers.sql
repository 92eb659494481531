-- name: papers-told
-- scope: all
-- What names one of these people: rejected events, reports of mail, lines of imports that were not read in.
select p.at, p.source, p.reason, p.raw
from (select r.received_at as at, r.source, r.reason, r.raw from rejected r
      union all select b.received_at, b.source, b.reason, b.raw from bounce b
      union all select i.started_at, 'import', f.fault ->> 'code', f.raw
        from import_fault f join import_run i on i.id = f.run_id
      union all select i.started_at, 'import', coalesce(l.value ->> 'reason', l.value -> 'fault' ->> 'code'), l.value ->> 'raw'
        from import_run i cross join lateral jsonb_array_elements(
          case when jsonb_typeof(i.report -> 'badLines') = 'array' then i.report -> 'badLines' end) l
        where not exists (select from import_fault f where f.run_id = i.id)) p
where p.raw ~* any(@patterns::text[]) order by p.at;

-- name: drop-rejected
-- scope: shared
delete from rejected r where exists (select from unnest(@texts::text[]) t where strpos(lower(r.raw), lower(t)) > 0);

-- name: drop-bounces
-- scope: shared
delete from bounce b where exists (select from unnest(@texts::text[]) t where strpos(lower(b.raw), lower(t)) > 0);

-- name: drop-faults
-- scope: shared
delete from import_fault f
where f.raw ~* any(@cells::text[]) or exists (select from unnest(@texts::text[]) t where strpos(lower(concat(f.raw, f.fault)), lower(t)) > 0);

-- name: drop-reasons
-- scope: shared
update import_job j set reasons = '[]' where exists (select from unnest(@texts::text[]) t where strpos(lower(j.reasons::text), lower(t)) > 0);

-- name: reports-naming
-- scope: shared
-- Reports of imports in which one of these people may stand.
select i.id, i.report from import_run i
where i.report::text ~* any(@cells::text[]) or exists (select from unnest(@texts::text[]) t where strpos(lower(i.report::text), lower(t)) > 0);

-- name: put-report
-- scope: shared
update import_run i set report = @report::jsonb where i.id = @id;
