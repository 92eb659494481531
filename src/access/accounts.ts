import { isDeclicError } from '../errors.ts';
import { count, isUuid, newId, type Queryable, run, type Store, statements, type Tx } from '../store/index.ts';
import { errors } from './errors.ts';
import { hashPassword } from './passwords.ts';
import type { AccountRole } from './rights.ts';
import { hashToken, newToken } from './tokens.ts';

const sql = statements(import.meta.url, 'accounts.sql');

const HOUR = 3_600_000;
/** An invitation is good for a week; the first administrator's link for a day (a restart prints a new one). */
const INVITATION_HOURS = 7 * 24;
const FIRST_LINK_HOURS = 24;
/** Who asks for a new password waits for it. */
const PASSWORD_LINK_HOURS = 24;
const LONGEST_EMAIL = 254;

export type Account = {
  id: string;
  email: string;
  name: string;
  role: AccountRole;
  createdAt: Date;
  disabledAt: Date | null;
};
/** `known`: somebody has that account already and chooses a new password by it. */
export type Invitation = { email: string | null; role: AccountRole; expiresAt: Date; known: boolean };
export type NewAccount = { email: string; password: string; name?: string; role: AccountRole };

/** How the first administrator comes in: there is one, was made from the environment, or must open a link with this token. */
export type FirstAdmin = { state: 'there' } | { state: 'made'; email: string } | { state: 'invited'; token: string };

/** Canonical form under which an account is found. @throws ACCESS_EMAIL_INVALID */
function accountEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (email.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
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

/**
 * A one-time link with which somebody who has an account chooses a new password; what they had holds until then.
 * @throws ACCESS_ACCOUNT_UNKNOWN, also for an account that is closed
 */
export async function passwordLink(store: Store, id: string): Promise<{ token: string; email: string }> {
  const token = newToken();
  const expires = new Date(store.clock.wall().getTime() + PASSWORD_LINK_HOURS * HOUR);
  return store.transaction(async (tx) => {
    const [account] = isUuid(id) ? await run<Account>(tx, sql('one'), { id }) : [];
    if (!account || account.disabledAt !== null) throw errors.ACCESS_ACCOUNT_UNKNOWN({ id });
    const { email, role } = account;
    await run(tx, sql('withdraw'), { email });
    await run(tx, sql('invite'), { hash: hashToken(token), email, role, expires });
    return { token, email };
  });
}

/** Takes back what waits for an e-mail: its link opens nothing any more. False where nothing waited. */
export async function withdrawInvitation(on: Queryable, email: string): Promise<boolean> {
  return (await count(on, sql('withdraw'), { email: email.trim().toLowerCase() })) > 0;
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
 * Uses an invitation up and makes the account; of one that is there it changes the password, and signs it out everywhere. A fault in what
 * was given leaves the invitation as it was.
 * @throws ACCESS_INVITATION_GONE, ACCESS_OTHER_EMAIL, and what {@link createAccount} throws
 */
export async function acceptInvitation(
  store: Store,
  token: string,
  given: { email: string; password: string; name?: string },
): Promise<Account & { known: boolean }> {
  const wall = store.clock.wall();
  return store.transaction(async (tx) => {
    const [invitation] = await run<Invitation>(tx, sql('use-invitation'), { hash: hashToken(token), wall });
    if (!invitation) throw errors.ACCESS_INVITATION_GONE();
    if (invitation.email !== null && invitation.email !== accountEmail(given.email)) throw errors.ACCESS_OTHER_EMAIL();
    const email = accountEmail(given.email);
    const { role } = invitation;
    const held = invitation.email === null ? null : await findForSignIn(tx, email);
    const known = held ? await renewPassword(tx, held, given.password) : null;
    const account = known ?? (await createAccount(tx, wall, { ...given, role }));
    // Another link for that e-mail would be one to an account that is there now.
    await count(tx, sql('withdraw'), { email });
    return { ...account, known: known !== null };
  });
}

/** @throws ACCESS_INVITATION_GONE for an account that was closed meanwhile, ACCESS_PASSWORD_SHORT */
async function renewPassword(tx: Tx, { id, disabledAt }: Kept, password: string): Promise<Account> {
  if (disabledAt !== null) throw errors.ACCESS_INVITATION_GONE();
  await changePasswordOf(tx, id, password);
  await count(tx, sql('sign-out'), { account: id });
  return (await run<Account>(tx, sql('one'), { id }))[0]!;
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
