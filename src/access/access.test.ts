import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { isDeclicError } from '../errors.ts';
import { type Clock, liveClock, openStore, type Store } from '../store/index.ts';
import {
  acceptInvitation,
  allow,
  attempts,
  changeAccount,
  changePassword,
  closeSession,
  createAccount,
  createKey,
  ensureFirstAdmin,
  findSecretKey,
  findWriteKey,
  invite,
  listAccounts,
  listAudit,
  listKeys,
  mayDo,
  passwordLink,
  type Right,
  ROLES,
  readInvitation,
  readSession,
  record,
  revokeKey,
  rights,
  signIn,
  withdrawInvitation,
  writeKeyFinder,
} from './index.ts';
import { hashPassword, isPassword } from './passwords.ts';

/** A wall clock that tests move, because every rule of this room asks it. */
let wall = new Date('2026-01-05T08:00:00Z');
const clock: Clock = { now: liveClock.now, wall: () => wall };
const DAY = 86_400_000;
const password = 'a sentence is easy';
const fails = (code: string) => (error: unknown) => isDeclicError(error, code);

async function emptyStore(t: { after: (fn: () => Promise<void>) => void }): Promise<Store> {
  let store: Store | undefined;
  t.after(async () => store?.close());
  const { connection } = await freshDatabase({ t: t as never });
  store = await openStore({ connection, clock, schema: 'check' });
  return store;
}

after(() => store.close());
const database = await freshDatabase();
const store = await openStore({ connection: database.connection, clock, schema: 'check' });

const account = (email: string, role: (typeof ROLES)[number] = 'marketer') =>
  createAccount(store.pool, wall, { email, password, role });

test('[AC1] a password is kept as argon2id and must have 10 to 256 characters', async () => {
  const kept = await hashPassword(password);
  assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await isPassword(kept, password), true);
  assert.equal(await isPassword(kept, `${password} `), false);
  assert.equal(await isPassword(null, 'nobody has this password'), false, 'the decoy lets nobody in');
  await assert.rejects(hashPassword('short'), fails('ACCESS_PASSWORD_SHORT'));
  await assert.rejects(hashPassword('x'.repeat(257)), fails('ACCESS_PASSWORD_SHORT'));
});

test('[AC2] the environment makes the first administrator once, and later changes nothing', async (t) => {
  const fresh = await emptyStore(t);
  const given = { email: 'Chef@Shop.example', password };
  assert.deepEqual(await ensureFirstAdmin(fresh, given), { state: 'made', email: 'chef@shop.example' });
  assert.deepEqual(await ensureFirstAdmin(fresh, { email: 'other@shop.example', password }), { state: 'there' });
  assert.deepEqual(
    (await listAccounts(fresh.pool)).map((one) => [one.email, one.role]),
    [['chef@shop.example', 'admin']],
  );
});

test('[AC2] without it a one-time link is made; only the last one is good, for a day', async (t) => {
  const fresh = await emptyStore(t);
  const nobody = { email: null, password: null };
  const first = await ensureFirstAdmin(fresh, nobody);
  const second = await ensureFirstAdmin(fresh, nobody);
  assert.ok(first.state === 'invited' && second.state === 'invited');
  await assert.rejects(readInvitation(fresh.pool, wall, first.token), fails('ACCESS_INVITATION_GONE'));
  const later = new Date(wall.getTime() + DAY);
  await assert.rejects(readInvitation(fresh.pool, later, second.token), fails('ACCESS_INVITATION_GONE'));
  const admin = await acceptInvitation(fresh, second.token, { email: 'chef@shop.example', password });
  assert.equal(admin.role, 'admin');
  assert.deepEqual(await ensureFirstAdmin(fresh, nobody), { state: 'there' });
});

