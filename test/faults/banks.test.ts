import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { applyBanks, freshBanks, inBucket, START, settle } from '../../src/banks/fixtures.ts';
import {
  assignCode,
  bankFaults,
  bucketLease,
  defineBank,
  giveBack,
  giveBackHeld,
  giveBackLease,
  grantToProcess,
  homeOf,
  importCodes,
  reconcile,
  spendHeld,
  spendLease,
  take,
} from '../../src/banks/index.ts';
import { keyOf, type Store, takeBucket } from '../../src/store/index.ts';
import { cutStore, failEverywhere, ranThrough } from '../support/faults.ts';

const buckets = 3;
const store = await freshBanks({ after }, buckets);
const tables = 'bank bank_slot lease bank_code bank_hold bank_held_code bank_use bank_ask inbox'.split(' ');
const over = new Date(START.getTime() + bucketLease + 60_000);

const bucket = (homeOf('pool', buckets) + 1) % buckets;
const inIt =
  (at: number, work: (bite: NonNullable<Awaited<ReturnType<typeof takeBucket>>>) => Promise<unknown>) => (on: Store) =>
    on.transaction(async (tx) => work((await takeBucket(tx, at, { now: START, buckets, timezone: 'UTC' }))!));
const tick = (at: number) => inIt(at, (bite) => applyBanks(bite, START));

test('[BA15] every step in the life of a code, cut off at every statement, leaves the state of before or of after', async () => {
  const key = keyOf('a message');
  const home = homeOf('pool', buckets);
  await defineBank(store, { key: 'pool', kind: 'codes' });
  const steps: [string, (on: Store) => Promise<unknown>][] = [
    ['import', (on) => importCodes(on, 'pool', ['A', 'B', 'C'])],
    ['want', inIt(bucket, (bite) => assignCode(bite, 'pool', key))],
    ['answer', tick(home)],
    ['grant', tick(bucket)],
    ['assign', inIt(bucket, (bite) => assignCode(bite, 'pool', key))],
    ['return', tick(home)],
    ['give back', inIt(bucket, (bite) => giveBackHeld(bite, 'pool', key))],
    ['take it in', tick(home)],
  ];
  for (const [name, work] of steps) assert.ok((await failEverywhere(store, tables, work)) > 2, name);
  await settle(store, START);
  assert.deepEqual(await bankFaults(store.pool), []);
});

test('[BA15] so does every step of rates and of leases of processes', async () => {
  await defineBank(store, { key: 'hour', kind: 'rate', total: 9, windowSeconds: 3_600 });
  await defineBank(store, { key: 'day', kind: 'rate', total: 9, windowSeconds: 86_400 });
  await defineBank(store, { key: 'gifts', kind: 'stock', total: 9 });
  const taken = { units: 0, slots: [] as { bank: string; slot: Date }[] };
  await failEverywhere(store, tables, async (on) => Object.assign(taken, await take(on, ['hour', 'day'], 5, START)));
  assert.equal(taken.units, 5);
  await failEverywhere(store, tables, (on) => giveBack(on, taken, 2));
  const given = { bank: 'gifts', holder: 'p', units: 4, forMs: 1_000, wall: START };
  let lease = (await grantToProcess(store, { ...given, units: 1 }))!;
  await failEverywhere(store, tables, async (on) => {
    lease = (await grantToProcess(on, given))!;
  });
  await failEverywhere(store, tables, (on) => spendLease(on, lease, 1, START));
  await failEverywhere(store, tables, (on) => giveBackLease(on, lease, START));
  assert.deepEqual(await bankFaults(store.pool), []);
});

test('[BA15] a look for leases that is cut off anywhere is finished by the next one', async () => {
  await defineBank(store, { key: 'looked', kind: 'stock', total: 900 });
  for (let at = 0; at < buckets; at++) {
    const want = { key: keyOf('looked', at), units: 1 };
    await inBucket(store, at, (bite) => spendHeld(bite, 'looked', [want]));
    await settle(store, START);
    await inBucket(store, at, (bite) => spendHeld(bite, 'looked', [want]));
  }
  for (let statements = 0; ; statements++) {
    if (await ranThrough(() => reconcile(cutStore(store, { statements }), over))) break;
    assert.deepEqual(await bankFaults(store.pool), []);
  }
  await settle(store, over);
  const { rows } = await store.pool.query(`select granted, spent from bank where key = 'looked'`);
  assert.deepEqual(rows, [{ granted: 0, spent: 3 }]);
});
