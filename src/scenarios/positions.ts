/** One typed function per statement about positions and visits, nothing else. */
import type { QueryResultRow } from 'pg';
import { type Bite, count, type Queryable, run, statements, type Touched } from '../store/index.ts';
import type { Position } from './kinds.ts';

const sql = statements(import.meta.url, 'position.sql');

/** A position as it is written. */
export type Stand = Pick<
  Position,
  'entryId' | 'path' | 'personId' | 'versionId' | 'step' | 'visit' | 'arrivedAt' | 'dueAt' | 'awaits' | 'waiting'
>;

/** Positions of these people due by their moments; `strict` asks for those due before them. */
export const duePositions = async (bite: Bite, instants: readonly Touched[], strict: boolean): Promise<Position[]> =>
  instants.length === 0
    ? []
    : run<Position>(bite.tx, sql('due'), {
        bucket: bite.bucket,
        people: instants.map((one) => one.personId),
        moments: instants.map((one) => one.asOf),
        strict,
      });

/** Positions that wait for these events at their moments. */
export const awaitingPositions = (
  bite: Bite,
  events: readonly { personId: string; name: string; at: Date }[],
): Promise<Position[]> =>
  run<Position>(bite.tx, sql('awaiting'), {
    bucket: bite.bucket,
    people: events.map((event) => event.personId),
    events: events.map((event) => event.name),
    moments: events.map((event) => event.at),
  });

const columns = (stands: readonly Stand[]) => ({
  entries: stands.map((one) => one.entryId),
  paths: stands.map((one) => one.path),
  steps: stands.map((one) => one.step),
  visits: stands.map((one) => one.visit),
  arrived: stands.map((one) => one.arrivedAt),
  due: stands.map((one) => one.dueAt),
  awaits: stands.map((one) => one.awaits),
  waiting: stands.map((one) => one.waiting),
});

export async function insertPositions(bite: Bite, stands: readonly Stand[]): Promise<void> {
  if (stands.length === 0) return;
  await count(bite.tx, sql('insert'), {
    bucket: bite.bucket,
    people: stands.map((one) => one.personId),
    versions: stands.map((one) => one.versionId),
    ...columns(stands),
  });
}

export async function movePositions(bite: Bite, stands: readonly Stand[]): Promise<void> {
  if (stands.length > 0) await count(bite.tx, sql('move'), { bucket: bite.bucket, ...columns(stands) });
}

export async function endPaths(bite: Bite, paths: readonly { entryId: string; path: string }[]): Promise<void> {
  if (paths.length === 0) return;
  await count(bite.tx, sql('end-paths'), {
    bucket: bite.bucket,
    entries: paths.map((one) => one.entryId),
    paths: paths.map((one) => one.path),
  });
}

/** Takes every path and visit of entries away. */
export async function clearEntries(bite: Bite, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  await count(bite.tx, sql('end-entries'), { bucket: bite.bucket, entries });
  await count(bite.tx, sql('forget-visits'), { bucket: bite.bucket, entries });
}

/** Counts arrivals at steps; answers how often each entry has come to each, by `entry|step`. */
export async function countVisits(
  bite: Bite,
  arrivals: ReadonlyMap<string, { entryId: string; step: string; arrivals: number }>,
): Promise<Map<string, number>> {
  if (arrivals.size === 0) return new Map();
  const all = [...arrivals.values()];
  const rows = await run<{ entryId: string; step: string; count: number }>(bite.tx, sql('count-visits'), {
    bucket: bite.bucket,
    entries: all.map((one) => one.entryId),
    steps: all.map((one) => one.step),
    arrivals: all.map((one) => one.arrivals),
  });
  return new Map(rows.map((row) => [`${row.entryId}|${row.step}`, row.count]));
}

/** Each person's earliest due moment, in the order of the moments. */
export const dueInstants = (bite: Bite, most: number): Promise<Touched[]> =>
  run<Touched>(bite.tx, sql('due-people'), { bucket: bite.bucket, now: bite.now, most });

/** The next moment at which anything is due in any bucket; null when nothing waits. */
export const nextDue = async (on: Queryable): Promise<Date | null> =>
  (await run<{ at: Date | null }>(on, sql('next-due'), {}))[0]?.at ?? null;

/** Buckets in which something is due. */
export const bucketsDue = async (on: Queryable, now: Date): Promise<number[]> =>
  (await run<{ bucket: number }>(on, sql('buckets-due'), { now })).map((row) => row.bucket);

/** Takes a person's positions and the visits of these entries out, as they are. */
export async function takePositions<Row extends QueryResultRow>(
  bite: Bite,
  personId: string,
  entries: readonly string[],
): Promise<{ positions: Row[]; visits: Row[] }> {
  const positions = await run<Row>(bite.tx, sql('take'), { bucket: bite.bucket, person: personId });
  const visits = await run<Row>(bite.tx, sql('take-visits'), { bucket: bite.bucket, entries });
  return { positions, visits };
}

/** Puts taken positions and visits in under another person. */
export async function putPositions(
  bite: Bite,
  personId: string,
  positions: unknown[],
  visits: unknown[],
): Promise<void> {
  await count(bite.tx, sql('put'), { bucket: bite.bucket, person: personId, rows: JSON.stringify(positions) });
  await count(bite.tx, sql('put-visits'), { bucket: bite.bucket, rows: JSON.stringify(visits) });
}

/** Where an entry stands, for reading. */
export type Standing = Omit<Stand, 'personId' | 'versionId'>;

export const standingOf = (on: Queryable, bucket: number, entries: readonly string[]): Promise<Standing[]> =>
  run<Standing>(on, sql('of-entries'), { bucket, entries });

/** People at each step of each version of a scenario. */
export type AtStep = { version: number; step: string; people: number; nextDue: Date };

export const peopleAtSteps = (on: Queryable, scenarioId: number): Promise<AtStep[]> =>
  run<AtStep>(on, sql('count-of-scenario'), { scenario: scenarioId });

/** How many people are inside each scenario, by its id. */
export async function countInside(on: Queryable): Promise<Map<number, number>> {
  const rows = await run<{ scenarioId: number; people: number }>(on, sql('inside'), {});
  return new Map(rows.map((row) => [row.scenarioId, row.people]));
}

/** How many entries of some scenarios are under way, by the scenario's id. */
export async function entriesInside(on: Queryable, scenarios: readonly number[]): Promise<Map<number, number>> {
  const rows = await run<{ scenarioId: number; entries: number }>(on, sql('inside-of'), { scenarios });
  return new Map(rows.map((row) => [row.scenarioId, row.entries]));
}

/** Somebody who stands at a step. */
export type Inside = Pick<Position, 'entryId' | 'path' | 'step' | 'arrivedAt' | 'dueAt' | 'awaits'> & {
  id: string;
  email: string | null;
  externalId: string | null;
  traits: Record<string, unknown>;
  version: number;
};

/** Before every id. */
const firstId = '00000000-0000-0000-0000-000000000000';

export const insideOf = (
  on: Queryable,
  scenarioId: number,
  { step, after, most }: { step?: string; after?: { entryId: string; path: string }; most: number },
): Promise<Inside[]> =>
  run<Inside>(on, sql('people-of-scenario'), {
    scenario: scenarioId,
    step: step ?? null,
    after_entry: after?.entryId ?? firstId,
    after_path: after?.path ?? '',
    most,
  });
