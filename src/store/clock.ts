/**
 * The two clocks. `now` is movable and is asked for due times, rules, caps, hours and the ledger; `wall` never
 * moves by hand and is asked for leases, time-outs, retries, logins and signatures.
 */
export type Clock = {
  readonly now: () => Date;
  readonly wall: () => Date;
  /** Present only on a clock that stands still until it is moved. */
  readonly move?: (to: Date) => void;
};

/** The clock of daily life: `now` is the wall. */
export const liveClock: Clock = { now: () => new Date(), wall: () => new Date() };

/** A clock that stands at `start` until it is moved; it never goes back. */
export function movableClock(start: Date): Clock & { move: (to: Date) => void } {
  let at = start;
  return {
    now: () => at,
    wall: () => new Date(),
    move: (to) => {
      if (to < at)
        throw new RangeError(`The clock stands at ${at.toISOString()} and cannot go back to ${to.toISOString()}`);
      at = to;
    },
  };
}
