import type { Frequency } from '../people/index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A letter of every Tuesday at nine is some minutes early now and then. */
const FORGIVEN = 12 * HOUR;

/** What must lie between two promotional messages. The shortest month: a letter on the first of each month comes every month. */
const between: Readonly<Record<Frequency, number>> = { weekly: 7 * DAY - FORGIVEN, monthly: 28 * DAY - FORGIVEN };

/** The longest time that has to be looked at. */
export const farthest = Math.max(...Object.values(between));

/** A wish that nothing else refuses, of somebody who chose how often. */
export type Spaced = {
  key: string;
  personId: string;
  wishedAt: Date;
  frequency: string;
  /** The promotional message of before that is nearest in time. */
  nearest: Date | null;
};

/** Keys of the wishes that come too soon, after what was awarded before and after each other; pure. */
export function spaced(wishes: readonly Spaced[]): Set<string> {
  const refused = new Set<string>();
  for (const own of Map.groupBy(wishes, ({ personId }) => personId).values()) {
    const left: number[] = [];
    // Instant by instant, and at one instant by key: the same whatever wishes are judged together.
    for (const wish of own.toSorted((a, b) => +a.wishedAt - +b.wishedAt || (a.key < b.key ? -1 : 1))) {
      const least = between[wish.frequency as Frequency] ?? 0;
      const at = wish.wishedAt.getTime();
      const others = wish.nearest ? [wish.nearest.getTime(), ...left] : left;
      if (others.some((other) => Math.abs(at - other) < least)) refused.add(wish.key);
      else left.push(at);
    }
  }
  return refused;
}
