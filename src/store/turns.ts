/**
 * Whose turn it is. Buckets with work that hurries come before all others, in the order in which they were found: whoever is found
 * again keeps its place, and whoever had its turn goes behind those that wait. In the order of their numbers, the last buckets waited
 * for as long as there was more than enough to do.
 */
export class Turns {
  #urgent: number[] = [];
  #rest: number[];

  /** @param rest buckets with work of any kind */
  constructor(rest: readonly number[]) {
    this.#rest = [...rest];
  }

  /** These buckets have work that hurries, and no others any more. */
  note(urgent: readonly number[]): void {
    const found = new Set(urgent);
    const waiting = this.#urgent.filter((bucket) => found.delete(bucket));
    this.#urgent = [...waiting, ...found];
  }

  nextUrgent = (): number | undefined => this.#urgent.shift();

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
    return this.#urgent.length > 0;
  }

  /** Nobody waits but those whose work hurries. */
  get restOver(): boolean {
    return this.#rest.length === 0;
  }

  get over(): boolean {
    return this.restOver && !this.hurries;
  }
}
