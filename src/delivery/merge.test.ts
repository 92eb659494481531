import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, applyBite } from '../../test/support/applying.ts';
import { inBite, putPerson } from '../../test/support/bites.ts';
import { failEverywhere } from '../../test/support/faults.ts';
import { recallEntries } from '../pressure/index.ts';
import { addressHash, bucketOfHash, keyOf, lanes, newId, putInbox } from '../store/index.ts';
import { outcomeKind } from './came-back.ts';
import { HIT, type Hit } from './engagement/hits.ts';
import { award, bucket, type Shop, shop, sink, stateOf } from './fixtures.ts';
import { createDelivery, type DeliveryOptions } from './index.ts';
import { newClaimId, settleOrphans } from './orphans.ts';

/** Where the customer lives whom the subscriber turns out to be. */
const home = 9;
const now = new Date();
const moment = { occurredAt: now, receivedAt: now, origin: 'live' as const, messageId: null };

type Pair = { key: string; entryId: string; loser: string; winner: string };

/** A subscriber with a message in the outbox, and the customer who they are; the shop has not noticed yet. */
async function pair(given: Shop, name: string): Promise<Pair> {
  const { pool, buckets } = given.store;
  const entryId = newId();
  const key = await award(given, { email: `${name}@exemple.fr`, entryId });
  const [{ person_id: loser }] = (await pool.query('select person_id from outbox where key = $1', [key])).rows;
  const winner = newId();
  const email = `now-${name}@exemple.fr`;
  await putPerson(pool, home, { id: winner, externalId: name, email, traits: { first_name: 'Ada' } });
  const hash = addressHash('email', email);
  await pool.query(`insert into consent values ($1, 'email', $2, 'marketing', 'granted', null, null, null, now())`, [
    bucketOfHash(hash, buckets),
    hash,
  ]);
  return { key, entryId, loser, winner };
}

/** The shop notices: the exchange that ends with the subscriber packed. */
const notice = ({ store }: Shop, { loser, winner }: Pair) =>
  putInbox(store.pool, [
    {
      bucket,
      lane: lanes.fresh,
      kind: 'merge.ask',
      personId: loser,
      ...moment,
      body: { other: winner, otherBucket: home, reason: 'previous' },
    },
  ]);

async function merge(given: Shop, people: Pair): Promise<void> {
  await notice(given, people);
  await applyAll(given.store);
}

/** Deliveries and ticks until neither has anything to do. */
async function settle({ store }: Shop, options: DeliveryOptions): Promise<void> {
  const delivery = createDelivery(options);
  for (let taken = 1; taken > 0; taken = await delivery.runDue()) await applyAll(store);
  await applyAll(store);
}

const homeOf = async ({ store }: Shop, table: string, key: string): Promise<number[]> =>
  (await store.pool.query(`select bucket from ${table} where key = $1 order by bucket`, [key])).rows.map(
    (row) => row.bucket,
  );

test('[DE10] [DE24] who is merged while their message is claimed is written to once, at the address they have now', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const people = await pair(given, 'ada');
  let noticed = false;
  const write: DeliveryOptions['write'] = async (...asked) => {
    if (!noticed) await merge(given, people);
    noticed = true;
    return given.options.write(...asked);
  };
  await settle(given, { ...given.options, write });
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    ['now-ada@exemple.fr'],
  );
  assert.deepEqual(await stateOf(given, people.key), ['sent', null]);
  for (const table of ['outbox', 'wish', 'sent'])
    assert.deepEqual(await homeOf(given, table, people.key), [home], table);
});

test('[DE24] a message in hand stays for its answer and follows; one that the server put off is taken back by where the person is now', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const smtp = given.options.adapters.of('email');
  const [sent, put] = [await pair(given, 'bob'), await pair(given, 'cyd')];
  const inHand = new Set<string>();
  // Both are in hand at once: their merges come one after the other.
  let merged: Promise<void> = Promise.resolve();
  const adapter = {
    ...smtp,
    send: async (message: Parameters<typeof smtp.send>[0]) => {
      const people = [sent, put].find(({ key }) => key === message.key)!;
      if (!inHand.has(message.key)) {
        inHand.add(message.key);
        merged = merged.then(() => merge(given, people));
        await merged;
        assert.deepEqual(await homeOf(given, 'outbox', people.key), [bucket], 'it stays');
        assert.deepEqual(await homeOf(given, 'wish', people.key), [home]);
        if (people === put) {
          await inBite(given.store.pool, home, new Date(), (bite) => recallEntries(bite, [put.entryId], 'bought'));
          return { state: 'failed' as const, retryable: true, reason: '451 later' };
        }
      }
      return smtp.send(message);
    },
  };
  const options = { ...given.options, adapters: { of: () => adapter } };
  await settle(given, options);
  await given.store.pool.query('update outbox set retry_at = null');
  await settle(given, options);
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    ['bob@exemple.fr'],
  );
  assert.deepEqual(await stateOf(given, sent.key), ['sent', null]);
  assert.deepEqual(await stateOf(given, put.key), ['recalled', 'bought']);
  for (const { key } of [sent, put]) assert.deepEqual(await homeOf(given, 'outbox', key), [home]);
});

