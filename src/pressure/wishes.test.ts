import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBite, putPerson } from '../../test/support/bites.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { defaultSwitches } from '../compliance/index.ts';
import { frequencyTrait, pauseTrait } from '../people/index.ts';
import { addressHash, keyOf, newId, type Pool } from '../store/index.ts';
import { spaced } from './frequency.ts';
import { decide, decisions, putWishes, recallEntries, type Wish } from './wishes.ts';

const { pool } = await freshDatabase();
const now = new Date('2026-03-01T09:00:00Z');
const bucket = 3;

const wishFor = (personId: string, more: Partial<Wish> = {}): Wish => ({
  key: keyOf('wish', personId, Math.random()),
  personId,
  entryId: null,
  scenarioId: null,
  step: 'hello',
  visit: 1,
  templateId: 1,
  templateVersion: 1,
  channel: 'email',
  class: 'promotional',
  purpose: 'marketing',
  wishedAt: now,
  context: {},
  arm: 'treated',
  ...more,
});

async function permit(personId: string, status: string, address: string, purpose = 'marketing'): Promise<void> {
  await pool.query('insert into permission values ($1, $2, $3, $4, $5, $6, $7)', [
    bucket,
    personId,
    'email',
    purpose,
    status,
    addressHash('email', address),
    now,
  ]);
}

/** Puts the wishes, decides, and reads the reason of each (null = awarded). */
async function judge(on: Pool, wishes: Wish[], switches = defaultSwitches): Promise<(string | null)[]> {
  await inBite(on, bucket, now, async (bite) => {
    putWishes(bite, wishes);
    await decide(bite, switches);
  });
  const rows = await on.query('select key, state, reason from wish where bucket = $1', [bucket]);
  const found = new Map(rows.rows.map((row) => [row.key, row]));
  return wishes.map((wish) => {
    assert.notEqual(found.get(wish.key).state, 'pending');
    return found.get(wish.key).reason;
  });
}

async function person(email: string | null = `${newId()}@exemple.fr`): Promise<{ id: string; email: string }> {
  const id = newId();
  await putPerson(pool, bucket, email ? { id, email } : { id });
  return { id, email: email ?? '' };
}

test('[PR2] a promotional mail without proof of consent is refused, and with a grant for its purpose it is awarded', async () => {
  const silent = await person();
  const willing = await person();
  await permit(willing.id, 'granted', willing.email);
  assert.deepEqual(
    await judge(pool, [wishFor(silent.id), wishFor(willing.id), wishFor(willing.id, { purpose: 'partners' })]),
    ['no_consent', null, 'no_consent'],
  );
});

test('[PR2] a grant given for another address does not count for the one the person has now', async () => {
  const moved = await person();
  await permit(moved.id, 'granted', 'old@exemple.fr');
  assert.deepEqual(await judge(pool, [wishFor(moved.id)]), ['no_consent']);
});

test('[PR9] with the exception for similar products on, customers need no proof by e-mail and prospects still do', async () => {
  const customer = await person();
  const prospect = await person();
  await pool.query(
    `insert into purchase (bucket, order_id, person_id, kind, status, occurred_at, currency, origin, updated_at)
     values ($1, 'o1', $2, 'sale', 'completed', $3, 'EUR', 'live', $3)`,
    [bucket, customer.id, now],
  );
  const wishes = () => [wishFor(customer.id), wishFor(prospect.id)];
  assert.deepEqual(await judge(pool, wishes()), ['no_consent', 'no_consent']);
  assert.deepEqual(await judge(pool, wishes(), { ...defaultSwitches, similarProducts: true }), [null, 'no_consent']);
  assert.deepEqual(await judge(pool, wishes(), { ...defaultSwitches, priorConsent: false }), [null, null]);
});

test('[PR3] withdrawal and suppression stop what is promotional and let service and transactional messages pass', async () => {
  const tired = await person();
  await permit(tired.id, 'granted', tired.email);
  await permit(tired.id, 'suppressed', tired.email, '*');
  const left = await person();
  await permit(left.id, 'withdrawn', left.email);
  assert.deepEqual(
    await judge(pool, [
      wishFor(tired.id),
      wishFor(tired.id, { class: 'service' }),
      wishFor(tired.id, { class: 'transactional' }),
      wishFor(left.id),
    ]),
    ['suppressed', null, null, 'consent_withdrawn'],
  );
});

test('[PR4] an address that bounced for good is refused for every class, until the person has another', async () => {
  const gone = await person();
  await permit(gone.id, 'suppressed_all', gone.email, '*');
  assert.deepEqual(await judge(pool, [wishFor(gone.id), wishFor(gone.id, { class: 'transactional' })]), [
    'address_dead',
    'address_dead',
  ]);
  await pool.query('update person set email = $2 where id = $1', [gone.id, 'new@exemple.fr']);
  assert.deepEqual(await judge(pool, [wishFor(gone.id, { class: 'transactional' })]), [null]);
});

test('[PR5] a person without an address for the channel, or unknown, is refused', async () => {
  const nobody = await person(null);
  const wishes = [wishFor(nobody.id), wishFor(nobody.id, { channel: 'sms' }), wishFor(newId())];
  assert.deepEqual(await judge(pool, wishes), ['no_address', 'no_address', 'person_unknown']);
});

test('[PR1] the same key uttered again stays as it was decided', async () => {
  const silent = await person();
  const wish = wishFor(silent.id);
  assert.deepEqual(await judge(pool, [wish]), ['no_consent']);
  await permit(silent.id, 'granted', silent.email);
  assert.deepEqual(await judge(pool, [wish]), ['no_consent']);
});

