import { isDeclicError } from '../errors.ts';
import { isUuid, newId, type Queryable, run, type Store, statements } from '../store/index.ts';
import { errors } from './errors.ts';
import { hashPassword } from './passwords.ts';
import type { AccountRole } from './rights.ts';
import { hashToken, newToken } from './tokens.ts';

const sql = statements(import.meta.url, 'accounts.sql');

const HOUR = 3_600_000;
/** An invitation is good for a week; the first administrator's link for a day (a restart prints a new one). */
const INVITATION_HOURS = 7 * 24;
const FIRST_LINK_HOURS = 24;
const LONGEST_EMAIL = 254;

export type Account = {
  id: string;
  email: string;
  name: string;
  role: AccountRole;
  createdAt: Date;
  disabledAt: Date | null;
};
export type Invitation = { email: string | null; role: AccountRole; expiresAt: Date };
export type NewAccount = { email: string; password: string; name?: string; role: AccountRole };

/** How the first administrator comes in: there is one, was made from the environment, or must open a link with this token. */
export type FirstAdmin = { state: 'there' } | { state: 'made'; email: string } | { state: 'invited'; token: string };

/** Canonical form under which an account is found. @throws ACCESS_EMAIL_INVALID */
function accountEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+$/.test(email))
    throw errors.ACCESS_EMAIL_INVALID({ email: text });
  return email;
}

/** @throws ACCESS_EMAIL_INVALID, ACCESS_EMAIL_TAKEN, ACCESS_PASSWORD_SHORT */
export async function createAccount(on: Queryable, wall: Date, given: NewAccount): Promise<Account> {
  const email = accountEmail(given.email);
  const account = { id: newId(), email, name: given.name?.trim() ?? '', role: given.role };
  const password = await hashPassword(given.password);
  const added = await run(on, sql('add'), { ...account, password, at: wall });
  if (added.length === 0) throw errors.ACCESS_EMAIL_TAKEN({ email });
  return { ...account, createdAt: wall, disabledAt: null };
}

type Kept = SignedIn & { passwordHash: string | null; disabledAt: Date | null };
export type SignedIn = { id: string; email: string; name: string; role: AccountRole };

/** For signing in only: the one place that reads a password's hash. */
export async function findForSignIn(on: Queryable, email: string): Promise<Kept | null> {
  const [found] = await run<Kept>(on, sql('by-email'), { email });
  return found ?? null;
}

/** @throws ACCESS_PASSWORD_SHORT */
export async function changePasswordOf(on: Queryable, id: string, password: string): Promise<void> {
  await run(on, sql('set-password'), { id, password: await hashPassword(password) });
}

/** Every account, in order of creation. */
export async function listAccounts(on: Queryable): Promise<Account[]> {
  return run<Account>(on, sql('list'), {});
}

/**
 * Changes role, name, or whether the account may sign in.
 * @throws ACCESS_ACCOUNT_UNKNOWN, ACCESS_LAST_ADMIN
 */
export async function changeAccount(
  store: Store,
  id: string,
  change: { role?: AccountRole; name?: string; disabled?: boolean },
): Promise<Account> {
  return store.transaction(async (tx) => {
    const all = await run<{ id: string; role: AccountRole; disabledAt: Date | null }>(tx, sql('lock-all'), {});
    const [before] = isUuid(id) ? await run<Account>(tx, sql('one'), { id }) : [];
    if (!before) throw errors.ACCESS_ACCOUNT_UNKNOWN({ id });
    const role = change.role ?? before.role;
    const stays = change.disabled === undefined ? before.disabledAt : (before.disabledAt ?? store.clock.wall());
    const disabled = change.disabled === false ? null : stays;
    const othersRule = all.some((other) => other.id !== id && other.role === 'admin' && other.disabledAt === null);
    if (!othersRule && (role !== 'admin' || disabled !== null)) throw errors.ACCESS_LAST_ADMIN();
    const [after] = await run<Account>(tx, sql('change'), { id, role, name: change.name ?? before.name, disabled });
    return after!;
  });
}

/** A one-time link for somebody to come: answers the token, which is kept nowhere. @throws ACCESS_EMAIL_TAKEN */
export async function invite(store: Store, given: { email: string; role: AccountRole }): Promise<{ token: string }> {
  const email = accountEmail(given.email);
  const token = newToken();
  const expires = new Date(store.clock.wall().getTime() + INVITATION_HOURS * HOUR);
  await store.transaction(async (tx) => {
    if ((await run(tx, sql('by-email'), { email })).length > 0) throw errors.ACCESS_EMAIL_TAKEN({ email });
    await run(tx, sql('withdraw'), { email });
    await run(tx, sql('invite'), { hash: hashToken(token), email, role: given.role, expires });
  });
  return { token };
}

/** Invitations that wait for somebody. */
export async function listInvitations(on: Queryable, wall: Date): Promise<Invitation[]> {
  return run<Invitation>(on, sql('invitations'), { wall });
}

/** What an invitation is for, without using it. @throws ACCESS_INVITATION_GONE */
export async function readInvitation(on: Queryable, wall: Date, token: string): Promise<Invitation> {
  const [found] = await run<Invitation>(on, sql('invitation'), { hash: hashToken(token), wall });
  if (!found) throw errors.ACCESS_INVITATION_GONE();
  return found;
}

/**
 * Uses an invitation up and makes the account; a fault in what was given leaves the invitation as it was.
 * @throws ACCESS_INVITATION_GONE, ACCESS_OTHER_EMAIL, and what {@link createAccount} throws
 */
export async function acceptInvitation(
  store: Store,
  token: string,
  given: { email: string; password: string; name?: string },
): Promise<Account> {
  const wall = store.clock.wall();
  return store.transaction(async (tx) => {
    const [invitation] = await run<Invitation>(tx, sql('use-invitation'), { hash: hashToken(token), wall });
    if (!invitation) throw errors.ACCESS_INVITATION_GONE();
    if (invitation.email !== null && invitation.email !== accountEmail(given.email)) throw errors.ACCESS_OTHER_EMAIL();
    return createAccount(tx, wall, { ...given, role: invitation.role });
  });
}

/**
 * Makes sure that somebody can come in. Does nothing once there is an account: what the environment says later
 * neither changes a password nor lets anybody back in.
 */
export async function ensureFirstAdmin(
  store: Store,
  given: { email: string | null; password: string | null },
): Promise<FirstAdmin> {
  const wall = store.clock.wall();
  const [any] = await run<{ there: boolean }>(store.pool, sql('any'), {});
  if (any!.there) return { state: 'there' };
  if (given.email !== null && given.password !== null) {
    const first = { email: given.email, password: given.password, role: 'admin' as const };
    try {
      const { email } = await createAccount(store.pool, wall, first);
      return { state: 'made', email };
    } catch (error) {
      // Several processes that start at once on an empty database: another one was quicker.
      if (isDeclicError(error, 'ACCESS_EMAIL_TAKEN')) return { state: 'there' };
      throw error;
    }
  }
  const token = newToken();
  const expires = new Date(wall.getTime() + FIRST_LINK_HOURS * HOUR);
  await store.transaction(async (tx) => {
    await run(tx, sql('withdraw-open'), {});
    await run(tx, sql('invite'), { hash: hashToken(token), email: null, role: 'admin', expires });
  });
  return { state: 'invited', token };
}
