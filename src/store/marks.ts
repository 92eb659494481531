import type { Queryable } from './db.ts';
import { newId } from './keys.ts';
import { count, run, statements } from './statements.ts';
import type { Bite } from './tick.ts';

const sql = statements(import.meta.url, 'marks.sql');

/**
 * Says that this bite changed something that rules may ask of (people, permissions, lists, memberships, events, orders). To be called
 * once, in the transaction of the change: whatever was kept of this bucket under its mark before is worth nothing from its commit on.
 */
export async function markChanged({ tx, bucket }: Pick<Bite, 'tx' | 'bucket'>): Promise<void> {
  await count(tx, sql('change'), { bucket, mark: newId() });
}

type Marked = { bucket: number; mark: string | null };
type Part<Figures> = { mark: string; figures: Figures };

/** What took as long to read is kept in the database too: a process that starts does not read all of it again. */
const WORTH_KEEPING_MS = 200;

/**
 * Figures of every bucket, read anew only where something changed since they were read last: whoever looks at the whole shop twice does
 * not count all of it twice. Marks are read before the buckets are, so that a change meanwhile makes what is kept too old, never too young.
 * @param name under which they are kept; the shape of the figures, which have to be JSON, is part of it
 * @param read answers what it found, by bucket; `none` stands for a bucket where it found nothing
 */
export function keptByBucket<Figures>(
  name: string,
  read: (on: Queryable, buckets: readonly number[]) => Promise<ReadonlyMap<number, Figures>>,
  none: Figures,
): (on: Queryable) => Promise<Figures[]> {
  const known = new WeakMap<Queryable, Map<number, Part<Figures>>>();

  async function remembered(on: Queryable): Promise<Map<number, Part<Figures>>> {
    const [row] = await run<{ parts: [number, Part<Figures>][] }>(on, sql('parts'), { name });
    return new Map(row?.parts);
  }

  return async (on) => {
    const kept = known.get(on) ?? (await remembered(on));
    known.set(on, kept);
    const marks = await run<Marked>(on, sql('all'), {});
    // A bucket that nothing has marked yet is read each time.
    const stale = marks.filter(({ bucket, mark }) => mark === null || kept.get(bucket)?.mark !== mark);
    const begun = performance.now();
    const buckets = stale.map(({ bucket }) => bucket);
    const found = stale.length === 0 ? null : await read(on, buckets);
    const fresh = new Map(stale.map(({ bucket }) => [bucket, found?.get(bucket) ?? none]));
    for (const { bucket, mark } of stale) if (mark !== null) kept.set(bucket, { mark, figures: fresh.get(bucket)! });
    if (performance.now() - begun >= WORTH_KEEPING_MS)
      await count(on, sql('keep-parts'), { name, parts: JSON.stringify([...kept]) });
    return marks.map(({ bucket }) => fresh.get(bucket) ?? kept.get(bucket)?.figures ?? none);
  };
}
