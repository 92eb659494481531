/** Brings home what buckets hold of banks, while nobody works on the database: buckets are about to be others. */
import { run, statements, type Tx } from '../store/index.ts';
import { homeOf, lockBank } from './banks.ts';
import { settleCodes } from './codes.ts';
import { closeLease } from './leases.ts';

const sql = statements(import.meta.url, 'home-coming.sql');

type Open = { bucket: number; lease: string; bank: string; holderBucket: number; spent: number };

/**
 * Ends every lease of a bucket by what its holder has spent; the rest, and codes that nobody was given, can be had again. In the
 * transaction of whoever needs it; the holders' own notes are his to drop.
 */
export async function bringHome(tx: Tx, buckets: number, wall: Date): Promise<void> {
  const open = await run<Open>(tx, sql('open-of-buckets'), {});
  const held = await run<{ lease: string; spent: number }>(tx, sql('held'), { leases: open.map(({ lease }) => lease) });
  const spentBy = new Map(held.map(({ lease, spent }) => [lease, spent]));
  for (const { bucket, lease, bank, holderBucket, spent: heard } of open) {
    // A lease whose grant was lost has no holder.
    const spent = spentBy.get(lease) ?? heard;
    await lockBank(tx, homeOf(bank, buckets), bank);
    const used = await run<{ code: string; key: string }>(tx, sql('used'), { bucket: holderBucket, lease });
    await closeLease(tx, bucket, lease, spent, wall);
    await settleCodes(tx, bucket, lease, used, true);
  }
}
