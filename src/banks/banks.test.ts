import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from '../../test/support/property.ts';
import { newId } from '../store/index.ts';
import { freshBanks, inBucket, START, settle, tick, usedOf } from './fixtures.ts';
import {
  amountOf,
  answeredKeys,
  assignCode,
  bankFaults,
  bringHome,
  bucketLease,
  defineBank,
  dropLeases,
  giveBack,
  giveBackHeld,
  giveBackLease,
  grantToProcess,
  homeOf,
  importCodes,
  listCodes,
  readBank,
  reconcile,
  spendHeld,
  spendLease,
  take,
  unitsOf,
} from './index.ts';

const buckets = 4;
const store = await freshBanks({ after }, buckets);
const minute = 60_000;
const hour = 60 * minute;
const later = (ms: number) => new Date(START.getTime() + ms);
const bankNow = (key: string, wall = START) => readBank(store.pool, key, wall);
const spendOne = (bucket: number, bank: string, key: string, units = 1) =>
  inBucket(store, bucket, async (bite) => (await spendHeld(bite, bank, [{ key, units }])).get(key));
/** A bucket that is not the bank's own: the round trip goes over two inboxes. */
const away = (bank: string) => (homeOf(bank, buckets) + 1) % buckets;

async function spendWithTrip(bucket: number, bank: string, key = newId(), units = 1): Promise<string> {
  assert.deepEqual(await spendOne(bucket, bank, key, units), { state: 'waits' });
  await settle(store, START);
  assert.equal((await spendOne(bucket, bank, key, units))?.state, 'spent');
  return key;
}

/** A row of an inbox that was held up on its way. */
const putAgain = (row: { bucket: number; kind: string; occurred_at: Date; body: object }) =>
  store.pool.query(
    `insert into inbox (bucket, lane, kind, origin, occurred_at, received_at, body) values ($1, 1, $2, 'live', $3, $3, $4)`,
    [row.bucket, row.kind, row.occurred_at, JSON.stringify(row.body)],
  );

test('[BA17] a lease that is over goes after its time, and the books of its bank still agree', async (t) => {
  const own = await freshBanks(t, buckets);
  await defineBank(own, { key: 'old', kind: 'stock', total: 10 });
  const lend = async (wall: Date) => {
    const lease = (await grantToProcess(own, { bank: 'old', holder: 'p', units: 4, forMs: hour, wall }))!;
    await spendLease(own, lease, 3, wall);
    return lease;
  };
  await giveBackLease(own, await lend(START), START);
  const open = await lend(later(2 * hour));
  const drop = (before: Date) =>
    own.transaction((tx) => dropLeases(tx, { bucket: homeOf('old', buckets), before, most: 100 }));
  assert.equal(await drop(START), 0);
  assert.equal(await drop(later(minute)), 1);
  assert.equal(await drop(later(100 * hour)), 0, 'one that is open stays');
  assert.deepEqual(await bankFaults(own.pool), []);
  await giveBackLease(own, open, later(3 * hour));
  assert.deepEqual(await bankFaults(own.pool), []);
  assert.equal((await readBank(own.pool, 'old', START)).spent, 6);
});

test('[BA1] the database refuses sums beyond the bound', async () => {
  await defineBank(store, { key: 'gifts', kind: 'stock', total: 5 });
  for (const change of ['granted = 6', 'spent = 6', 'granted = 3, spent = 3', 'granted = -1', 'total = 6']) {
    await assert.rejects(store.pool.query(`update bank set ${change} where key = 'gifts'`), /check constraint/, change);
  }
});

test('[BA2] a bank keeps its kind and window; a lowered total stops grants, and does not undo what is spent', async () => {
  await defineBank(store, { key: 'low', kind: 'stock', total: 100 });
  await assert.rejects(defineBank(store, { key: 'low', kind: 'budget', total: 9 }), { code: 'BANK_FIXED' });
  await spendWithTrip(away('low'), 'low');
  const out = await bankNow('low');
  assert.ok(out.granted >= 1);
  await defineBank(store, { key: 'low', kind: 'stock', total: 1 });
  assert.deepEqual(await grantToProcess(store, { bank: 'low', holder: 'p', units: 1, forMs: hour, wall: START }), null);
  await reconcile(store, later(bucketLease + minute));
  await settle(store, START);
  assert.deepEqual(
    { ...(await bankNow('low')), name: '' },
    { key: 'low', kind: 'stock', name: '', total: 1, windowSeconds: null, granted: 0, spent: 1 },
  );
  await assert.rejects(defineBank(store, { key: 'low', kind: 'stock', total: 0 }), { code: 'BANK_BELOW_SPENT' });
  for (const wrong of [{ total: -1 }, { total: 0.5 }, { total: 5, windowSeconds: 60 }])
    await assert.rejects(defineBank(store, { key: 'x', kind: 'stock', ...wrong }), { code: 'BANK_INVALID' });
  await assert.rejects(defineBank(store, { key: 'x', kind: 'rate', total: 5 }), { code: 'BANK_INVALID' });
  await assert.rejects(readBank(store.pool, 'x', START), { code: 'BANK_UNKNOWN' });
});