test('[AC3] an invitation is used once, for its e-mail only, and survives a fault in what was given', async () => {
  const { token } = await invite(store, { email: 'Lea@shop.example', role: 'analyst' });
  const as = (email: string, word = password) => acceptInvitation(store, token, { email, password: word });
  await assert.rejects(as('eve@shop.example'), fails('ACCESS_OTHER_EMAIL'));
  await assert.rejects(as('lea@shop.example', 'short'), fails('ACCESS_PASSWORD_SHORT'));
  const results = await Promise.allSettled([as('lea@shop.example'), as('LEA@shop.example')]);
  assert.deepEqual(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
  await assert.rejects(as('lea@shop.example'), fails('ACCESS_INVITATION_GONE'));
  await assert.rejects(invite(store, { email: 'lea@shop.example', role: 'admin' }), fails('ACCESS_EMAIL_TAKEN'));
});

test('[AC4] an unknown account, a wrong password and a disabled account get the same words', async () => {
  const gone = await account('gone@shop.example');
  await account('here@shop.example', 'admin');
  await changeAccount(store, gone.id, { disabled: true });
  const counted = attempts();
  const words = new Set<string>();
  for (const email of ['nobody@shop.example', 'here@shop.example', 'gone@shop.example']) {
    const word = email.startsWith('gone') ? password : 'not the password';
    await assert.rejects(signIn(store, counted, { email, password: word, from: '::1' }), (error: Error) => {
      words.add(error.message);
      return isDeclicError(error, 'ACCESS_WRONG_PASSWORD');
    });
  }
  assert.equal(words.size, 1);
});

test('[AC5] the sixth attempt in a quarter of an hour is refused, from that address only, even with the right password', async () => {
  await account('target@shop.example');
  const counted = attempts();
  const as = (word: string, from: string) =>
    signIn(store, counted, { email: 'Target@shop.example', password: word, from });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => as('wrong password', '10.0.0.1')));
  const codes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : 'in'));
  assert.equal(codes.filter((code) => code === 'ACCESS_WRONG_PASSWORD').length, 5, 'also when they come at once');
  await assert.rejects(as(password, '10.0.0.1'), fails('ACCESS_TOO_MANY_ATTEMPTS'));
  assert.equal((await as(password, '10.0.0.2')).account.email, 'target@shop.example');
  wall = new Date(wall.getTime() + 15 * 60_000);
  assert.equal((await as(password, '10.0.0.1')).account.role, 'marketer');
});

test('[AC5] 30 failures from one address stop it for every account; successes do not count', () => {
  const counted = attempts();
  for (let n = 0; n < 100; n++) {
    counted.failed('fine', '10.0.0.8', wall);
    counted.succeeded('fine', '10.0.0.8');
  }
  assert.equal(counted.wait('fine', '10.0.0.8', wall), 0);
  for (let n = 0; n < 30; n++) counted.failed(`someone${n}`, '10.0.0.9', wall);
  assert.equal(counted.wait('someone else', '10.0.0.9', wall), 15);
  assert.equal(counted.wait('someone else', '10.0.0.7', wall), 0);
});

test('[AC5] who guesses the password of a screen that stands open is stopped as at signing in', async () => {
  const me = await account('open@shop.example');
  const counted = attempts();
  const guess = (current: string) =>
    changePassword(store, counted, me, { current, next: 'another sentence', from: '::9' });
  for (let n = 0; n < 5; n++) await assert.rejects(guess(`guess number ${n}`), fails('ACCESS_WRONG_PASSWORD'));
  await assert.rejects(guess(password), fails('ACCESS_TOO_MANY_ATTEMPTS'));
});

