import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { movableClock, openStore, type Store } from '../store/index.ts';
import { START } from './fixtures.ts';
import { dropRates, homeOf, providerAllowance, providerBank, readBank } from './index.ts';

const hour = 3_600_000;
const later = (ms: number) => new Date(START.getTime() + ms);

test('[BA3] [BA4] two delivery processes together keep a provider’s hour and day, through a ramp-up and what is given back', async (t) => {
  const stores: Store[] = [];
  // Hooks run in the order of their registration: connections leave before the database is dropped.
  t.after(() => Promise.all(stores.map((store) => store.close())));
  const { connection } = await freshDatabase({ t });
  for (let n = 0; n < 2; n++) stores.push(await openStore({ connection, clock: movableClock(START), schema: 'check' }));
  // 50 on the first day, doubled each day, as a ramp-up says; the hour is fixed.
  const limitsOf = (_: string, wall: Date) => ({
    perHour: 40,
    perDay: 50 * 2 ** Math.floor((wall.getTime() - START.getTime()) / (24 * hour)),
  });
  const processes = stores.map((store) => providerAllowance(store, limitsOf));
  const both = async (units: number, ms: number) => {
    const each = await Promise.all(
      processes.flatMap((process) => Array.from({ length: 5 }, () => process.take('smtp', units, later(ms)))),
    );
    return each.reduce((sum, one) => sum + one, 0);
  };
  assert.equal(await both(7, 0), 40);
  assert.equal(await both(7, 2 * hour), 10, 'the first day is over');
  assert.equal(await both(7, 26.5 * hour), 40);
  assert.equal(await both(7, 28 * hour), 40);
  // One takes first, so that there is something that it may give back, however the others race.
  const first = await processes[0]!.take('smtp', 7, later(29.5 * hour));
  assert.equal(first + (await both(7, 29.5 * hour)), 20, 'a hundred on the second day');
  await processes[0]!.giveBack('smtp', 3, later(29.5 * hour));
  assert.equal((await readBank(stores[0]!.pool, providerBank('smtp', 'perDay'), later(29.5 * hour))).spent, 97);
  assert.equal(await both(7, 29.5 * hour), 3);
  await processes[1]!.giveBack('smtp', 3, later(32 * hour));
  assert.equal(await both(7, 32 * hour), 0, 'too late to give back: it stays spent');
  const free = providerAllowance(stores[0]!, () => ({ perHour: null, perDay: null }));
  assert.equal(await free.take('unlimited', 1_000, START), 1_000);
  await free.giveBack('unlimited', 5, START);
});

test('[BA18] a limit of a domain under which nothing was sent for long goes with its slots, and is made again by the process that knew it', async (t) => {
  let store: Store | null = null;
  t.after(() => store?.close());
  const { connection } = await freshDatabase({ t });
  store = await openStore({ connection, clock: movableClock(START), schema: 'check' });
  const limits = providerAllowance(store, () => ({ perMinute: 5 }));
  const { pool, buckets } = store;
  const key = providerBank('smtp@shop.example', 'perMinute');
  const drop = (before: Date, name = key) =>
    store!.transaction((tx) => dropRates(tx, { bucket: homeOf(name, buckets), before, most: 10 }));
  assert.equal(await limits.take('smtp@shop.example', 3, later(hour)), 3);
  assert.equal(await limits.take('smtp', 3, later(hour)), 3);
  assert.equal(await drop(later(hour / 2)), 0, 'something was sent under it since');
  assert.equal(await drop(later(2 * hour)), 1);
  assert.equal(await drop(later(2 * hour), providerBank('smtp', 'perMinute')), 0, 'that of the provider itself stays');
  const left = await pool.query('select bank from bank_slot union select key from bank');
  assert.deepEqual(left.rows, [{ bank: 'provider.smtp.minute' }]);
  assert.equal(await limits.take('smtp@shop.example', 9, later(3 * hour)), 5);
});