test('[BA3] no stretch as long as the window holds more than the limit, whenever units are taken', async () => {
  let runs = 0;
  const step = fc.record({ wait: fc.integer({ min: 0, max: 25 * minute }), units: fc.integer({ min: 1, max: 9 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const key = `any.${++runs}`;
      await defineBank(store, { key, kind: 'rate', total: 10, windowSeconds: 3_600 });
      const taken: { at: number; units: number }[] = [];
      let at = START.getTime();
      for (const { wait, units } of steps) {
        at += wait;
        taken.push({ at, units: (await take(store, [key], units, new Date(at))).units });
        const stretch = taken.filter((one) => one.at > at - hour).reduce((sum, one) => sum + one.units, 0);
        assert.ok(stretch <= 10, `${stretch} in an hour`);
      }
    }),
    { numRuns: 25 },
  );
});

test('[BA3] of an hour and a day as many are taken as the tighter one has, and both come free again', async () => {
  await defineBank(store, { key: 'p.hour', kind: 'rate', total: 10, windowSeconds: 3_600 });
  await defineBank(store, { key: 'p.day', kind: 'rate', total: 15, windowSeconds: 86_400 });
  const both = ['p.hour', 'p.day'];
  const units = async (n: number, ms: number) => (await take(store, both, n, later(ms))).units;
  assert.deepEqual([await units(7, 0), await units(7, 0), await units(1, 0)], [7, 3, 0]);
  assert.equal(await units(9, hour - 1), 0);
  assert.equal(await units(9, hour + minute), 5, 'the day has five left');
  assert.equal(await units(9, 3 * hour), 0);
  assert.equal(await units(99, 25 * hour + 24 * minute), 10, 'the hour is the tighter one again');
  assert.equal((await bankNow('p.hour', later(hour * 60))).spent, 0);
  await assert.rejects(take(store, ['gifts'], 1, START), { code: 'BANK_WRONG_KIND' });
  await assert.rejects(take(store, ['nothing'], 1, START), { code: 'BANK_UNKNOWN' });
});

test('[BA4] many who take at once get the limit together; what is given back can be taken again, in its own time', async () => {
  await defineBank(store, { key: 'crowd', kind: 'rate', total: 50, windowSeconds: 60 });
  const takes = await Promise.all(Array.from({ length: 30 }, () => take(store, ['crowd'], 3, START)));
  assert.equal(
    takes.reduce((sum, { units }) => sum + units, 0),
    50,
  );
  const full = takes.find(({ units }) => units === 3)!;
  await giveBack(store, full, 2);
  assert.equal((await take(store, ['crowd'], 9, START)).units, 2);
  await assert.rejects(giveBack(store, full, 4), RangeError);
  // Given back after its window: the slot is gone, and nothing of a later window comes free.
  assert.equal((await take(store, ['crowd'], 50, later(2 * minute))).units, 50);
  await giveBack(store, full, 1);
  assert.equal((await take(store, ['crowd'], 9, later(2 * minute))).units, 0);
});

test('[BA4] a total that was lowered below what its window holds gives nothing until the window has moved on', async () => {
  await defineBank(store, { key: 'ramp', kind: 'rate', total: 10, windowSeconds: 60 });
  await take(store, ['ramp'], 8, START);
  await defineBank(store, { key: 'ramp', kind: 'rate', total: 5, windowSeconds: 60 });
  assert.equal((await take(store, ['ramp'], 1, START)).units, 0);
  assert.equal((await take(store, ['ramp'], 9, later(2 * minute))).units, 5);
});

test('[BA5] a process whose clock is late counts where the others still look', async () => {
  await defineBank(store, { key: 'skew', kind: 'rate', total: 10, windowSeconds: 3_600 });
  const ahead = 20 * minute;
  assert.equal((await take(store, ['skew'], 1, later(ahead))).units, 1);
  assert.equal((await take(store, ['skew'], 9, START)).units, 9);
  // By the clock ahead, an hour after the late process's own time has passed: its nine must still count.
  assert.equal((await take(store, ['skew'], 9, later(hour + 10 * minute))).units, 0);
  assert.equal((await take(store, ['skew'], 20, later(ahead + hour + minute))).units, 10);
});

test('[BA6] a key spends once, is answered as then, and twice in one call is once', async () => {
  await defineBank(store, { key: 'once', kind: 'stock', total: 1_000 });
  const bucket = away('once');
  const key = await spendWithTrip(bucket, 'once');
  assert.deepEqual(await spendOne(bucket, 'once', key), { state: 'spent', code: null });
  const twice = newId();
  await inBucket(store, bucket, (bite) =>
    spendHeld(bite, 'once', [
      { key: twice, units: 1 },
      { key: twice, units: 1 },
    ]),
  );
  assert.equal(await usedOf(store, 'once'), 2);
});

test('[BA7] a rich bank leases a share that serves the next wishes at once; a thin one leases what is asked for', async () => {
  await defineBank(store, { key: 'rich', kind: 'stock', total: 1_600 });
  const bucket = away('rich');
  await spendWithTrip(bucket, 'rich');
  assert.equal((await bankNow('rich')).granted, 100, 'a sixteenth');
  for (let n = 0; n < 99; n++) assert.equal((await spendOne(bucket, 'rich', newId()))?.state, 'spent');
  assert.equal((await spendOne(bucket, 'rich', newId()))?.state, 'waits');
  await defineBank(store, { key: 'thin', kind: 'stock', total: 4 * buckets - 1 });
  await spendWithTrip(away('thin'), 'thin');
  await settle(store, START);
  const { granted, spent } = await bankNow('thin');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 1 });
});

