-- name: add
-- scope: shared
-- A new key; of a secret one only the hash and its last letters are kept.
insert into api_key (id, kind, name, key_hash, hint, role, created_at)
values (@id, @kind, @name, @hash, @hint, @role, @wall);

-- name: find
-- scope: shared
-- A key that holds.
select k.id, k.name, k.role from api_key k
where k.key_hash = @hash and k.kind = @kind and k.revoked_at is null;

-- name: list
-- scope: shared
-- All keys, revoked ones too: the audit names them.
select k.id, k.kind, k.name, k.hint, k.role, k.created_at as "createdAt", k.revoked_at as "revokedAt"
from api_key k order by k.created_at, k.id;

-- name: revoke
-- scope: shared
-- Ends a key; the first revocation's moment stays.
update api_key k set revoked_at = coalesce(k.revoked_at, @wall) where k.id = @id returning k.id;
