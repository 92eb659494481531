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

const caches = new WeakMap<object, BookCache>();

/** Drops what one store remembers: after an erasure an old answer would lead to somebody who is no more. */
export function forgetBook(pool: object): void {
  caches.delete(pool);
}

/** The cache of one store (keyed by its pool), so that two databases in one process never share answers. */
export function cacheOf(pool: object): BookCache {
  const known = caches.get(pool) ?? new BookCache();
  caches.set(pool, known);
  return known;
}
