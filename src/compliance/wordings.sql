-- name: list
-- scope: shared
-- Wordings with their version in force; those that were put away come last.
select w.id, w.key, w.name, w.channel, w.purpose, w.version, v.text, v.source, v.written_at as "writtenAt",
       w.archived_at as "archivedAt"
from consent_wording w join consent_wording_version v on v.wording_id = w.id and v.version = w.version
where @key::text is null or w.key = @key
order by w.archived_at is not null, w.name, w.key;

-- name: lock
-- scope: shared
select w.id from consent_wording w where w.key = @key for update;

-- name: versions
-- scope: shared
-- Every version of a wording, newest first.
select v.version, v.text, v.source, v.written_at as "writtenAt"
from consent_wording_version v where v.wording_id = @id order by v.version desc;

-- name: add
-- scope: shared
insert into consent_wording (key, name, channel, purpose, version) values (@key, @name, @channel, @purpose, 1)
on conflict (key) do nothing returning id;

-- name: change
-- scope: shared
update consent_wording w set name = @name, version = @version, archived_at = null where w.id = @id;

-- name: add-version
-- scope: shared
insert into consent_wording_version (wording_id, version, text, source, written_at)
values (@id, @version, @text, @source, @now);

-- name: archive
-- scope: shared
update consent_wording w set archived_at = @now where w.key = @key and w.archived_at is null;
