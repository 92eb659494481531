import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { applyBanks, freshBanks, inBucket, START, settle, usedOf } from '../../src/banks/fixtures.ts';
import {
  assignCodes,
  bankFaults,
  bucketLease,
  defineBank,
  giveBackHeld,
  giveBackLease,
  grantToProcess,
  importCodes,
  listCodes,
  type ProcessLease,
  readBank,
  reconcile,
  spendHeld,
  spendLease,
} from '../../src/banks/index.ts';
import { keyOf, takeBucket } from '../../src/store/index.ts';
import fc, { SEEDS } from '../support/property.ts';

const buckets = 3;
const store = await freshBanks({ after }, buckets);
const minute = 60_000;

/** One thing that happens. `n` draws what it needs: a key, a number of rows, which lease. */
type Step = {
  what: 'want' | 'tick' | 'crash' | 'run out' | 'undo' | 'grant' | 'spend' | 'give back' | 'hour';
  bucket: number;
  n: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom<Step['what'][]>(
    'want',
    'want',
    'want',
    'tick',
    'tick',
    'tick',
    'crash',
    'run out',
    'undo',
    'grant',
    'spend',
    'give back',
    'hour',
  ),
  bucket: fc.integer({ min: 0, max: buckets - 1 }),
  n: fc.integer({ min: 0, max: 30 }),
});

type World = { bank: string; codes: boolean; wall: Date; processes: ProcessLease[]; processSpent: number };

const keyIn = (world: World, { bucket, n }: Step) => keyOf(world.bank, bucket, n % 12);

async function tickPart(world: World, { bucket, n }: Step, crash: boolean): Promise<void> {
  const ticked = store.transaction(async (tx) => {
    const bite = await takeBucket(tx, bucket, { now: store.clock.now(), buckets, timezone: 'UTC' });
    await applyBanks(bite!, world.wall, 1 + (n % 3));
    if (crash) throw new Error('crash');
  });
  await (crash ? assert.rejects(ticked, /crash/) : ticked);
}

async function ignoringEnded(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== 'BANK_LEASE_OVER') throw error;
    return false;
  }
}

const steps: Record<Step['what'], (world: World, one: Step) => Promise<void>> = {
  want: (world, one) =>
    inBucket(store, one.bucket, async (bite) => {
      const key = keyIn(world, one);
      if (world.codes) await assignCodes(bite, world.bank, [key]);
      else await spendHeld(bite, world.bank, [{ key, units: 1 + (one.n % 3) }]);
    }),
  tick: (world, one) => tickPart(world, one, false),
  crash: (world, one) => tickPart(world, one, true),
  'run out': async (world) => {
    world.wall = new Date(world.wall.getTime() + bucketLease + minute);
    await reconcile(store, world.wall);
  },
  undo: async (world, one) => {
    await inBucket(store, one.bucket, (bite) => giveBackHeld(bite, world.bank, keyIn(world, one)));
  },
  grant: async (world, { n }) => {
    if (world.codes) return;
    const given = { bank: world.bank, holder: 'p', units: 1 + (n % 5), forMs: 5 * minute, wall: world.wall };
    const lease = await grantToProcess(store, given);
    if (lease) world.processes.push(lease);
  },
  spend: async (world, { n }) => {
    const lease = world.processes[n % (world.processes.length || 1)];
    if (lease && (await ignoringEnded(spendLease(store, lease, 1, world.wall)))) world.processSpent += 1;
  },
  'give back': async (world, { n }) => {
    const lease = world.processes[n % (world.processes.length || 1)];
    if (lease) await giveBackLease(store, lease, world.wall);
  },
  hour: async () => store.clock.move?.(new Date(store.clock.now().getTime() + 2 * minute)),
};

/** What was spent by the books of those who spent, against the limit. */
async function withinLimit(world: World, total: number): Promise<void> {
  const used = (await usedOf(store, world.bank)) + world.processSpent;
  assert.ok(used <= total, `${used} of ${total} are spent`);
}

/** All is quiet, all leases have come back: every unit is free or spent on a key. */
async function accountedFor(world: World, total: number): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    await settle(store, world.wall);
    await steps['run out'](world, { what: 'run out', bucket: 0, n: 0 });
  }
  await settle(store, world.wall);
  const { granted, spent } = await readBank(store.pool, world.bank, START);
  assert.deepEqual({ granted, spent }, { granted: 0, spent: (await usedOf(store, world.bank)) + world.processSpent });
  assert.deepEqual(await bankFaults(store.pool), []);
  if (!world.codes) return;
  const lines = await listCodes(store.pool, buckets, world.bank, START, { most: 1_000 });
  const { rows } = await store.pool.query('select code, key as message from bank_use where bank = $1 order by code', [
    world.bank,
  ]);
  assert.deepEqual(
    lines.filter(({ message }) => message !== null).map(({ code, message }) => ({ code, message })),
    rows,
  );
  assert.deepEqual([lines.length, lines.filter(({ state }) => state === 'leased').length], [total, 0]);
}

for (const codes of [false, true]) {
  let runs = 0;
  test(`[BA14] [BA1] ${codes ? 'a pool of codes' : 'a stock'} is never passed, and is accounted for, whatever happens in whatever order (${SEEDS} seeds)`, async () => {
    await fc.assert(
      // Below 4 × 3 units the bank is thin from the start; above it leases shares.
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(step, { minLength: 20, maxLength: 60 }),
        async (total, list) => {
          const world: World = {
            bank: `${codes ? 'pool' : 'stock'}.${++runs}`,
            codes,
            wall: START,
            processes: [],
            processSpent: 0,
          };
          await defineBank(
            store,
            codes ? { key: world.bank, kind: 'codes' } : { key: world.bank, kind: 'stock', total },
          );
          if (codes)
            await importCodes(
              store,
              world.bank,
              Array.from({ length: total }, (_, n) => `C${n}`),
            );
          for (const one of list) {
            await steps[one.what](world, one);
            await withinLimit(world, total);
          }
          await accountedFor(world, total);
        },
      ),
      { numRuns: SEEDS, endOnFailure: true },
    );
  });
}
