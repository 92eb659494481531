import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { writeSetting } from '../settings/index.ts';
import { addressHash, bucketOfPerson, keyOf, lanes, newId, putInbox } from '../store/index.ts';
import { type OutcomeBody, outcomeKind, refusedForGood, softBounceDays, softBounces } from './came-back.ts';

const NOW = new Date('2026-03-10T09:00:00Z');
const store = await freshStore(NOW, { buckets: 4 });
await store.pool.query(
  `insert into template (key, name, channel, class, purpose, draft, published_version, updated_at)
   values ('hello', 'hello', 'email', 'promotional', 'marketing', '{}', 1, now())`,
);

type Somebody = { id: string; bucket: number; email: string };

/** Somebody whom the shop knows, at an address of theirs. */
async function person(name: string): Promise<Somebody> {
  const id = newId();
  const bucket = bucketOfPerson(id, store.buckets);
  const email = `${name}@exemple.fr`;
  const row = { bucket, lane: lanes.fresh, personId: id, messageId: null, origin: 'live' as const };
  const body = { who: { externalId: name, email }, traits: {} };
  await putInbox(store.pool, [{ ...row, kind: 'identify', occurredAt: NOW, receivedAt: NOW, body }]);
  await applyAll(store);
  return { id, bucket, email };
}

/** A message that left `days` ago; answers its key. */
async function sent({ id, bucket, email }: Somebody, days = 0, state = 'sent'): Promise<string> {
  const key = newId();
  const at = new Date(NOW.getTime() - days * 86_400_000);
  await store.pool.query(
    `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, address, state,
                         sent_at, reason)
     values ($1, $2, $3, 1, 1, 'email', 'promotional', 'marketing', $4, $5, $6, $7, $8)`,
    [bucket, key, id, at, email, state, state === 'sent' ? at : null, state === 'sent' ? null : 'x'],
  );
  return key;
}

async function cameBack(bucket: number, ...bodies: OutcomeBody[]): Promise<void> {
  const rows = bodies.map((body) => ({
    bucket,
    lane: lanes.transactional,
    kind: outcomeKind,
    personId: null,
    messageId: keyOf('bounce', body.key, body.outcome),
    origin: 'live' as const,
    occurredAt: NOW,
    receivedAt: NOW,
    body,
  }));
  await putInbox(store.pool, rows);
  await applyAll(store);
}

const soft = (key: string, reason: OutcomeBody['reason'] = 'mailboxfull'): OutcomeBody => ({
  key,
  outcome: 'bounced_soft',
  reason,
});

const suppressions = async (email: string) =>
  (
    await store.pool.query('select reason, scope from suppression where channel = $1 and hash = $2', [
      'email',
      addressHash('email', email),
    ])
  ).rows;

const facts = async (id: string) =>
  (await store.pool.query(`select name, properties from event where person_id = $1 and type = 'message'`, [id])).rows;

test('[DB1] a bounce is kept with its message and told once, the strongest of several', async () => {
  const lea = await person('lea');
  const key = await sent(lea);
  await cameBack(lea.bucket, soft(key), { key, outcome: 'bounced_hard', reason: 'userunknown', status: '5.1.1' });
  await cameBack(lea.bucket, soft(key), { key, outcome: 'bounced_hard', reason: 'userunknown' });
  const { rows } = await store.pool.query(
    'select outcome, outcome_reason as reason, outcome_at as at from outbox where key = $1',
    [key],
  );
  assert.deepEqual(rows, [{ outcome: 'bounced_hard', reason: 'userunknown', at: NOW }]);
  const told = await facts(lea.id);
  assert.equal(told.length, 1);
  assert.equal(told[0].name, 'Message Bounced');
  assert.deepEqual(
    [told[0].properties.key, told[0].properties.reason, told[0].properties.status],
    [key, 'userunknown', '5.1.1'],
  );
});

test('[DB1] a bounce that is quicker than the note that its message left counts', async () => {
  const ned = await person('ned');
  const key = await sent(ned, 0, 'claimed');
  await cameBack(ned.bucket, { key, outcome: 'bounced_hard', reason: 'userunknown' });
  assert.deepEqual(await suppressions(ned.email), [{ reason: 'hard_bounce', scope: 'all' }]);
  assert.equal((await facts(ned.id))[0].name, 'Message Bounced');
});

test('[DB1] a message that never left cannot come back', async () => {
  const ida = await person('ida');
  const key = await sent(ida, 0, 'skipped');
  await cameBack(ida.bucket, { key, outcome: 'bounced_hard', reason: 'userunknown' });
  assert.deepEqual(await suppressions(ida.email), []);
});

