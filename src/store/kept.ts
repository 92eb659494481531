/**
 * Figures of the whole shop that take long to count: what came of scenarios, who is in them. While there is little to count they are
 * counted each time, and are exact. From {@link Limits.heavy} rows on they are kept, and given again for {@link Limits.share} times as
 * long as it took to count them; who asks later gets what is kept at once, with the moment it is true of, while it is counted anew
 * behind their back. Nobody waits for a count twice, and counting takes a twentieth of one connection at most, and nothing where
 * nobody looks.
 *
 * Why not an index by scenario on entries, wishes and messages: each is written with every person who enters, and with each of the four
 * states of a message, which are never updates in place; an index that was as wide cost a tenth of what is written for each who enters.
 * Why not a sum that the tick writes by day: what a message has become is not told once (a withdrawn agreement to be measured makes “no”
 * into “unknown” for all that was sent before, an order that comes back is worth less), so that it would have to be counted again anyway.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { count as change, run, statements } from './statements.ts';
import type { Store } from './store.ts';

const sql = statements(import.meta.url, 'kept.sql');

/** `rows`: of how many they were counted. */
export type Counted<Figures> = { figures: Figures; rows: number };
/** Figures and the moment they are true of. */
export type Kept<Figures> = { figures: Figures; asOf: Date };
type Limits = { heavy: number; share: number; patienceMs: number };

/** So many rows are counted within what a screen may take, on a busy machine too. */
const standard: Limits = { heavy: 20_000, share: 20, patienceMs: 700 };

type Head = { asOf: Date; countedAt: Date; ms: number };

/**
 * @param name under which they are kept; the shape of the figures is part of it
 * @param count counts everything as of a moment; what it answers is kept as JSON
 * @returns asks for them; null while a first count takes longer than a screen may, whoever began it
 */
export function keptFigures<Figures>(
  name: string,
  count: (store: Store, now: Date) => Promise<Counted<Figures>>,
  limits: Partial<Limits> = {},
): Ask<Figures> {
  const { heavy, share, patienceMs } = { ...standard, ...limits };
  const held = new WeakMap<Store, Kept<Figures> & { countedAt: number }>();
  const running = new WeakMap<Store, { figures: Promise<Kept<Figures>>; begun: number }>();

  async function countAnew(store: Store): Promise<Kept<Figures>> {
    const asOf = store.clock.now();
    const begun = performance.now();
    const { figures, rows } = await count(store, asOf);
    if (rows < heavy) {
      await change(store.pool, sql('forget'), { name });
      return { figures, asOf };
    }
    const ms = Math.round(performance.now() - begun);
    const about = { name, as_of: asOf, wall: store.clock.wall(), ms };
    await change(store.pool, sql('keep'), { ...about, figures: JSON.stringify(figures) });
    return { figures, asOf };
  }

  /** One count a process at a time. */
  function begin(store: Store): { figures: Promise<Kept<Figures>>; begun: number } {
    const under = running.get(store);
    if (under) return under;
    const figures = countAnew(store).finally(() => running.delete(store));
    // Whoever waits for it is told; where nobody does, the next who looks begins again.
    figures.catch(() => {});
    const made = { figures, begun: performance.now() };
    running.set(store, made);
    return made;
  }

  /** Null where it takes longer than a screen may: from its beginning on, so that a page that asks again meanwhile is answered at once. */
  function first(store: Store): Promise<Kept<Figures> | null> {
    const { figures, begun } = begin(store);
    const left = Math.max(0, patienceMs - (performance.now() - begun));
    return Promise.race([figures, sleep(left, null, { ref: false })]);
  }

  async function read(store: Store, { countedAt }: Head): Promise<Kept<Figures> | null> {
    const known = held.get(store);
    if (known?.countedAt === countedAt.getTime()) return known;
    const [row] = await run<Kept<Figures> & Head>(store.pool, sql('figures'), { name });
    if (!row) return null;
    held.set(store, { figures: row.figures, asOf: row.asOf, countedAt: row.countedAt.getTime() });
    return row;
  }

  return async (store) => {
    const [head] = await run<Head>(store.pool, sql('head'), { name });
    if (!head) return first(store);
    const age = store.clock.wall().getTime() - head.countedAt.getTime();
    if (age > head.ms * share) begin(store);
    return read(store, head);
  };
}

type Ask<Figures> = (store: Store) => Promise<Kept<Figures> | null>;

/** As {@link keptFigures}, of many things alike, each counted for itself and only where somebody looks at it. */
export function keptFiguresOf<Figures>(
  name: string,
): (subject: string, count: (store: Store, now: Date) => Promise<Counted<Figures>>) => Ask<Figures> {
  const known = new Map<string, Ask<Figures>>();
  return (subject, count) => {
    const ask = known.get(subject) ?? keptFigures(`${name} ${subject}`, count);
    known.set(subject, ask);
    return ask;
  };
}

/** A first share of the buckets that says how long the others take; then so many at once as this holds, in milliseconds. */
const BATCH_MS = 200;

/**
 * Reads bucket after bucket, as many at once as take a fifth of a second: a shop of a few thousand people is read in two statements, a large one
 * without a statement that takes long. A plan of its own for each: one for all buckets is none for a few.
 */
export async function byBuckets<Row>(
  store: Store,
  read: (on: Parameters<Parameters<Store['transaction']>[0]>[0], buckets: readonly number[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let size = 1;
  for (let from = 0; from < store.buckets; ) {
    const buckets = Array.from({ length: Math.min(size, store.buckets - from) }, (_, at) => from + at);
    const begun = performance.now();
    const found = await store.transaction(async (tx) => {
      await tx.query(`set local plan_cache_mode = force_custom_plan; set local work_mem = '32MB'`);
      return read(tx, buckets);
    });
    rows.push(...found);
    from += buckets.length;
    const ms = Math.max(1, performance.now() - begun);
    size = Math.max(1, Math.min(store.buckets, Math.floor((buckets.length * BATCH_MS) / ms)));
  }
  return rows;
}
