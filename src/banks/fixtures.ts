/** Banks on a real database, for the tests of this room: ticks by hand, and the books of all buckets at once. */
import type { TestContext } from 'node:test';
import { inBite } from '../../test/support/bites.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { type Bite, dropInbox, movableClock, openStore, readInbox, type Store, takeBucket } from '../store/index.ts';
import { bankKinds } from './kinds.ts';

export const START = new Date('2026-03-01T09:00:00.000Z');

/** A store for a file or a test; `wall` is moved by hand too, for leases. */
export async function freshBanks(
  t: TestContext | { after: (work: () => unknown) => void },
  buckets: number,
): Promise<Store> {
  let store: Store | null = null;
  t.after(() => store?.close());
  const { connection } = await freshDatabase({ buckets, t: t as TestContext });
  store = await openStore({ connection, clock: movableClock(START), schema: 'check' });
  return store;
}

/** Some work in a bucket's bite. */
export const inBucket = <T>(store: Store, bucket: number, work: (bite: Bite) => Promise<T>): Promise<T> =>
  inBite(store.pool, bucket, store.clock.now(), work);

/** Applies up to `most` rows of a bucket's inbox as the engine does: by kind, in the order of the registry. */
export async function tick(store: Store, bucket: number, wall: Date, most = 1_000): Promise<number> {
  return store.transaction(async (tx) => {
    const bite = await takeBucket(tx, bucket, { now: store.clock.now(), buckets: store.buckets, timezone: 'UTC' });
    if (!bite) return 0;
    return applyBanks(bite, wall, most);
  });
}

export async function applyBanks(bite: Bite, wall: Date, most = 1_000): Promise<number> {
  const entries = await readInbox(bite.tx, bite.bucket, most);
  for (const [kind, apply] of Object.entries(bankKinds(() => wall))) {
    const some = entries.filter((entry) => entry.kind === kind);
    if (some.length > 0) await apply(bite, some);
  }
  await dropInbox(bite.tx, bite.bucket, entries);
  return entries.length;
}

/** Ticks until no inbox holds a row. */
export async function settle(store: Store, wall: Date): Promise<void> {
  for (;;) {
    const { rows } = await store.pool.query('select distinct bucket from inbox order by bucket');
    if (rows.length === 0) return;
    for (const { bucket } of rows) await tick(store, bucket, wall);
  }
}

/** What was spent of a bank by its holders' own books. */
export async function usedOf(store: Store, bank: string): Promise<number> {
  const { rows } = await store.pool.query(
    'select coalesce(sum(units), 0)::integer as units from bank_use where bank = $1',
    [bank],
  );
  return rows[0].units;
}