test('[DB2] a hard bounce ends the address for everything, a complaint for what sells', async () => {
  const [max, zoe] = [await person('max'), await person('zoe')];
  await cameBack(max.bucket, { key: await sent(max), outcome: 'bounced_hard', reason: 'userunknown' });
  await cameBack(zoe.bucket, { key: await sent(zoe), outcome: 'complained', reason: 'feedback' });
  assert.deepEqual(await suppressions(max.email), [{ reason: 'hard_bounce', scope: 'all' }]);
  assert.deepEqual(await suppressions(zoe.email), [{ reason: 'complaint', scope: 'promotional' }]);
  assert.equal((await facts(zoe.id))[0].name, 'Message Complained');
});

test('[DB2] where the person is gone the address ends by its hash, and nobody is brought back', async () => {
  const gone = await person('gone');
  const key = await sent(gone);
  await store.pool.query('delete from person where id = $1', [gone.id]);
  await store.pool.query('delete from address_user where person_id = $1', [gone.id]);
  await cameBack(gone.bucket, { key, outcome: 'bounced_hard', reason: 'userunknown' });
  assert.deepEqual(await suppressions(gone.email), [{ reason: 'hard_bounce', scope: 'all' }]);
  const { rows } = await store.pool.query('select from person where id = $1', [gone.id]);
  assert.equal(rows.length, 0);
  assert.deepEqual(await facts(gone.id), []);
});

/** Sends and bounces: one letter a message, oldest first; `b` came back for the mailbox, `s` for the sender, `.` arrived. */
async function history(name: string, letters: string): Promise<string> {
  const somebody = await person(name);
  const keys: string[] = [];
  for (const [i] of [...letters].entries()) keys.push(await sent(somebody, letters.length - i));
  for (const [i, letter] of [...letters].entries()) {
    if (letter === 'b') await cameBack(somebody.bucket, soft(keys[i]!));
    if (letter === 's') await cameBack(somebody.bucket, soft(keys[i]!, 'spamdetected'));
  }
  return somebody.email;
}

test('[DB3] five soft bounces in a row end an address; a message that arrived in between begins the count anew', async () => {
  assert.deepEqual(await suppressions(await history('a', 'bbbb')), []);
  assert.deepEqual(await suppressions(await history('b', 'bbbbb')), [{ reason: 'hard_bounce', scope: 'all' }]);
  assert.deepEqual(await suppressions(await history('c', 'bbb.bbb')), []);
  // What left after the last bounce may still come back.
  assert.deepEqual(await suppressions(await history('d', 'bbbbb..')), [{ reason: 'hard_bounce', scope: 'all' }]);
});

test('[DB3] bounces that speak of the sender count neither way', async () => {
  assert.deepEqual(await suppressions(await history('e', 'ssssssss')), []);
  assert.deepEqual(await suppressions(await history('f', 'bbssbbb')), [{ reason: 'hard_bounce', scope: 'all' }]);
});

test('[DB3] number and days are settings', async () => {
  const far = await person('far');
  const keys = [await sent(far, 40), await sent(far, 30), await sent(far, 1)];
  await inSetting(softBounces.key, 3);
  await cameBack(far.bucket, ...keys.map((key) => soft(key)));
  assert.deepEqual(await suppressions(far.email), []);
  await inSetting(softBounceDays.key, 60);
  await cameBack(far.bucket, soft(await sent(far, 0)));
  assert.deepEqual(await suppressions(far.email), [{ reason: 'hard_bounce', scope: 'all' }]);
  await inSetting(softBounces.key, null);
  await inSetting(softBounceDays.key, null);
});

const inSetting = (key: string, value: unknown) => store.transaction((tx) => writeSetting(tx, key, value, NOW));

test('[DB4] an address refused for good in the conversation is ended, one refused for another reason is not', () => {
  const at = { bucket: 1, buckets: store.buckets, now: NOW };
  const one = (reason: string | null) => [
    { key: newId(), personId: newId(), channel: 'email', address: 'a@b.fr', reason },
  ];
  const ended = (reason: string | null) => refusedForGood(at, one(reason)).length === 1;
  const all = "Can't send mail - all recipients were rejected: ";
  assert.ok(ended(`${all}550 5.1.1 <a@b.fr>: Recipient address rejected: User unknown`));
  assert.ok(ended(`${all}550 No such user here`));
  assert.ok(!ended(`${all}550 5.7.1 Client host blocked using zen.spamhaus.org`));
  assert.ok(!ended(`${all}451 4.1.1 User unknown, try again later`));
  assert.ok(!ended('Message failed: 550 User unknown'), 'after DATA');
  assert.ok(!ended('Connection timeout'));
  assert.ok(!ended(null));
  const [row] = refusedForGood(at, one(`${all}550 5.1.1 User unknown`));
  assert.deepEqual([row?.kind, row?.lane, row?.bucket], ['suppression', lanes.transactional, 1]);
});
