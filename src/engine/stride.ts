/** How many people whose time has come a round takes, so that rounds last as long on a slow or busy machine as on a quick one. */

/** Most of a round: more win nothing, and cost memory. */
export const mostInstants = 2_000;
/** Fewest: below, what a round costs by itself weighs more than its people. */
const fewest = 100;
/** How long a round is to last, in milliseconds: whatever hurries waits for the one that is under way. */
const wanted = 300;
/** How far one round may change the next: a single slow one is no verdict on the machine. */
const change = { atLeast: 0.5, atMost: 1.5 };

/** One stride for all buckets of a process: they share its processors and its disk. */
export class Stride {
  #instants = mostInstants;

  get instants(): number {
    return this.#instants;
  }

  /**
   * Learns from a round.
   * @param instants people it took by their time; fewer than it might have taken say nothing of a full one
   * @param took milliseconds
   */
  learn(instants: number, took: number): void {
    if (instants < this.#instants) return;
    const by = Math.min(change.atMost, Math.max(change.atLeast, wanted / took));
    this.#instants = Math.round(Math.min(mostInstants, Math.max(fewest, instants * by)));
  }
}
