/** A whole import: from the file to the target, with progress, a report of bad lines and a data-quality report. */

import { createWriteStream, type WriteStream } from 'node:fs';
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import { importErrors } from './errors.ts';
import type { BadLine } from './faults.ts';
import { type ImportSettings, type Plan, planImport } from './plan.ts';
import { Quality, type QualityReport } from './quality.ts';
import { factsOf } from './read-facts.ts';
import type { ImportFile } from './reading/source.ts';

/** Where facts go: a running server, or the store itself. */
export type ImportTarget = {
  /** Takes facts; they are durable when it returns, save those it refuses. The same facts again change nothing. */
  facts(facts: readonly Fact[]): Promise<Refused | undefined>;
  /** Takes rows of the catalogue. */
  catalog(rows: readonly CatalogRow[]): Promise<void>;
  /** Returns when everything taken is applied, and keeps the report. */
  finish(report: ImportReport): Promise<void>;
};

/** Facts that a target would not take, with some of the reasons. */
export type Refused = { count: number; reasons: readonly string[] };

export type Progress = {
  rows: number;
  bytes: number;
  totalBytes: number | undefined;
  /** Rows per second since the start. */
  rate: number;
  secondsLeft: number | undefined;
};

export type ImportReport = {
  file: string;
  kind: string;
  layout: string | undefined;
  encoding: string;
  delimiter: string | undefined;
  currency: string | undefined;
  timezone: string;
  rowsRead: number;
  rowsKept: number;
  rowsRejected: number;
  /** The first rejected lines; all of them are in the file of bad lines where one was asked for. */
  badLines: BadLine[];
  /** Lines whose bytes were in another encoding than the rest and were read all the same. */
  foreignLines: number;
  facts: Record<string, number>;
  /** Facts that the target would not take, though their lines could be read. */
  refused: Refused;
  catalogRows: number;
  unusedColumns: string[];
  quality: QualityReport;
  seconds: number;
};

export type RunOptions = ImportSettings & {
  file: ImportFile;
  /** NDJSON file for every bad line. */
  badLinesFile?: string;
  /** Takes every bad line beside the file. */
  badLines?: (lines: readonly BadLine[]) => Promise<void>;
  /**
   * What an earlier run of the same file had handed over when it ended: these rows are read again for the report and the numbers
   * of lines, and handed over no more.
   */
  resume?: { rows: number; refused: Refused };
  signal?: AbortSignal;
  /** Monotonic milliseconds; only rate and duration are told by it. */
  ticks?: () => number;
};

/** Bad lines shown in the report itself. */
const MOST_SHOWN = 20;

/**
 * Imports a file. Throws IMPORT_NOTHING_READ where no line was usable, IMPORT_STOPPED where the signal came; what was
 * handed to the target until then stays, and a second run counts nothing twice.
 */
export async function runImport(
  options: RunOptions,
  target: ImportTarget,
  onProgress: (progress: Progress) => unknown = () => {},
): Promise<ImportReport> {
  const plan = await planImport(options.file, options);
  const ticks = options.ticks ?? (() => performance.now());
  const run = new Run(plan, ticks);
  run.refused(options.resume?.refused);
  const badLines = options.badLinesFile === undefined ? undefined : new BadLineFile(options.badLinesFile);
  try {
    for await (const batch of factsOf(plan, options.now, run.quality, options.signal)) {
      run.count(batch);
      await badLines?.write(batch.bad);
      if (batch.rows <= (options.resume?.rows ?? -1)) continue;
      await options.badLines?.(batch.bad);
      if (batch.facts.length > 0) run.refused(await target.facts(batch.facts));
      if (batch.catalog.length > 0) await target.catalog(batch.catalog);
      await onProgress(run.progress(batch.bytesRead));
    }
  } finally {
    await badLines?.close();
  }
  const report = run.report();
  if (report.rowsKept === 0) {
    const [first] = report.badLines;
    if (first === undefined) throw importErrors.IMPORT_EMPTY({ file: plan.table.name });
    throw importErrors.IMPORT_NOTHING_READ(
      { rows: report.rowsRead, line: first.line, reason: first.reason },
      { details: report },
    );
  }
  await target.finish(report);
  return report;
}