test('[PR6] decisions of a person are read newest first, page by page, with the reason', async () => {
  const silent = await person();
  const wishes = [1, 2, 3].map((hour) => wishFor(silent.id, { wishedAt: new Date(now.getTime() + hour * 3_600_000) }));
  await judge(pool, wishes);
  const first = await decisions(pool, bucket, silent.id, { most: 2 });
  assert.deepEqual(
    first.map((one) => [one.key, one.reason]),
    [
      [wishes[2]!.key, 'no_consent'],
      [wishes[1]!.key, 'no_consent'],
    ],
  );
  const rest = await decisions(pool, bucket, silent.id, { before: first[1]!, most: 2 });
  assert.deepEqual(
    rest.map((one) => one.key),
    [wishes[0]!.key],
  );
});

test('[PR7] the end of an entry refuses its pending wishes and recalls awarded ones that were not sent', async () => {
  const willing = await person();
  await permit(willing.id, 'granted', willing.email);
  const entryId = newId();
  const [awarded, sent, pending] = [1, 2, 3].map(() => wishFor(willing.id, { entryId }));
  await judge(pool, [awarded!, sent!]);
  await pool.query('insert into sent values ($1, $2, $3)', [bucket, sent!.key, now]);
  await inBite(pool, bucket, now, async (bite) => {
    putWishes(bite, [pending!]);
    await recallEntries(bite, [entryId], 'goal_reached');
    await decide(bite, defaultSwitches);
  });
  const recalls = await pool.query('select key, reason from recall where bucket = $1', [bucket]);
  assert.deepEqual(recalls.rows, [{ key: awarded!.key, reason: 'goal_reached' }]);
  const wish = await pool.query('select state, reason from wish where key = $1', [pending!.key]);
  assert.deepEqual(wish.rows, [{ state: 'refused', reason: 'goal_reached' }]);
});

test('[PR8] held-out people get nothing promotional and everything else', async () => {
  const held = await person();
  await permit(held.id, 'granted', held.email);
  assert.deepEqual(
    await judge(pool, [
      wishFor(held.id, { arm: 'holdout' }),
      wishFor(held.id, { arm: 'holdout', class: 'transactional' }),
    ]),
    ['holdout', null],
  );
});

const HOUR = 3_600_000;

/** Somebody who agreed, with what they decided about being written to. */
async function willing(traits: Record<string, unknown>): Promise<{ id: string; email: string }> {
  const one = { id: newId(), email: `${newId()}@exemple.fr` };
  await putPerson(pool, bucket, { ...one, traits });
  await permit(one.id, 'granted', one.email);
  return one;
}

test('[PR10] a pause stops what is promotional until it ends, and nothing else', async () => {
  const { id } = await willing({ [pauseTrait]: new Date(now.getTime() + HOUR).toISOString() });
  const later = new Date(now.getTime() + HOUR);
  assert.deepEqual(
    await judge(pool, [
      wishFor(id),
      wishFor(id, { class: 'service' }),
      wishFor(id, { class: 'transactional' }),
      wishFor(id, { channel: 'banner' }),
      wishFor(id, { wishedAt: later }),
    ]),
    ['paused', null, null, null, null],
  );
});

test('[PR11] who chose how often gets one promotional message in that time, over all channels that go to people', async () => {
  const weekly = await willing({ [frequencyTrait]: 'weekly' });
  const at = (hours: number, more: Partial<Wish> = {}) =>
    wishFor(weekly.id, { wishedAt: new Date(now.getTime() + hours * HOUR), ...more });
  // Together: the earliest is the one, in whatever order they stand; what is no advertising is not asked.
  assert.deepEqual(await judge(pool, [at(5), at(0), at(6, { class: 'service' }), at(7, { channel: 'banner' })]), [
    'frequency',
    null,
    null,
    null,
  ]);
  assert.deepEqual(await judge(pool, [at(6 * 24)]), ['frequency']);
  // The letter of next week is ten minutes early.
  const next = at(7 * 24 - 1 / 6);
  assert.deepEqual(await judge(pool, [next]), [null]);
  // It did not leave: it does not count.
  await pool.query(
    `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, state, reason)
     values ($1, $2, $3, 1, 1, 'email', 'promotional', 'marketing', $4, 'failed', 'refused by the server')`,
    [bucket, next.key, weekly.id, next.wishedAt],
  );
  assert.deepEqual(await judge(pool, [at(7 * 24 + 1)]), [null]);
  const monthly = await willing({ [frequencyTrait]: 'monthly' });
  const day = (days: number) => wishFor(monthly.id, { wishedAt: new Date(now.getTime() + days * 24 * HOUR) });
  assert.deepEqual(await judge(pool, [day(0)]), [null]);
  assert.deepEqual(await judge(pool, [day(27)]), ['frequency']);
  assert.deepEqual(await judge(pool, [day(31)]), [null]);
});

test('[PR11] the same is refused whether wishes are judged together or one after the other', () => {
  const moments = [0, 3, 6.8, 7, 13, 13.4, 20, 21, 40].map((days) => new Date(now.getTime() + days * 24 * HOUR));
  const wishes = moments.map((wishedAt, i) => ({ key: `k${i}`, personId: 'p', wishedAt, frequency: 'weekly' }));
  const together = spaced(wishes.toReversed().map((wish) => ({ ...wish, nearest: null })));
  let nearest: Date | null = null;
  const single = wishes.filter((wish) => {
    const refused = spaced([{ ...wish, nearest }]).size > 0;
    if (!refused) nearest = wish.wishedAt;
    return refused;
  });
  assert.deepEqual(
    [...together].sort(),
    single.map(({ key }) => key),
  );
  assert.ok(together.size > 2 && together.size < wishes.length);
});
