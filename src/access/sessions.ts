import { count, type Queryable, run, type Store, statements } from '../store/index.ts';
import { changePasswordOf, findForSignIn, type SignedIn } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import { errors } from './errors.ts';
import { isPassword } from './passwords.ts';
import { hashToken, newToken } from './tokens.ts';

const sql = statements(import.meta.url, 'sessions.sql');

/** A session ends by wall clock, whatever the moved clock says: nobody is signed out by a rehearsal. */
export const SESSION_DAYS = 14;
const DAY = 86_400_000;

/** Opens a session for an account: answers the token of the cookie, of which only the hash is kept. */
export async function openSession(
  on: Queryable,
  wall: Date,
  accountId: string,
): Promise<{ token: string; expires: Date }> {
  const token = newToken();
  const expires = new Date(wall.getTime() + SESSION_DAYS * DAY);
  await count(on, sql('sweep'), { wall });
  await count(on, sql('open'), { hash: hashToken(token), account: accountId, wall, expires });
  return { token, expires };
}

/** Who is behind a session's token, or null. */
export async function readSession(on: Queryable, wall: Date, token: string): Promise<SignedIn | null> {
  const [found] = await run<SignedIn>(on, sql('who'), { hash: hashToken(token), wall });
  return found ?? null;
}

export async function closeSession(on: Queryable, token: string): Promise<void> {
  await count(on, sql('close'), { hash: hashToken(token) });
}

/** Signs an account out everywhere: after it was disabled or its password changed. */
export async function closeSessionsOf(on: Queryable, accountId: string): Promise<void> {
  await count(on, sql('close-all'), { account: accountId });
}

/** @throws ACCESS_TOO_MANY_ATTEMPTS */
function attempt(counted: Attempts, { email, from, wall }: { email: string; from: string; wall: Date }): void {
  const minutes = counted.wait(email, from, wall);
  if (minutes > 0) throw errors.ACCESS_TOO_MANY_ATTEMPTS({ minutes }, { details: { minutes } });
  // Counted before the password is looked at: simultaneous guesses do not slip under the limit.
  counted.failed(email, from, wall);
}

/**
 * Signs in with e-mail and password.
 * @param from address of the caller, for counting attempts
 * @throws ACCESS_WRONG_PASSWORD (also for an unknown or disabled account, after the same time), ACCESS_TOO_MANY_ATTEMPTS
 */
export async function signIn(
  store: Store,
  counted: Attempts,
  given: { email: string; password: string; from: string },
): Promise<{ token: string; expires: Date; account: SignedIn }> {
  const wall = store.clock.wall();
  const email = given.email.trim().toLowerCase();
  attempt(counted, { email, from: given.from, wall });
  const found = await findForSignIn(store.pool, email);
  const right = await isPassword(found?.passwordHash ?? null, given.password);
  if (!found || !right || found.disabledAt !== null) throw errors.ACCESS_WRONG_PASSWORD();
  counted.succeeded(email, given.from);
  const { token, expires } = await openSession(store.pool, wall, found.id);
  return { token, expires, account: { id: found.id, email: found.email, name: found.name, role: found.role } };
}

/**
 * Changes one's own password and signs out every other place. Attempts are counted with those to sign in: who finds a screen open must not
 * guess the password at leisure.
 * @throws ACCESS_WRONG_PASSWORD, ACCESS_PASSWORD_SHORT, ACCESS_TOO_MANY_ATTEMPTS
 */
export async function changePassword(
  store: Store,
  counted: Attempts,
  account: SignedIn,
  given: { current: string; next: string; from: string },
): Promise<{ token: string; expires: Date }> {
  attempt(counted, { email: account.email, from: given.from, wall: store.clock.wall() });
  const found = await findForSignIn(store.pool, account.email);
  if (!found || !(await isPassword(found.passwordHash, given.current))) throw errors.ACCESS_WRONG_PASSWORD();
  counted.succeeded(account.email, given.from);
  return store.transaction(async (tx) => {
    await changePasswordOf(tx, account.id, given.next);
    await closeSessionsOf(tx, account.id);
    return openSession(tx, store.clock.wall(), account.id);
  });
}
