-- name: look
-- scope: bucket
-- One look at the start of a round: the state of the definitions, and whether time has something to do in this bucket.
select coalesce((select (s.value #>> '{}')::integer from setting s where s.key = 'store.definitions'), 0) as version,
       exists (select from membership m where m.bucket = @bucket and m.recheck_at <= @now) as rechecks,
       exists (select from position p where p.bucket = @bucket and p.due_at <= @now)
         or exists (select from date_watch w where w.bucket = @bucket and w.due_at <= @now) as steps,
       exists (select from moment_watch o where o.bucket = @bucket and o.due_at <= @now) as moments,
       exists (select from hit h where h.bucket = @bucket and h.judged_at is null and h.due_at <= @now) as hits;
