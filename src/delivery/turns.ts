/** A bucket with messages that are due: transactional ones, others, or both. */
export type Due = { bucket: number; urgent: boolean; rest: boolean };

/**
 * Whose turn it is to have messages claimed. Buckets with transactional messages come before all others, in the order in which they
 * were found: whoever is found again keeps its place, and whoever had its turn goes behind those that wait. In the order of their
 * numbers, the last buckets waited for as long as there was more than enough to do.
 */
export class Turns {
  #urgent: number[];
  readonly #rest: number[];

  constructor(due: readonly Due[]) {
    this.#urgent = numbersOf(due, 'urgent');
    this.#rest = numbersOf(due, 'rest');
  }

  /** What is transactional came in, or left, while others had their turn. */
  note(due: readonly Due[]): void {
    const found = new Set(numbersOf(due, 'urgent'));
    const waiting = this.#urgent.filter((bucket) => found.delete(bucket));
    this.#urgent = [...waiting, ...found];
  }

  nextUrgent = (): number | undefined => this.#urgent.shift();

  /** The next for messages of any lane. */
  next = (): number | undefined => this.#rest.shift();

  get over(): boolean {
    return this.#urgent.length + this.#rest.length === 0;
  }
}

const numbersOf = (due: readonly Due[], which: 'urgent' | 'rest'): number[] =>
  due.filter((one) => one[which]).map(({ bucket }) => bucket);
