/** Memory of process trees, as the machine gives it out: what several processes share is counted once. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Often enough to see a peak of half a second; a look takes a few milliseconds. */
const LOOK_EVERY_MS = 250;

const parentOf = (pid: number): number => {
  // The name stands in parentheses and may hold anything; the parent is the second word after it.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
};

/** These processes and all that they started, directly or not. */
export function processTree(roots: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = parentOf(Number(name));
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended while we looked.
    }
  }
  const tree = new Set(roots);
  for (const pid of tree) for (const child of children.get(pid) ?? []) tree.add(child);
  return [...tree];
}

/** Proportional set size in bytes: own pages, and of each shared page its part. 0 for a process that is gone. */
export function proportionalBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Looks at the trees of `roots()` until stopped; `stop` answers the highest sum seen, in bytes, and how often it looked. */
export function watchMemory(roots: () => readonly number[]): { stop: () => Promise<{ peak: number; looks: number }> } {
  const seen = { peak: 0, looks: 0 };
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      const sum = processTree(roots()).reduce((total, pid) => total + proportionalBytes(pid), 0);
      seen.peak = Math.max(seen.peak, sum);
      seen.looks++;
      await sleep(LOOK_EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await watching;
      return seen;
    },
  };
}
