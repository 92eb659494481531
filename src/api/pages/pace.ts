/**
 * How often one network address may send a form. Counted in the process, by wall clock: it bounds programs that fill in forms,
 * and a household or an office behind one address is not bothered.
 */
const WINDOW_MS = 10 * 60_000;
const MOST_PER_ADDRESS = 20;
/** Beyond this many counters the oldest are forgotten: memory must not be a stranger's to fill. */
const MOST_COUNTERS = 10_000;

/** Counts; answers how many seconds somebody has to wait, 0 = none. */
export function pace(): (address: string, wall: Date) => number {
  const counters = new Map<string, { since: number; count: number }>();
  return (address, wall) => {
    const now = wall.getTime();
    const known = counters.get(address);
    const counter = known && known.since + WINDOW_MS > now ? known : { since: now, count: 0 };
    counter.count += 1;
    // Written anew at the end, so that the map stays in the order of use.
    counters.delete(address);
    counters.set(address, counter);
    for (const name of counters.keys()) {
      if (counters.size <= MOST_COUNTERS) break;
      counters.delete(name);
    }
    return counter.count > MOST_PER_ADDRESS ? Math.ceil((counter.since + WINDOW_MS - now) / 1_000) : 0;
  };
}
