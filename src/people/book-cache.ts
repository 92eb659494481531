import { count, type Pool, run, statements, type Tx } from '../store/index.ts';

const sql = statements(import.meta.url, 'forgotten.sql');

/** Where a person (or an order) lives. An order without customer has no person. */
export type Place = { personId: string | null; bucket: number };

/** Identifiers held per process: about 200 bytes each. */
export const cachedIdentifiers = 200_000;

/**
 * Identifier → place, bounded. Two generations stand in for an exact order of use: what is asked for moves to the young
 * one, and when that is full the old one is dropped. A stale answer is harmless, because a merged person leaves a
 * forwarding row; an answer that was never committed would not be, so only committed rows are remembered.
 */
export class BookCache {
  #young = new Map<string, Place>();
  #old = new Map<string, Place>();
  readonly #limit: number;

  constructor(limit: number = cachedIdentifiers) {
    this.#limit = Math.max(1, Math.floor(limit / 2));
  }

  get(key: string): Place | undefined {
    const young = this.#young.get(key);
    if (young) return young;
    const old = this.#old.get(key);
    if (old) this.set(key, old);
    return old;
  }

  set(key: string, place: Place): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, place);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}

/** What a process remembers of the book of one database, and the state of the book that it was true of. */
type Kept = { cache: BookCache; forgotten: string; lookedAt: number };

const caches = new WeakMap<object, Kept>();

/** How often it is looked whether somebody was forgotten: a read for every fact would cost more than the cache spares. */
const LOOK_EVERY_MS = 100;

/** Drops what one store remembers: after an erasure an old answer would lead to somebody who is no more. */
export function forgetBook(pool: object): void {
  caches.delete(pool);
}

/** Notes that a bucket of the book forgets somebody, in the transaction that does; all processes ask the book anew. */
export const noteForgotten = (tx: Tx, bucket: number) => count(tx, sql('note-forgotten'), { bucket });

/**
 * The cache of one store (keyed by its pool, so that two databases in one process never share answers), without what any process
 * had erased or forgotten up to a moment ago.
 */
export async function cacheOf(pool: Pool): Promise<BookCache> {
  const known = caches.get(pool);
  if (known && performance.now() - known.lookedAt < LOOK_EVERY_MS) return known.cache;
  const lookedAt = performance.now();
  const [{ times }] = (await run<{ times: string }>(pool, sql('forgotten'), {})) as [{ times: string }];
  // Another call may have come meanwhile, or the cache have been dropped: what is there now counts.
  const now = caches.get(pool);
  if (now?.forgotten === times) {
    now.lookedAt = Math.max(now.lookedAt, lookedAt);
    return now.cache;
  }
  const fresh = { cache: new BookCache(), forgotten: times, lookedAt };
  caches.set(pool, fresh);
  return fresh.cache;
}
