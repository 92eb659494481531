/**
 * Failed sign-ins are counted in the process, by wall clock: a restart forgets them, and several web processes count
 * each for itself. That bounds guessing without letting a stranger lock an account from everywhere: the narrow count is
 * per account *and* address, the account alone has a wide one.
 */
const WINDOW_MS = 15 * 60_000;
const MOST_PER_ACCOUNT_AND_ADDRESS = 5;
const MOST_PER_ADDRESS = 30;
const MOST_PER_ACCOUNT = 100;
/** Beyond this many counters the oldest are forgotten: memory must not be a stranger's to fill. */
const MOST_COUNTERS = 10_000;

export type Attempts = {
  /** Minutes to wait before the next attempt is looked at; 0 = now. */
  wait(account: string, address: string, wall: Date): number;
  failed(account: string, address: string, wall: Date): void;
  succeeded(account: string, address: string): void;
};

/** Counts failed attempts of one process. */
export function attempts(): Attempts {
  const counters = new Map<string, { since: number; count: number }>();
  const names = (account: string, address: string): [string, number][] => [
    [`both|${account}|${address}`, MOST_PER_ACCOUNT_AND_ADDRESS],
    [`address|${address}`, MOST_PER_ADDRESS],
    [`account|${account}`, MOST_PER_ACCOUNT],
  ];
  return {
    wait(account, address, wall) {
      let longest = 0;
      for (const [name, most] of names(account, address)) {
        const counter = counters.get(name);
        const left = counter && counter.count >= most ? counter.since + WINDOW_MS - wall.getTime() : 0;
        longest = Math.max(longest, left);
      }
      return Math.ceil(longest / 60_000);
    },
    failed(account, address, wall) {
      for (const [name] of names(account, address)) {
        const counter = counters.get(name);
        const old = counter === undefined || counter.since + WINDOW_MS <= wall.getTime();
        // Written anew at the end, so that the map stays in the order of use.
        counters.delete(name);
        counters.set(name, old ? { since: wall.getTime(), count: 1 } : { ...counter, count: counter.count + 1 });
      }
      for (const name of counters.keys()) {
        if (counters.size <= MOST_COUNTERS) break;
        counters.delete(name);
      }
    },
    succeeded(account, address) {
      // Gives back what was counted in advance; earlier failures of this pair are forgiven, wider ones are not.
      for (const [name] of names(account, address)) {
        const counter = counters.get(name);
        if (counter) counter.count -= 1;
      }
      counters.delete(`both|${account}|${address}`);
    },
  };
}