test('[BA8] units that lie idle elsewhere are asked back for who waits; when all are spent there is none', async () => {
  await defineBank(store, { key: 'last', kind: 'stock', total: 2 });
  const [one, two] = [0, 1];
  const idle = newId();
  assert.equal((await spendOne(one, 'last', idle, 2))?.state, 'waits');
  await settle(store, START);
  const wish = newId();
  assert.equal((await spendOne(two, 'last', wish))?.state, 'waits');
  await settle(store, START);
  assert.equal((await spendOne(two, 'last', wish))?.state, 'waits', 'later');
  assert.deepEqual(
    await inBucket(store, two, async (bite) => (await answeredKeys(bite, 9)).filter(({ bank }) => bank === 'last')),
    [{ bank: 'last', key: wish }],
  );
  await reconcile(store, later(1));
  await settle(store, START);
  store.clock.move?.(later(2 * minute));
  assert.equal((await spendOne(two, 'last', wish))?.state, 'waits', 'asked again');
  await settle(store, START);
  assert.equal((await spendOne(two, 'last', wish))?.state, 'spent');
  const third = newId();
  await spendOne(one, 'last', third, 2);
  await settle(store, START);
  assert.equal((await spendOne(one, 'last', third, 2))?.state, 'none', 'one is left, which serves no wish for two');
  await spendWithTrip(two, 'last');
  await settle(store, START);
  const late = newId();
  assert.equal((await spendOne(one, 'last', late))?.state, 'waits');
  await settle(store, START);
  assert.equal((await spendOne(one, 'last', late))?.state, 'none');
  assert.equal(await usedOf(store, 'last'), 2);
  const unknown = newId();
  await spendOne(one, 'nobody', unknown);
  await settle(store, START);
  assert.equal((await spendOne(one, 'nobody', unknown))?.state, 'none');
});

test('[BA9] a lease that ran out gives nothing away before its bucket has answered, and its report counts once', async () => {
  await defineBank(store, { key: 'slow', kind: 'stock', total: 1_600 });
  const bucket = away('slow');
  await spendWithTrip(bucket, 'slow');
  const over = later(bucketLease + minute);
  assert.deepEqual((await reconcile(store, over)).askedBack >= 1, true);
  assert.equal((await bankNow('slow')).granted, 100);
  assert.equal((await spendOne(bucket, 'slow', newId()))?.state, 'spent', 'the slow bucket still spends what it holds');
  // Asked back twice, answered twice: the second answer changes nothing.
  await reconcile(store, new Date(over.getTime() + 2 * minute));
  await settle(store, over);
  const { granted, spent } = await bankNow('slow');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 2 });
  assert.equal((await spendOne(bucket, 'slow', newId()))?.state, 'waits');
  await settle(store, over);
});

