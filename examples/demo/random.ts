/** Chance that repeats: the same seed gives the same shop. */

/** A stream of chance of its own. */
export type Random = {
  /** In [0, 1). */
  next: () => number;
  /** A whole number, both ends included. */
  int: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item;
  /** An item by its weight; the weights may have any sum above 0. */
  weighted: <Item>(items: readonly Item[], weightOf: (item: Item) => number) => Item;
  /** Around 0 with spread 1 (Box–Muller). */
  normal: () => number;
  /** A stream that depends on the seed and these names only: what one part draws changes nothing for another. */
  fork: (...names: (string | number)[]) => Random;
};

/** Makes the stream of a seed: sfc32 over four words that the seed's text is hashed to. */
export function randomOf(seed: string): Random {
  let [a, b, c, d] = wordsOf(seed);
  const next = (): number => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  // The first numbers still show the seed's likeness to its neighbours.
  for (let i = 0; i < 12; i++) next();
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted: (items, weightOf) => {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0);
      for (const item of items) {
        left -= weightOf(item);
        if (left < 0) return item;
      }
      return items.at(-1)!;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (...names) => randomOf([seed, ...names].join('/')),
  };
}

/** Four words of 32 bits out of a text (FNV-1a, four times with other beginnings). */
function wordsOf(text: string): [number, number, number, number] {
  const word = (beginning: number): number => {
    let hash = 0x811c9dc5 ^ beginning;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return hash ^ (hash >>> 15);
  };
  return [word(1), word(0x9e3779b9), word(0x85ebca6b), word(0xc2b2ae35)];
}