test('[AC12] a link for a new password is good for a day, ends every session, and is taken back with what waits', async () => {
  const me = await account('lost@shop.example');
  await account('keeper@shop.example', 'admin');
  const counted = attempts();
  const { token: session } = await signIn(store, counted, { email: me.email, password, from: '::1' });
  const renew = (token: string, word: string) => acceptInvitation(store, token, { email: me.email, password: word });
  const { token: old } = await passwordLink(store, me.id);
  const { token } = await passwordLink(store, me.id);
  await assert.rejects(renew(old, 'a new sentence'), fails('ACCESS_INVITATION_GONE'));
  assert.equal((await readInvitation(store.pool, wall, token)).known, true);
  await assert.rejects(renew(token, 'short'), fails('ACCESS_PASSWORD_SHORT'));
  assert.ok(await readSession(store.pool, wall, session), 'nothing has changed yet');
  const { id, role, known } = await renew(token, 'a new sentence');
  assert.deepEqual([id, role, known], [me.id, 'marketer', true]);
  assert.equal(await readSession(store.pool, wall, session), null);
  await assert.rejects(
    signIn(store, counted, { email: me.email, password, from: '::1' }),
    fails('ACCESS_WRONG_PASSWORD'),
  );
  await signIn(store, counted, { email: me.email, password: 'a new sentence', from: '::1' });
  const late = await passwordLink(store, me.id);
  await assert.rejects(
    readInvitation(store.pool, new Date(wall.getTime() + DAY), late.token),
    fails('ACCESS_INVITATION_GONE'),
  );
  assert.equal(await withdrawInvitation(store.pool, 'Lost@shop.example'), true);
  assert.equal(await withdrawInvitation(store.pool, 'lost@shop.example'), false);
  await assert.rejects(renew(late.token, 'a new sentence'), fails('ACCESS_INVITATION_GONE'));
  const closing = await passwordLink(store, me.id);
  await changeAccount(store, me.id, { disabled: true });
  await assert.rejects(renew(closing.token, 'a new sentence'), fails('ACCESS_INVITATION_GONE'));
  await assert.rejects(passwordLink(store, me.id), fails('ACCESS_ACCOUNT_UNKNOWN'));
});

test('[AC6] a session holds for 14 days of wall clock, ends at signing out, and its token is not kept', async () => {
  await account('sam@shop.example');
  const counted = attempts();
  const { token } = await signIn(store, counted, { email: 'sam@shop.example', password, from: '::1' });
  assert.equal((await readSession(store.pool, wall, token))?.email, 'sam@shop.example');
  const almost = new Date(wall.getTime() + 14 * DAY - 1);
  assert.ok(await readSession(store.pool, almost, token));
  assert.equal(await readSession(store.pool, new Date(almost.getTime() + 1), token), null);
  const kept = await store.pool.query(`select encode(token_hash, 'hex') as hash from session`);
  assert.ok(kept.rows.every((row) => row.hash.length === 64 && !row.hash.includes(Buffer.from(token).toString('hex'))));
  await closeSession(store.pool, token);
  assert.equal(await readSession(store.pool, wall, token), null);
});

test('[AC6] a disabled account has no session, and a new password ends the old ones', async () => {
  const one = await account('nina@shop.example');
  await account('boss@shop.example', 'admin');
  const counted = attempts();
  const { token, account: me } = await signIn(store, counted, { email: 'nina@shop.example', password, from: '::1' });
  const renewed = await changePassword(store, counted, me, {
    current: password,
    next: 'another sentence',
    from: '::1',
  });
  assert.equal(await readSession(store.pool, wall, token), null);
  assert.ok(await readSession(store.pool, wall, renewed.token));
  await assert.rejects(
    changePassword(store, counted, me, { current: password, next: 'a third sentence', from: '::1' }),
    fails('ACCESS_WRONG_PASSWORD'),
  );
  await changeAccount(store, one.id, { disabled: true });
  assert.equal(await readSession(store.pool, wall, renewed.token), null);
});