class Run {
  readonly quality = new Quality();
  #plan: Plan;
  #ticks: () => number;
  #start: number;
  #rows = 0;
  #bad = 0;
  #badRows: BadLine[] = [];
  #facts: Record<string, number> = {};
  #catalog = 0;
  #refused = 0;
  #reasons: string[] = [];

  constructor(plan: Plan, ticks: () => number) {
    this.#plan = plan;
    this.#ticks = ticks;
    this.#start = ticks();
  }

  count(batch: {
    facts: readonly Fact[];
    catalog: readonly CatalogRow[];
    rows: number;
    bad: readonly BadLine[];
  }): void {
    this.#rows = batch.rows;
    this.#bad += batch.bad.length;
    for (const line of batch.bad) {
      if (this.#badRows.length >= MOST_SHOWN) break;
      this.#badRows.push(line);
    }
    for (const fact of batch.facts) this.#facts[fact.kind] = (this.#facts[fact.kind] ?? 0) + 1;
    this.#catalog += batch.catalog.length;
  }

  refused(refused: Refused | undefined): void {
    if (refused === undefined) return;
    this.#refused += refused.count;
    this.#reasons.push(...refused.reasons.slice(0, MOST_SHOWN - this.#reasons.length));
  }

  progress(bytes: number): Progress {
    const seconds = (this.#ticks() - this.#start) / 1000;
    const totalBytes = this.#plan.table.totalBytes;
    const known = totalBytes !== undefined && bytes > 0 && seconds > 0;
    return {
      rows: this.#rows,
      bytes,
      totalBytes,
      rate: seconds > 0 ? this.#rows / seconds : 0,
      secondsLeft: known ? Math.max(0, ((totalBytes - bytes) * seconds) / bytes) : undefined,
    };
  }

  report(): ImportReport {
    const { table, kind, guesses, columns, currency, zone } = this.#plan;
    return {
      file: table.name,
      kind: kind.name,
      layout: guesses.layout?.name,
      encoding: table.encoding,
      delimiter: table.delimiter,
      currency,
      timezone: zone,
      rowsRead: this.#rows,
      rowsKept: this.#rows - this.#bad,
      rowsRejected: this.#bad,
      badLines: this.#badRows,
      foreignLines: table.foreignLines(),
      facts: this.#facts,
      refused: { count: this.#refused, reasons: this.#reasons },
      catalogRows: this.#catalog,
      unusedColumns: columns.filter((column) => column.field === undefined).map((column) => column.column),
      quality: this.quality.report(),
      seconds: (this.#ticks() - this.#start) / 1000,
    };
  }
}

/** Bad lines as they come, one JSON object per line. */
class BadLineFile {
  #stream: WriteStream;
  #failure: Error | undefined;
  #path: string;

  constructor(path: string) {
    this.#path = path;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  #check(): void {
    if (this.#failure) throw importErrors.IMPORT_REPORT_FILE({ file: this.#path, reason: this.#failure.message });
  }

  // Not events.once: it would throw the bare error, and here the sentence about it is wanted.
  #either(...events: string[]): Promise<void> {
    return new Promise((resolve) => {
      for (const event of events) this.#stream.once(event, () => resolve());
    });
  }

  async write(lines: readonly BadLine[]): Promise<void> {
    this.#check();
    if (lines.length === 0) return;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    if (!this.#stream.write(text)) await this.#either('drain', 'close');
    this.#check();
  }

  async close(): Promise<void> {
    this.#stream.end();
    if (!this.#stream.closed) await this.#either('close');
    this.#check();
  }
}