test('[BA9] an older report that arrives after a newer one changes nothing', async () => {
  await defineBank(store, { key: 'order', kind: 'stock', total: 1_600 });
  const bucket = away('order');
  const key = await spendWithTrip(bucket, 'order');
  await reconcile(store, later(bucketLease + minute));
  await tick(store, bucket, START);
  const { rows } = await store.pool.query(
    `delete from inbox where kind = 'bank.return' and body ->> 'bank' = 'order' returning *`,
  );
  assert.equal(rows[0].body.spent, 1);
  await inBucket(store, bucket, (bite) => giveBackHeld(bite, 'order', key));
  await settle(store, START);
  const sums = async () => {
    const { granted, spent } = await bankNow('order');
    return { granted, spent };
  };
  assert.deepEqual(await sums(), { granted: 0, spent: 0 });
  await putAgain(rows[0]);
  await settle(store, START);
  assert.deepEqual(await sums(), { granted: 0, spent: 0 });
});

test('[BA10] a grant that was lost is closed by asking it back, and does not come to life', async () => {
  await defineBank(store, { key: 'lost', kind: 'stock', total: 1_600 });
  const bucket = away('lost');
  await spendOne(bucket, 'lost', newId());
  await tick(store, homeOf('lost', buckets), START);
  const { rows } = await store.pool.query(`delete from inbox where kind = 'bank.grant' returning *`);
  assert.equal(rows.length, 1);
  await reconcile(store, later(bucketLease + minute));
  await settle(store, START);
  const { granted, spent } = await bankNow('lost');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 0 });
  await putAgain(rows[0]);
  await settle(store, START);
  assert.equal((await spendOne(bucket, 'lost', newId()))?.state, 'waits');
  await settle(store, START);
});

test('[BA11] a use that came to nothing is given back once, before its lease is over and after', async () => {
  await defineBank(store, { key: 'undo', kind: 'stock', total: 1_600 });
  const bucket = away('undo');
  const [first, second] = [await spendWithTrip(bucket, 'undo'), newId()];
  await spendOne(bucket, 'undo', second);
  const undo = (key: string) => inBucket(store, bucket, (bite) => giveBackHeld(bite, 'undo', key));
  assert.deepEqual([await undo(first), await undo(first)], [true, false]);
  await reconcile(store, later(bucketLease + hour));
  await settle(store, START);
  assert.equal((await bankNow('undo')).spent, 1);
  assert.deepEqual([await undo(second), await undo(second)], [true, false]);
  await settle(store, START);
  const { granted, spent } = await bankNow('undo');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 0 });
});

test('[BA11] a use is given back that the buckets of before made: what they held was brought home', async () => {
  await defineBank(store, { key: 'moved', kind: 'codes' });
  await importCodes(store, 'moved', ['M1', 'M2', 'M3']);
  const bucket = away('moved');
  const [first, second] = [await spendWithTrip(bucket, 'moved'), newId()];
  await spendWithTrip(bucket, 'moved', second);
  await store.transaction((tx) => bringHome(tx, buckets, START));
  await store.pool.query(`truncate bank_hold, bank_held_code`);
  assert.equal((await bankNow('moved')).spent, 2);
  const undo = (key: string) => inBucket(store, bucket, (bite) => giveBackHeld(bite, 'moved', key));
  assert.deepEqual([await undo(first), await undo(first)], [true, false]);
  await settle(store, START);
  const { granted, spent } = await bankNow('moved');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 1 });
  const codes = await listCodes(store.pool, buckets, 'moved', START, { most: 5 });
  assert.equal(codes.filter(({ state }) => state === 'free').length, 2);
  assert.equal(codes.find(({ state }) => state === 'assigned')?.message, second);
});

test('[BA12] a process spends of its lease until it runs out; the rest comes back, unless the facts say more was used', async () => {
  await defineBank(store, { key: 'euros', kind: 'budget', total: unitsOf('budget', '10')! });
  const given = { bank: 'euros', holder: 'delivery 1', units: 60_000, forMs: minute, wall: START };
  const lease = (await grantToProcess(store, given))!;
  const second = (await grantToProcess(store, { ...given, holder: 'delivery 2' }))!;
  assert.deepEqual([lease.units, second.units], [60_000, 40_000]);
  assert.equal(await grantToProcess(store, given), null);
  await spendLease(store, lease, 25_000, START);
  await assert.rejects(spendLease(store, lease, 40_000, START), { code: 'BANK_LEASE_OVER' });
  await assert.rejects(spendLease(store, lease, 1, later(minute)), { code: 'BANK_LEASE_OVER' });
  const facts = async ({ lease: id }: { lease: string }) => (id === second.lease ? 7_000 : 10);
  await reconcile(store, later(minute), facts);
  const { granted, spent } = await bankNow('euros');
  assert.deepEqual({ granted, spent }, { granted: 0, spent: 32_000 });
  const third = (await grantToProcess(store, { ...given, units: 100, forMs: 9 * hour }))!;
  await spendLease(store, third, 60, START);
  await giveBackLease(store, third, START, 10);
  await giveBackLease(store, third, START);
  assert.equal((await bankNow('euros')).spent, 32_050);
  await assert.rejects(spendLease(store, third, 1, START), { code: 'BANK_LEASE_OVER' });
  await assert.rejects(grantToProcess(store, { ...given, bank: 'crowd' }), { code: 'BANK_WRONG_KIND' });
});

