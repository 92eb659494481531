/** Imports that the server does by itself: what is still to do, how far each is, what was wrong, and how a header was understood before. */
import { createHash } from 'node:crypto';
import { count, type Queryable, run, type Store, statements, type Tx } from '../store/index.ts';
import { clean } from './clean.ts';
import { type BadLine, type Fault, type Mapping, parseMapping } from './import/index.ts';
import { beginRun, countRun } from './runs.ts';
import type { Upload } from './uploads.ts';

const sql = statements(import.meta.url, 'jobs.sql');

/** Lines kept for the report of what was wrong; a file with more needs another export, not a longer list. */
const MOST_FAULTS_KEPT = 100_000;

/** What the screen shows of an import that the server does. */
export type JobProgress = {
  id: string;
  uploadId: string;
  phase: 'reading' | 'applying';
  /** No process works on it yet: another import of its kind goes first, or a restart is under way. */
  waiting: boolean;
  rows: number;
  bytes: number;
  totalBytes: number;
  faults: number;
  /** The file is still there: it can be begun again with another mapping. */
  hasFile: boolean;
};

/** What a process has to know to go on. */
export type Work = {
  kind: string;
  uploadId: string;
  mapping: Mapping;
  beganAt: Date;
  rows: number;
  faults: number;
  reasons: string[];
  attempts: number;
  badRows: number;
};

export type FaultLine = { number: number; line: number; column: string | null; fault: Fault; raw: string };

/** Begins an import that the server does, and remembers how its header was understood. */
export async function beginJob(
  store: Store,
  given: { kind: string; upload: Upload; mapping: Mapping; header: readonly string[] },
): Promise<{ id: string; first: boolean }> {
  const { kind, upload, mapping, header } = given;
  return beginRun(store, { kind, file: upload.file }, async (tx, id) => {
    const text = JSON.stringify(mapping);
    await count(tx, sql('begin'), {
      id,
      upload: upload.id,
      mapping: text,
      now: store.clock.now(),
      bytes: upload.bytes,
    });
    const { asOf: _, ...lasting } = mapping;
    const remembered = { kind, header: headerKey(header), mapping: JSON.stringify(lasting), wall: store.clock.wall() };
    await count(tx, sql('remember'), remembered);
  });
}

/** How a file with this header was understood the last time, or null. */
export async function rememberedMapping(
  on: Queryable,
  kind: string,
  header: readonly string[],
): Promise<Mapping | null> {
  const [found] = await run<{ mapping: unknown }>(on, sql('remembered'), { kind, header: headerKey(header) });
  return found ? parseMapping(found.mapping) : null;
}

/** Exports of one shop keep their columns, not always in the same order. */
const headerKey = (header: readonly string[]): Buffer =>
  createHash('sha256').update(JSON.stringify(header.toSorted())).digest();

/** The oldest import of each kind that is still to do, and who works on it. */
export const nextJobs = (on: Queryable): Promise<{ id: string; kind: string; process: number | null }[]> =>
  run(on, sql('next'), {});

export const claimJob = async (on: Queryable, id: string, here: number, living: Iterable<number>): Promise<boolean> =>
  (await count(on, sql('claim'), { id, here, living: [...living] })) > 0;

/** @param kept the attempt counts, because it failed */
export const releaseJob = (on: Queryable, id: string, here: number, failed: boolean): Promise<number> =>
  count(on, sql('release'), { id, here, kept: failed ? 0 : 1 });

export async function readWork(on: Queryable, id: string): Promise<Work> {
  const [found] = await run<Work>(on, sql('work'), { id });
  return { ...found!, mapping: parseMapping(found!.mapping) };
}

type Advance = Pick<Work, 'rows' | 'faults' | 'reasons'> & { bytes: number; phase: 'reading' | 'applying' };

/**
 * Notes how far an import is, with what a batch brought.
 * @returns false where it was stopped or is another process's by now: nothing of it is noted then
 */
export async function advanceJob(
  store: Store,
  { id, here }: { id: string; here: number },
  to: Advance,
  batch: { good: number; bad: number },
): Promise<boolean> {
  return store.transaction(async (tx) => {
    const given = { id, here, ...to, reasons: JSON.stringify(to.reasons) };
    if ((await count(tx, sql('advance'), given)) === 0) return false;
    await countRun(tx, id, batch);
    return true;
  });
}

/** Keeps lines that were not read in; `before` is how many there were. */
export async function keepFaults(on: Queryable, id: string, before: number, lines: readonly BadLine[]): Promise<void> {
  const kept = lines.slice(0, Math.max(0, MOST_FAULTS_KEPT - before));
  if (kept.length === 0) return;
  const faults = kept.map(({ line, column, fault, raw }, at) => ({
    number: before + at + 1,
    line,
    column_name: column ?? null,
    fault,
    raw,
  }));
  await count(on, sql('add-faults'), { id, faults: JSON.stringify(clean(faults)) });
}

/** Lines that were not read in, in the order of the file. */
export const listFaults = (on: Queryable, id: string, page: { after: number; most: number }): Promise<FaultLine[]> =>
  run(on, sql('faults'), { id, ...page });

/** How far these imports are; those that a command does are not among them. */
export async function progressOf(on: Queryable, ids: readonly string[]): Promise<Map<string, JobProgress>> {
  if (ids.length === 0) return new Map();
  const rows = await run<JobProgress>(on, sql('progress'), { ids });
  return new Map(rows.map((row) => [row.id, row]));
}

/** What belongs to these runs goes with them. */
export async function dropJobs(tx: Tx, ids: readonly string[]): Promise<void> {
  await count(tx, sql('drop-faults'), { ids });
  await count(tx, sql('drop-jobs'), { ids });
}
