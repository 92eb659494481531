/**
 * The end of leases that are over: their bank keeps the sum of what they spent, so that its books still agree. And of limits by domain
 * of recipients under which nothing is sent any more; they are made again when they are asked for.
 */
import { count, run, statements, type Tx } from '../store/index.ts';

const sql = statements(import.meta.url, 'lease-retention.sql');

/** Counts leases past their time, by bucket. */
export const oldLeases = sql('leases-old');

/** Counts limits of domains past their time, by bucket. */
export const oldRates = sql('rates-old');

type BiteOf = { bucket: number | null; before: Date; most: number };

/** Deletes at most `most` limits of domains of a bucket; answers how many went. */
export async function dropRates(tx: Tx, { bucket, before, most }: BiteOf): Promise<number> {
  const keys = (await run<{ key: string }>(tx, sql('rates-find'), { bucket, before, most })).map(({ key }) => key);
  if (keys.length === 0) return 0;
  await count(tx, sql('rates-slots'), { bucket, keys, before });
  return count(tx, sql('rates-drop'), { bucket, keys });
}

/** Deletes at most `most` leases of a bucket whose lock is held; answers how many went. */
export async function dropLeases(tx: Tx, { bucket, before, most }: BiteOf): Promise<number> {
  const found = await run<{ id: string; bank: string; spent: number }>(tx, sql('leases-find'), {
    bucket,
    before,
    most,
  });
  if (found.length === 0) return 0;
  const sums = [...Map.groupBy(found, ({ bank }) => bank)].map(([bank, some]) => ({
    bank,
    spent: some.reduce((sum, { spent }) => sum + spent, 0),
  }));
  // In the order in which everybody locks banks.
  sums.sort((a, b) => (a.bank < b.bank ? -1 : 1));
  await count(tx, sql('leases-settle'), {
    bucket,
    banks: sums.map(({ bank }) => bank),
    spent: sums.map(({ spent }) => spent),
  });
  return count(tx, sql('leases-drop'), { bucket, ids: found.map(({ id }) => id) });
}