test('[BA13] a code is imported once, given to one key for ever, and an exhausted pool says so', async () => {
  await defineBank(store, { key: 'spring', kind: 'codes' });
  const codes = ['A-1', 'B-2', 'C-3'];
  assert.deepEqual(await importCodes(store, 'spring', codes), { added: 3, repeated: 0 });
  assert.deepEqual(await importCodes(store, 'spring', ['C-3', 'D-4', 'D-4']), { added: 1, repeated: 2 });
  assert.equal((await bankNow('spring')).total, 4);
  await assert.rejects(importCodes(store, 'spring', ['E-5', 'with blank']), { code: 'BANK_INVALID' });
  await assert.rejects(importCodes(store, 'gifts', ['E-5']), { code: 'BANK_WRONG_KIND' });
  const wishes = Array.from({ length: 6 }, (_, n) => ({ bucket: n % buckets, key: newId() }));
  const assignAll = async () => {
    const answers = [];
    for (const { bucket, key } of wishes)
      answers.push(await inBucket(store, bucket, (bite) => assignCode(bite, 'spring', key)));
    await settle(store, START);
    return answers;
  };
  assert.ok((await assignAll()).every((answer) => 'waits' in answer));
  const second = await assignAll();
  const third = await assignAll();
  const given = third.flatMap((answer) => ('code' in answer ? [answer.code] : []));
  assert.deepEqual(given.sort(), ['A-1', 'B-2', 'C-3', 'D-4']);
  assert.equal(
    third.filter((answer) => 'reason' in answer && answer.reason === 'no_code_left').length +
      third.filter((answer) => 'waits' in answer).length,
    2,
  );
  for (const [at, answer] of second.entries()) if ('code' in answer) assert.deepEqual(third[at], answer);
  const lines = await listCodes(store.pool, buckets, 'spring', START, { most: 10 });
  assert.deepEqual(
    lines.map(({ code, state }) => [code, state]),
    ['A-1', 'B-2', 'C-3', 'D-4'].map((code) => [code, 'assigned']),
  );
  const keyOfCode = wishes[third.findIndex((answer) => 'code' in answer && answer.code === 'A-1')]!;
  assert.equal(lines[0]!.message, keyOfCode.key);
  // The message did not leave after all: its code is free for another one.
  await inBucket(store, keyOfCode.bucket, (bite) => giveBackHeld(bite, 'spring', keyOfCode.key));
  await settle(store, START);
  const [first] = await listCodes(store.pool, buckets, 'spring', START, { most: 1 });
  assert.deepEqual([first!.state, first!.message], ['free', null]);
  await importCodes(store, 'spring', ['E-5']);
  const fresh = { bucket: 0, key: newId() };
  await inBucket(store, 0, (bite) => assignCode(bite, 'spring', fresh.key));
  await settle(store, START);
  assert.ok('code' in (await inBucket(store, 0, (bite) => assignCode(bite, 'spring', fresh.key))));
});

test('[BA16] amounts and units are exact in both directions, and what is no amount is refused', () => {
  assert.deepEqual(
    [unitsOf('budget', '0.045'), unitsOf('budget', '1000'), unitsOf('stock', '12')],
    [450, 10_000_000, 12],
  );
  assert.deepEqual(
    [amountOf('budget', 450), amountOf('budget', 10_000_000), amountOf('stock', 100)],
    ['0.045', '1000', '100'],
  );
  for (const wrong of ['', '-1', '1,5', '0.00001', '1e3', '9'.repeat(16), ' '])
    assert.equal(unitsOf('budget', wrong), null, wrong);
  assert.equal(unitsOf('stock', '1.5'), null);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 15 - 1 }), fc.constantFrom('budget', 'stock'), (units, kind) => {
      assert.equal(unitsOf(kind as 'budget', amountOf(kind as 'budget', units)), units);
    }),
  );
});

test('[BA1] after all of this the books of every bank agree', async () => {
  await settle(store, START);
  assert.deepEqual(await bankFaults(store.pool), []);
});