test('[DE24] what comes back of a message that went along finds it, also before it has arrived and after a second merge', async (t) => {
  const given = await shop(t);
  const people = await pair(given, 'dan');
  await settle(given, given.options);
  assert.deepEqual(await stateOf(given, people.key), ['sent', null]);
  const hit = (link: string) => {
    const body: Hit = {
      key: people.key,
      kind: 'click',
      link,
      links: 1,
      agent: 'human',
      head: false,
      gateway: false,
      network: '00',
    };
    return { bucket, lane: lanes.fresh, kind: HIT, personId: null, ...moment, messageId: keyOf(link), body };
  };
  const hash = addressHash('email', 'dan@exemple.fr');
  await given.store.pool.query(
    `insert into consent values ($1, 'email', $2, 'measure', 'granted', null, null, null, now())`,
    [bucketOfHash(hash, given.store.buckets), hash],
  );
  await notice(given, people);
  await applyBite(given.store, bucket);
  await applyBite(given.store, home);
  // The subscriber is packed by the next bite; what comes after it in the same inbox is about a message that is on its way.
  const bounced = { key: people.key, outcome: 'bounced_soft', reason: 'mailbox_full' };
  await putInbox(given.store.pool, [
    hit('one'),
    { bucket, lane: lanes.fresh, kind: outcomeKind, personId: null, ...moment, body: bounced },
  ]);
  await applyBite(given.store, bucket);
  assert.deepEqual(await homeOf(given, 'outbox', people.key), []);
  await applyAll(given.store);
  assert.deepEqual(await homeOf(given, 'outbox', people.key), [home]);
  const again = newId();
  await putPerson(given.store.pool, 3, { id: again, externalId: 'dan-before', email: 'dan-3@exemple.fr' });
  await given.store.pool.query(`update person set first_seen = '2020-01-01' where id = $1`, [again]);
  const body = { other: again, otherBucket: 3, reason: 'previous' };
  await putInbox(given.store.pool, [
    { bucket: home, lane: lanes.fresh, kind: 'merge.ask', personId: people.winner, ...moment, body },
  ]);
  await applyAll(given.store);
  await putInbox(given.store.pool, [hit('two')]);
  await applyAll(given.store);
  const { rows } = await given.store.pool.query('select bucket, link, person_id from hit order by link');
  assert.deepEqual(rows, [
    { bucket: 3, link: 'one', person_id: again },
    { bucket: 3, link: 'two', person_id: again },
  ]);
  const found = await given.store.pool.query('select bucket, outcome from outbox where key = $1', [people.key]);
  assert.deepEqual(found.rows, [{ bucket: 3, outcome: 'bounced_soft' }]);
});

test('[DE24] what a process had in hand that is gone follows its person as uncertain', async (t) => {
  const given = await shop(t);
  const people = await pair(given, 'eve');
  const claimId = newClaimId(1);
  const inHand = `update outbox set state = 'claimed', claim_id = $2, claimed_at = now(), handed_at = now() where key = $1`;
  await given.store.pool.query(inHand, [people.key, claimId]);
  await merge(given, people);
  assert.deepEqual(await homeOf(given, 'outbox', people.key), [bucket]);
  assert.equal(await settleOrphans(given.store.pool, new Date(0), [claimId.slice(0, 8)]), 1);
  await applyAll(given.store);
  assert.deepEqual(await homeOf(given, 'outbox', people.key), [home]);
  assert.equal((await stateOf(given, people.key))[0], 'uncertain');
});

test('[DE24] [PR13] whatever statement of a merge fails, all is as before or as after', async (t) => {
  const given = await shop(t);
  const [left, waits] = [await pair(given, 'fay'), await pair(given, 'gus')];
  const { pool } = given.store;
  await pool.query(`update outbox set state = 'sent', sent_at = now(), handed_at = now() where key = $1`, [left.key]);
  await pool.query('insert into sent values ($1, $2, now())', [bucket, left.key]);
  await inBite(pool, bucket, new Date(), (bite) => recallEntries(bite, [waits.entryId], 'bought'));
  for (const people of [left, waits]) await notice(given, people);
  const tables = ['outbox', 'wish', 'recall', 'sent', 'moved_message', 'person', 'forward', 'inbox'];
  // Ask, offer, packing, unpacking: each bite is cut off at every statement before it runs through.
  for (const place of [bucket, home, bucket, home]) {
    const statements = await failEverywhere(given.store, tables, (on) => applyBite(on, place));
    assert.ok(statements > 3, `${statements} statements in bucket ${place}`);
  }
  await applyAll(given.store);
  for (const table of ['outbox', 'wish']) {
    const { rows } = await pool.query(`select bucket, key from ${table} order by key`);
    assert.deepEqual(
      rows,
      [left.key, waits.key].sort().map((key) => ({ bucket: home, key })),
      table,
    );
  }
  assert.deepEqual((await pool.query('select bucket, key from recall')).rows, [{ bucket: home, key: waits.key }]);
  assert.deepEqual((await pool.query('select bucket, key from sent')).rows, [{ bucket: home, key: left.key }]);
});