test('[AC7] of two administrators who disable each other at the same time, one stays', async (t) => {
  const fresh = await emptyStore(t);
  const make = (email: string) => createAccount(fresh.pool, wall, { email, password, role: 'admin' });
  const [a, b] = [await make('a@shop.example'), await make('b@shop.example')];
  const results = await Promise.allSettled([
    changeAccount(fresh, a.id, { disabled: true }),
    changeAccount(fresh, b.id, { role: 'analyst' }),
  ]);
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 1);
  assert.ok(fails('ACCESS_LAST_ADMIN')(refused[0]!.reason));
  await assert.rejects(changeAccount(fresh, 'x', {}), fails('ACCESS_ACCOUNT_UNKNOWN'));
});

test('[AC8] a key is found as what it is, and not at all once revoked', async () => {
  const write = await createKey(store.pool, wall, { kind: 'write', name: 'web' });
  const secret = await createKey(store.pool, wall, { kind: 'secret', role: 'analyst' });
  assert.equal((await findWriteKey(store.pool, write.key))?.id, write.id);
  assert.equal((await findSecretKey(store.pool, secret.key))?.role, 'analyst');
  assert.equal(await findSecretKey(store.pool, write.key), null);
  assert.equal(await findWriteKey(store.pool, secret.key), null);
  await revokeKey(store.pool, wall, secret.id);
  await revokeKey(store.pool, wall, secret.id);
  assert.equal(await findSecretKey(store.pool, secret.key), null);
  await assert.rejects(revokeKey(store.pool, wall, `' or 1=1`), fails('ACCESS_KEY_UNKNOWN'));
});

test('[AC8] the finder of the hot path forgets a revoked key within 5 seconds and finds a new one at once', async () => {
  const find = writeKeyFinder(store);
  assert.equal(await find('dw_made_up'), null);
  const { id, key } = await createKey(store.pool, wall, { kind: 'write' });
  assert.equal((await find(key))?.id, id);
  await revokeKey(store.pool, wall, id);
  wall = new Date(wall.getTime() + 5_001);
  assert.equal(await find(key), null);
});

test('[AC9] the list shows a write key whole, and of a secret key four letters', async () => {
  const write = await createKey(store.pool, wall, { kind: 'write' });
  const secret = await createKey(store.pool, wall, { kind: 'secret' });
  const lines = new Map((await listKeys(store.pool)).map((line) => [line.id, line]));
  assert.equal(lines.get(write.id)?.hint, write.key);
  assert.equal(lines.get(secret.id)?.hint, `…${secret.key.slice(-4)}`);
  const { rows } = await store.pool.query(`select to_jsonb(k)::text as row from api_key k where id = $1`, [secret.id]);
  assert.ok(!rows[0].row.includes(secret.key));
});

test('[AC10] every right is refused to every role outside its line, with a sentence that names who may', () => {
  for (const right of Object.keys(rights) as Right[]) {
    assert.ok(mayDo('admin', right), `an administrator may ${right}`);
    for (const role of ROLES) {
      if (mayDo(role, right)) allow(role, right);
      else assert.throws(() => allow(role, right), new RegExp(`The role ${role} may not.*Ask somebody who is admin`));
    }
  }
  const analyst = (Object.keys(rights) as Right[]).filter((right) => mayDo('analyst', right));
  assert.ok(
    analyst.every((right) => right.endsWith('.read')),
    'an analyst only looks',
  );
});

test('[AC11] the audit log answers newest first, page by page', async () => {
  for (let n = 1; n <= 5; n++) {
    await record(store.pool, wall, {
      actor: `o'brien"; drop table audit; --`,
      action: 'test.count',
      target: String(n),
    });
  }
  const first = await listAudit(store.pool, { most: 2 });
  assert.deepEqual(
    first.map((line) => line.target),
    ['5', '4'],
  );
  const next = await listAudit(store.pool, { most: 2, before: first.at(-1)!.id });
  assert.deepEqual(
    next.map((line) => [line.target, line.actor]),
    [
      ['3', `o'brien"; drop table audit; --`],
      ['2', `o'brien"; drop table audit; --`],
    ],
  );
});
