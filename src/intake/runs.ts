/** Runs of imports: what was sent, how much of it was taken, and the report of its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  count,
  inboxMark,
  inboxWaitsBelow,
  isUuid,
  newId,
  type Queryable,
  run,
  type Store,
  statements,
  type Tx,
} from '../store/index.ts';

const sql = statements(import.meta.url, 'runs.sql');

/** How often a waiting import asks whether its facts are applied. */
const LOOK_EVERY_MS = 50;
/** Applying a fact may send others on (merges, orders that find their customer): after so many turns all have arrived. */
const MOST_TURNS = 4;

export type ImportRun = {
  id: string;
  kind: string;
  file: string;
  state: 'running' | 'finished' | 'interrupted';
  /** Facts or rows taken and refused so far. */
  rows: number;
  badRows: number;
  /** Lines of its file and those that were left out, as its report says; null until it does. */
  lines: number | null;
  badLines: number | null;
  startedAt: Date;
  finishedAt: Date | null;
};
type Row = Omit<ImportRun, 'lines' | 'badLines'> & { report: Record<string, unknown> };

/** A report is what its sender made of it: a figure is a number there, or none. */
const figureOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const withLines = <R extends Row>(row: R) => ({
  ...row,
  lines: figureOf(row.report.rowsRead),
  badLines: figureOf(row.report.rowsRejected),
});

/** Begins a run, in one transaction with what else belongs to it; `first` says that nothing was imported before. */
export async function beginRun(
  store: Store,
  given: { kind: string; file: string },
  also: (tx: Tx, id: string) => Promise<void> = async () => {},
): Promise<{ id: string; first: boolean }> {
  const id = newId();
  return store.transaction(async (tx) => {
    const [any] = await run<{ there: boolean }>(tx, sql('any'), {});
    await count(tx, sql('begin'), { id, ...given, wall: store.clock.wall() });
    await also(tx, id);
    return { id, first: !any!.there };
  });
}

/** One run with its report, or null. */
export async function getRun(
  on: Queryable,
  id: string,
): Promise<(ImportRun & { report: Record<string, unknown> }) | null> {
  if (!isUuid(id)) return null;
  const [found] = await run<Row>(on, sql('one'), { id });
  return found ? withLines(found) : null;
}

/** The newest runs first; `before` is the last of the page before. */
export async function listRuns(
  on: Queryable,
  page: { before?: { at: Date; id: string }; most: number },
): Promise<ImportRun[]> {
  const rows = await run<Row>(on, sql('list'), {
    before: page.before?.at ?? 'infinity',
    before_id: page.before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
    most: page.most,
  });
  return rows.map((row) => {
    const { report: _, ...told } = withLines(row);
    return told;
  });
}

/** Counts what a running import sent. */
export async function countRun(on: Queryable, id: string, taken: { good: number; bad: number }): Promise<void> {
  await count(on, sql('count'), { id, ...taken });
}

/** Ends a run, once. */
export async function endRun(
  store: Store,
  id: string,
  state: 'finished' | 'interrupted',
  report: object,
): Promise<void> {
  await count(store.pool, sql('end'), { id, state, report: JSON.stringify(report), wall: store.clock.wall() });
}

/**
 * Returns when everything that had come in is applied, what it sent on included. Facts that keep coming by other doors
 * are not waited for without end.
 */
export async function untilApplied(store: Store, stopped: () => boolean = () => false): Promise<void> {
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const mark = await inboxMark(store.pool);
    if (mark === null) return;
    while ((await inboxWaitsBelow(store.pool, mark)) && !stopped()) await sleep(LOOK_EVERY_MS);
  }
}
