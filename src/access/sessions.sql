-- name: open
-- scope: shared
-- A new session.
insert into session (token_hash, account_id, created_at, expires_at) values (@hash, @account, @wall, @expires);

-- name: who
-- scope: shared
-- Whose session it is; nobody's when it has expired or the account was disabled.
select a.id, a.email, a.name, a.role
from session s join account a on a.id = s.account_id
where s.token_hash = @hash and s.expires_at > @wall and a.disabled_at is null;

-- name: close
-- scope: shared
-- Signs out.
delete from session s where s.token_hash = @hash;

-- name: close-all
-- scope: shared
-- Signs an account out everywhere.
delete from session s where s.account_id = @account;

-- name: sweep
-- scope: shared
-- Expired sessions go.
delete from session s where s.expires_at <= @wall;
