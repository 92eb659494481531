-- name: any
-- scope: shared
-- Whether there is an account at all: before the first one, nobody can be asked for an invitation.
select exists (select from account) as there;

-- name: add
-- scope: shared
-- A new account; nothing when the e-mail is taken.
insert into account (id, email, name, role, password_hash, created_at)
values (@id, @email, @name, @role, @password, @at)
on conflict (email) do nothing
returning id;

-- name: by-email
-- scope: shared
-- For signing in: the password's hash is read here and nowhere else.
select a.id, a.email, a.name, a.role, a.password_hash as "passwordHash", a.disabled_at as "disabledAt"
from account a where a.email = @email;

-- name: list
-- scope: shared
-- All accounts, in order of creation; an installation has a handful.
select a.id, a.email, a.name, a.role, a.created_at as "createdAt", a.disabled_at as "disabledAt"
from account a order by a.created_at, a.id;

-- name: lock-all
-- scope: shared
-- Holds every account row, so that two administrators cannot remove each other at the same time.
select a.id, a.role, a.disabled_at as "disabledAt" from account a order by a.id for update;

-- name: change
-- scope: shared
-- Role, name and whether the account may sign in.
update account a set role = @role, name = @name, disabled_at = @disabled where a.id = @id
returning a.id, a.email, a.name, a.role, a.created_at as "createdAt", a.disabled_at as "disabledAt";

-- name: one
-- scope: shared
-- One account by id.
select a.id, a.email, a.name, a.role, a.created_at as "createdAt", a.disabled_at as "disabledAt"
from account a where a.id = @id;

-- name: set-password
-- scope: shared
-- A new password.
update account a set password_hash = @password where a.id = @id;

-- name: sign-out
-- scope: shared
-- Ends every session of an account whose password changes.
delete from session s where s.account_id = @account;

-- name: invite
-- scope: shared
-- A one-time link; the e-mail may be left open (the very first account).
insert into invitation (token_hash, email, role, expires_at) values (@hash, @email, @role, @expires);

-- name: withdraw-open
-- scope: shared
-- Takes back unused invitations without an e-mail: only the link printed last is good.
delete from invitation i where i.email is null and i.used_at is null;

-- name: withdraw
-- scope: shared
-- Takes back unused invitations for one e-mail.
delete from invitation i where i.email = @email and i.used_at is null;

-- name: invitation
-- scope: shared
-- An invitation that can still be used.
select i.email, i.role, i.expires_at as "expiresAt", exists (select from account a where a.email = i.email) as known
from invitation i
where i.token_hash = @hash and i.used_at is null and i.expires_at > @wall;

-- name: use-invitation
-- scope: shared
-- Uses it up: the second of two simultaneous requests gets no row.
update invitation i set used_at = @wall
where i.token_hash = @hash and i.used_at is null and i.expires_at > @wall
returning i.email, i.role;

-- name: invitations
-- scope: shared
-- Those that wait for somebody.
select i.email, i.role, i.expires_at as "expiresAt", exists (select from account a where a.email = i.email) as known
from invitation i
where i.used_at is null and i.expires_at > @wall order by i.expires_at desc;
