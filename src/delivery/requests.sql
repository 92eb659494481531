-- name: note
-- scope: spread
-- Keeps that a message was asked for; no row when its key was used before.
insert into send_request (bucket, id, digest, template_id, template_version, person_bucket, person_id, accepted_at)
values (@bucket, @id, @digest, @template, @version, @person_bucket, @person, @now)
on conflict do nothing
returning id;

-- name: find
-- scope: bucket
select r.id, r.digest, t.key as template, r.template_version as "templateVersion", r.person_bucket as "personBucket",
       r.person_id as "personId", r.accepted_at as "acceptedAt"
from send_request r
join template t on t.id = r.template_id
where r.bucket = @bucket and r.id = @id::uuid;

-- name: became
-- scope: bucket
-- What became of the wish in one bucket, and of its message.
select w.state as wish, w.reason as refusal, w.person_id as "personId", o.state, o.aside as paused, o.reason, o.address,
       o.sent_at as "sentAt", o.provider_id as "providerId", o.outcome, o.outcome_reason as "outcomeReason",
       o.outcome_at as "outcomeAt"
from wish w
left join outbox o on o.bucket = @bucket and o.key = w.key
where w.bucket = @bucket and w.key = @id::uuid;

-- name: went-to
-- scope: bucket
-- Where the person of a message went who was merged since.
select f.to_person as "personId", f.to_bucket as bucket from forward f where f.bucket = @bucket and f.person_id = @person::uuid;
