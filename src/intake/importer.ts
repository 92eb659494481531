/**
 * The server's own imports: files that the screen sent are read in by the same engine that `declic import` runs, in the background. How
 * far an import is stands in the database after every batch, so that it goes on there after a restart, in whatever process.
 *
 *     running, nobody's ──claim──▶ running, ours ──all is applied──▶ finished
 *            ▲                        │    │
 *            └──stop, failure, death──┘    └──stopped by somebody, nothing to read──▶ interrupted
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isDeclicError } from '../errors.ts';
import { readSetting, shopCurrency, shopTimezone } from '../settings/index.ts';
import { inboxDepth, lanes, type Store } from '../store/index.ts';
import { accept } from './accept.ts';
import { acceptCatalog } from './accept-catalog.ts';
import {
  type BadLine,
  type ImportReport,
  type ImportTarget,
  importErrors,
  type Progress,
  runImport,
} from './import/index.ts';
import { advanceJob, claimJob, keepFaults, nextJobs, readWork, releaseJob, type Work } from './jobs.ts';
import { defaultLimits } from './limits.ts';
import { endRun, untilApplied } from './runs.ts';
import { dropUploads, fileOfUpload, readUpload } from './uploads.ts';

/** How often a process looks for imports. */
const LOOK_EVERY_MS = 500;
/** While the inbox is full. */
const ROOM_EVERY_MS = 250;
/** After a failure that may pass: a database that restarts. */
const AFTER_FAILURE_MS = 5_000;
/** Failures in a row without a batch that went through. */
const MOST_ATTEMPTS = 10;
/** Reasons of refused facts that a report shows. */
const MOST_REASONS = 20;

export type Importer = { start: () => void /** Returns after the batch under way. */; stop: () => Promise<void> };

type Deps = { store: Store; log: Logger };

export function createImporter({ store, log }: Deps): Importer {
  const stopping = new AbortController();
  const working = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  const look = async (): Promise<void> => {
    const jobs = (await nextJobs(store.pool)).filter(({ kind }) => !working.has(kind));
    if (jobs.length === 0) return;
    const here = await store.presence.here();
    const living = await store.presence.living();
    // What this process itself left behind by a failure is nobody's either.
    living.delete(here);
    for (const { id, kind } of jobs) {
      if (stopping.signal.aborted || !(await claimJob(store.pool, id, here, living))) continue;
      const work = new Job({ store, log }, id, here, stopping.signal).run().finally(() => working.delete(kind));
      working.set(kind, work);
    }
  };
  const again = () => {
    looking = look()
      .catch((error) => log.error({ event: 'import.look_failed', err: error }, 'imports could not be looked for'))
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(again, LOOK_EVERY_MS);
      });
  };
  return {
    start: () => {
      timer ??= setTimeout(again, LOOK_EVERY_MS);
    },
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await looking;
      await Promise.all(working.values());
    },
  };
}

/** One import in this process, from its claim to its end or to its release. */
class Job {
  #deps: Deps;
  #id: string;
  #here: number;
  #stopping: AbortSignal;
  /** The import was stopped by somebody, or is another process's. */
  #gone = new AbortController();
  #faults = 0;
  #reasons: string[] = [];
  #batch = { good: 0, bad: 0 };
  #far: Progress | null = null;

  constructor(deps: Deps, id: string, here: number, stopping: AbortSignal) {
    this.#deps = deps;
    this.#id = id;
    this.#here = here;
    this.#stopping = stopping;
  }

