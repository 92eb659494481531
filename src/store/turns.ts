/**
 * Whose turn it is. Buckets with work that hurries come before all others, those with something transactional first of all, else in the
 * order in which they were found: whoever is found again keeps its place, and whoever had its turn goes behind those that wait. In the
 * order of their numbers, the last buckets waited for as long as there was more than enough to do.
 */
export class Turns {
  #transactional: number[] = [];
  #fresh: number[] = [];
  #rest: number[];

  /** @param rest buckets with work of any kind */
  constructor(rest: readonly number[]) {
    this.#rest = [...rest];
  }

  /** These buckets have work that hurries, and no others any more. */
  note(transactional: readonly number[], fresh: readonly number[] = []): void {
    this.#transactional = inTheirPlaces(this.#transactional, transactional);
    this.#fresh = inTheirPlaces(this.#fresh, fresh);
  }

  nextUrgent = (): number | undefined => this.#transactional.shift() ?? this.#fresh.shift();

  /** The next for work of any kind. */
  next = (): number | undefined => this.#rest.shift();

  /** It gave way, and has its turn again after those that hurry. */
  later(bucket: number): void {
    this.#rest.unshift(bucket);
  }

  /** Nothing is left to do there: a turn that it would have later falls away. */
  done(bucket: number): void {
    this.#rest = this.#rest.filter((one) => one !== bucket);
  }

  get hurries(): boolean {
    return this.#transactional.length + this.#fresh.length > 0;
  }

  /** Nobody waits but those whose work hurries. */
  get restOver(): boolean {
    return this.#rest.length === 0;
  }

  get over(): boolean {
    return this.restOver && !this.hurries;
  }
}

function inTheirPlaces(waiting: readonly number[], now: readonly number[]): number[] {
  const found = new Set(now);
  return [...waiting.filter((bucket) => found.delete(bucket)), ...found];
}
