/** Arriving at a step: the number of the visit, and waits that are reached after what they wait for has happened. */
import { type Bite, run } from '../store/index.ts';
import type { Position } from './kinds.ts';
import type { Published } from './load.ts';
import { earlier } from './localtime.ts';
import { entrySql } from './people.ts';
import { countVisits } from './positions.ts';
import { kindOf } from './steps/index.ts';

/** A position on its way; `unwritten` ones have no row yet. */
export type Walker = Position & { unwritten?: boolean };

/** Gives positions that come to a step the number of their visit. */
export async function arriveAt(bite: Bite, published: Published, going: readonly Walker[]): Promise<Walker[]> {
  const arrivals = new Map<string, { entryId: string; step: string; arrivals: number }>();
  for (const { entryId, step, versionId } of going) {
    if (!published.versions.get(versionId)!.revisited.has(step)) continue;
    const key = `${entryId}|${step}`;
    arrivals.set(key, { entryId, step, arrivals: (arrivals.get(key)?.arrivals ?? 0) + 1 });
  }
  const totals = await countVisits(bite, arrivals);
  const left = new Map([...arrivals].map(([key, one]) => [key, one.arrivals]));
  return going.map((one) => {
    const key = `${one.entryId}|${one.step}`;
    const total = totals.get(key);
    if (total === undefined) return { ...one, visit: 1 };
    // Paths that arrive together are numbered in their order.
    const after = left.get(key)! - 1;
    left.set(key, after);
    return { ...one, visit: total - after };
  });
}

/**
 * Lets go at once who reaches a wait late (a pause, a server that was down) when the awaited event has happened since the
 * moment of arrival: it was applied before the wait existed and will not be told again.
 */
export async function releaseLate(bite: Bite, published: Published, walkers: readonly Walker[]): Promise<Walker[]> {
  const late = walkers.filter((one) => one.waiting && one.awaits !== null && one.arrivedAt < bite.now);
  if (late.length === 0) return [...walkers];
  const rows = await run<{ entryId: string; path: string; at: Date; properties: Record<string, unknown> }>(
    bite.tx,
    entrySql('events-since'),
    {
      bucket: bite.bucket,
      entries: late.map((one) => one.entryId),
      paths: late.map((one) => one.path),
      people: late.map((one) => one.personId),
      events: late.map((one) => one.awaits),
      arrived: late.map((one) => one.arrivedAt),
      until: late.map((one) => earlier(one.dueAt, bite.now)),
    },
  );
  const cameTo = new Map<string, { step: string; at: Date }>();
  const walkerAt = new Map(late.map((one) => [`${one.entryId}|${one.path}`, one]));
  for (const row of rows) {
    const key = `${row.entryId}|${row.path}`;
    const to = cameTo.has(key) ? null : stepAfter(published, walkerAt.get(key)!, row.properties);
    if (to !== null) cameTo.set(key, { step: to, at: row.at });
  }
  const kept = walkers.filter((one) => !cameTo.has(`${one.entryId}|${one.path}`));
  const freed = walkers.flatMap((one) => {
    const came = cameTo.get(`${one.entryId}|${one.path}`);
    return came ? [released(one, came.step, came.at)] : [];
  });
  return [...kept, ...(await arriveAt(bite, published, freed))];
}

/** The step that the awaited event leads to, or null when it is not the awaited one. */
export const stepAfter = (
  published: Published,
  position: Position,
  properties: Record<string, unknown>,
): string | null => {
  const step = published.versions.get(position.versionId)?.definition.steps[position.step];
  return step ? (kindOf(step).came?.(step, properties) ?? null) : null;
};

/** A wait that the awaited event has ended, at the event's moment. */
export const released = (position: Walker, step: string, at: Date): Walker => ({
  ...position,
  step,
  arrivedAt: at,
  dueAt: at,
  awaits: null,
  waiting: false,
});