  /** Never fails: what goes wrong is told in the import's report, or tried again. */
  async run(): Promise<void> {
    const { store, log } = this.#deps;
    try {
      const work = await readWork(store.pool, this.#id);
      await this.#read(work).catch((error) => this.#failed(error, work));
    } catch (error) {
      log.error({ event: 'import.failed', id: this.#id, err: error }, 'an import failed; it is tried again');
      await sleep(AFTER_FAILURE_MS, undefined, { signal: this.#stopping }).catch(() => {});
      await releaseJob(store.pool, this.#id, this.#here, true).catch(() => {});
    }
  }

  async #read(work: Work): Promise<void> {
    const { store } = this.#deps;
    const upload = await readUpload(store.pool, work.uploadId);
    if (!upload) throw importErrors.IMPORT_NO_FILE({ file: work.uploadId, reason: 'it was deleted' });
    this.#faults = work.faults;
    this.#reasons = work.reasons;
    await runImport(
      {
        kind: work.kind,
        file: fileOfUpload(store.pool, upload),
        mapping: work.mapping,
        now: work.beganAt,
        shop: {
          currency: await readSetting(store.pool, shopCurrency),
          timezone: await readSetting(store.pool, shopTimezone),
        },
        signal: AbortSignal.any([this.#stopping, this.#gone.signal]),
        badLines: (lines) => this.#bad(lines),
        resume: { rows: work.rows, refused: { count: work.badRows, reasons: work.reasons } },
      },
      this.#target(upload.id),
      (progress) => this.#advance(progress, 'reading'),
    );
  }

  async #bad(lines: readonly BadLine[]): Promise<void> {
    await keepFaults(this.#deps.store.pool, this.#id, this.#faults, lines);
    this.#faults += lines.length;
  }

  #target(uploadId: string): ImportTarget {
    const { store } = this.#deps;
    return {
      facts: async (facts) => {
        await this.#untilRoom();
        const { accepted, rejected } = await accept(store, facts, { source: `import ${this.#id}`, lane: lanes.bulk });
        this.#batch = { good: accepted, bad: rejected.length };
        const reasons = rejected.map(({ reason }) => reason);
        this.#reasons = [...this.#reasons, ...reasons].slice(0, MOST_REASONS);
        return rejected.length === 0 ? undefined : { count: rejected.length, reasons };
      },
      catalog: async (rows) => {
        await acceptCatalog(store, rows);
        this.#batch.good += rows.length;
      },
      finish: (report) => this.#finish(report, uploadId),
    };
  }

  async #advance(progress: Progress, phase: 'reading' | 'applying'): Promise<void> {
    this.#far = progress;
    const to = { rows: progress.rows, bytes: progress.bytes, faults: this.#faults, reasons: this.#reasons, phase };
    const at = { id: this.#id, here: this.#here };
    const batch = this.#batch;
    this.#batch = { good: 0, bad: 0 };
    if (!(await advanceJob(this.#deps.store, at, to, batch))) this.#gone.abort();
  }

  async #finish(report: ImportReport, uploadId: string): Promise<void> {
    const { store, log } = this.#deps;
    if (this.#far) await this.#advance(this.#far, 'applying');
    const stopped = () => this.#stopping.aborted || this.#gone.signal.aborted;
    await untilApplied(store, stopped);
    if (stopped()) throw importErrors.IMPORT_STOPPED({ rows: report.rowsRead });
    await endRun(store, this.#id, 'finished', report);
    await dropUploads(store.pool, [uploadId]);
    const { rowsRead: rows, rowsRejected: rejected, seconds } = report;
    log.info({ event: 'import.finished', id: this.#id, rows, rejected, seconds }, 'a file was imported');
  }

  async #untilRoom(): Promise<void> {
    const { waiting } = defaultLimits;
    const { signal } = this.#gone;
    while ((await inboxDepth(this.#deps.store.pool, waiting + 1)) > waiting) {
      if (this.#stopping.aborted || signal.aborted) return;
      await sleep(ROOM_EVERY_MS);
    }
  }

  async #failed(error: unknown, { attempts }: Work): Promise<void> {
    const { store } = this.#deps;
    if (this.#gone.signal.aborted) return;
    if (this.#stopping.aborted) {
      await releaseJob(store.pool, this.#id, this.#here, false);
      return;
    }
    const final = isDeclicError(error) && error.status < 500;
    if (!final && attempts < MOST_ATTEMPTS) throw error;
    await endRun(store, this.#id, 'interrupted', reportOf(error));
  }
}

/** What the screen shows of an import that came to nothing. */
function reportOf(error: unknown): object {
  if (!isDeclicError(error)) return { code: 'IMPORT_FAILED', reason: (error as Error).message };
  const { code, message, params } = error;
  return { code, reason: message, params };
}
