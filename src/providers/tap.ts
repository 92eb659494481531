import type { Logger } from 'pino';
import type { ProviderAllowance } from '../banks/index.ts';

/** Units are asked for in this many at most: what a process that dies had not used is spent. */
const MOST_AT_ONCE = 50;
/** Units wait no longer than this for their message; older ones are given back, so that a window holds what left in it. */
const FRESH_MS = 2_000;
/** Pause after a rate had nothing left; it doubles up to a minute, the length of an hourly rate's slot. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** Nobody who asked for no unit so long is thought of any more: of recipients' domains there are more than a process can keep. */
const FORGOTTEN_AFTER_MS = 60_000;

/** Yes; soon, because units are being fetched; or the moment before which there are none. */
export type Flow = 'yes' | 'soon' | number;

/**
 * Units of one limit, fetched ahead of their use by a few: asking the bank for each message alone would be a transaction per message.
 */
export class Tap {
  readonly #allowance: ProviderAllowance;
  readonly #key: string;
  readonly #changed: () => void;
  readonly #log: Logger;
  #units = 0;
  #fetchedAt = 0;
  #fetching = false;
  #noneUntil = 0;
  #dry = 0;
  #lookedAt = 0;
  /** Messages that asked while there were no units. */
  #wanted = 0;

  constructor(allowance: ProviderAllowance, key: string, changed: () => void, log: Logger) {
    this.#allowance = allowance;
    this.#key = key;
    this.#changed = changed;
    this.#log = log;
  }

  /** Whether a unit could be taken now; fetches some where there are none. */
  look(wall: number): Flow {
    this.#lookedAt = wall;
    if (this.#units > 0 && wall - this.#fetchedAt < FRESH_MS) return 'yes';
    if (this.#noneUntil > wall) return this.#noneUntil;
    this.#wanted += 1;
    void this.#fetch(wall);
    return 'soon';
  }

  /** Nothing would be lost with it: no unit, no question under way, no pause, and nobody came for a while. */
  isIdle(wall: number): boolean {
    const rests = this.#units === 0 && !this.#fetching && this.#noneUntil <= wall;
    return rests && wall - this.#lookedAt > FORGOTTEN_AFTER_MS;
  }

  /** After {@link look} said yes. */
  take(): void {
    this.#units -= 1;
  }

  /** Nothing is left before that moment; null when there may be some. */
  dryUntil(wall: number): number | null {
    return this.#units === 0 && this.#noneUntil > wall ? this.#noneUntil : null;
  }

  /** A unit that was taken and certainly not used. */
  giveBack(wall: Date): Promise<void> {
    return this.#allowance.giveBack(this.#key, 1, wall);
  }

  /** Gives back what nobody came for. */
  async settle(wall: number, all = false): Promise<void> {
    if (this.#units === 0 || this.#fetching || (!all && wall - this.#fetchedAt < FRESH_MS)) return;
    const units = this.#units;
    this.#units = 0;
    await this.#allowance.giveBack(this.#key, units, new Date(wall));
  }

  async #fetch(wall: number): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    // What else asks in this turn of the event loop is asked for together.
    await null;
    try {
      const stale = this.#units;
      this.#units = 0;
      if (stale > 0) await this.#allowance.giveBack(this.#key, stale, new Date(wall));
      const want = Math.min(MOST_AT_ONCE, Math.max(1, this.#wanted));
      this.#wanted = 0;
      this.#units = await this.#allowance.take(this.#key, want, new Date(wall));
      this.#fetchedAt = wall;
      this.#dry = this.#units > 0 ? 0 : this.#dry + 1;
      if (this.#units === 0) this.#noneUntil = wall + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#dry - 1));
    } catch (error) {
      this.#noneUntil = wall + FIRST_PAUSE_MS;
      this.#log.error(
        { event: 'providers.limit_not_asked', err: error, limit: this.#key },
        'a limit could not be asked; nothing leaves over it meanwhile',
      );
    } finally {
      this.#fetching = false;
      this.#changed();
    }
  }
}
