/** Questions about the drawing of a scenario: who follows whom. Pure. */
import { kindOf, type Step } from './steps/index.ts';

export type Follow = ReadonlyMap<string, readonly string[]>;

/** Steps that follow each step; exits that lead nowhere are left out. */
export function successorsOf(steps: Readonly<Record<string, Step>>): Map<string, string[]> {
  return new Map(
    Object.entries(steps).map(([key, step]) => [
      key,
      [
        ...new Set(
          kindOf(step)
            .exits(step)
            .map((exit) => exit.to),
        ),
      ].filter((to) => Object.hasOwn(steps, to)),
    ]),
  );
}

/** Everything that can be reached, the start included. */
export function reachableFrom(start: string, follow: Follow): Set<string> {
  const reached = new Set([start]);
  for (const key of reached) for (const to of follow.get(key) ?? []) reached.add(to);
  return reached;
}

/** One loop for each knot of steps that `stops` does not hold up; [] when there is none. */
export function cyclesWithout(follow: Follow, stops: (key: string) => boolean): string[][] {
  const free = new Map(
    [...follow].filter(([key]) => !stops(key)).map(([key, tos]) => [key, tos.filter((to) => !stops(to))]),
  );
  const done = new Set<string>();
  const loops: string[][] = [];
  for (const start of free.keys()) {
    if (done.has(start)) continue;
    const loop = loopFrom(start, free, done);
    if (loop) loops.push(loop);
  }
  return loops;
}

/** Depth first without recursion: a definition may be a chain of 500 steps. */
function loopFrom(start: string, follow: Follow, done: Set<string>): string[] | null {
  const trail: { key: string; rest: string[] }[] = [{ key: start, rest: [...(follow.get(start) ?? [])] }];
  const on = new Set([start]);
  while (trail.length > 0) {
    const top = trail.at(-1)!;
    const to = top.rest.pop();
    if (to === undefined) {
      trail.pop();
      on.delete(top.key);
      done.add(top.key);
    } else if (on.has(to)) {
      for (const { key } of trail) done.add(key);
      return trail.slice(trail.findIndex(({ key }) => key === to)).map(({ key }) => key);
    } else if (!done.has(to)) {
      on.add(to);
      trail.push({ key: to, rest: [...(follow.get(to) ?? [])] });
    }
  }
  return null;
}

/**
 * Steps that one entry can come to more than once: those of loops, those where parallel paths join again, and all that follow
 * them. Only for these are visits counted; branches that join again are walked once, whichever was taken.
 * @param forks whether a step sends an entry on several ways at the same time
 */
export function revisited(start: string, follow: Follow, forks: (key: string) => boolean): Set<string> {
  const again = new Set<string>();
  const note = (key: string) => {
    if (!again.has(key)) for (const later of reachableFrom(key, follow)) again.add(later);
  };
  for (const key of reachableFrom(start, follow)) {
    const ways = (follow.get(key) ?? []).map((to) => reachableFrom(to, follow));
    if (ways.some((way) => way.has(key))) note(key);
    if (!forks(key)) continue;
    const seen = new Set<string>();
    for (const way of ways) {
      for (const step of way) if (seen.has(step)) note(step);
      for (const step of way) seen.add(step);
    }
  }
  return again;
}
