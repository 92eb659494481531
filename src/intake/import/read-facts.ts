/** The engine: rows of a file to batches of facts, as a stream. */
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import { importErrors } from './errors.ts';
import { type BadLine, badLine, type Fault, fault } from './faults.ts';
import type { Collector, KindContext, Output } from './kinds/kind.ts';
import { Occurrences } from './occurrences.ts';
import { type ImportSettings, type Plan, planImport } from './plan.ts';
import { Quality } from './quality.ts';
import type { ImportFile } from './reading/source.ts';
import type { Row } from './reading/table.ts';

/** Rows that become one batch. */
const ROWS_PER_BATCH = 1000;
/** A moment further ahead than this is a slip of the pen; within it, a clock or a time zone. */
const FURTHEST_AHEAD = 24 * 3_600_000;

export type FactBatch = {
  facts: Fact[];
  catalog: CatalogRow[];
  /** Rows read so far. */
  rows: number;
  /** Lines of this batch that were rejected. */
  bad: BadLine[];
  bytesRead: number;
};

/** Opens a file and streams its facts. Memory stays bounded whatever its size. */
export async function* readFacts(
  file: ImportFile,
  settings: ImportSettings & { signal?: AbortSignal },
): AsyncGenerator<FactBatch> {
  yield* factsOf(await planImport(file, settings), settings.now, new Quality(), settings.signal);
}

/** Streams the facts of a planned import; `quality` gathers what is found on the way. */
export async function* factsOf(
  plan: Plan,
  now: Date,
  quality: Quality,
  signal?: AbortSignal,
): AsyncGenerator<FactBatch> {
  const reader = new FactReader(plan, now, quality);
  try {
    for await (const batch of plan.table.batches) {
      reader.bad.push(...batch.bad);
      reader.rows += batch.bad.length;
      for (const row of batch.rows) {
        reader.take(row);
        if (reader.waiting >= ROWS_PER_BATCH) {
          if (signal?.aborted) throw importErrors.IMPORT_STOPPED({ rows: reader.rows });
          yield reader.batch();
        }
      }
      if (reader.bad.length >= ROWS_PER_BATCH) yield reader.batch();
    }
    if (signal?.aborted) throw importErrors.IMPORT_STOPPED({ rows: reader.rows });
    yield reader.batch();
  } catch (error) {
    // A file that breaks off in the middle still gives what came before.
    if ((error as { code?: string }).code === 'IMPORT_BROKEN_OFF' && reader.waiting > 0) yield reader.batch();
    throw error;
  } finally {
    plan.table.close();
  }
}

export class FactReader {
  rows = 0;
  waiting = 0;
  bad: BadLine[] = [];
  #plan: Plan;
  #quality: Quality;
  #collector: Collector;
  #out: Output = { facts: [], catalog: [] };
  #latest: number;
  #moments: string[];

  constructor(plan: Plan, now: Date, quality: Quality) {
    this.#plan = plan;
    this.#quality = quality;
    this.#latest = now.getTime() + FURTHEST_AHEAD;
    this.#moments = plan.kind.fields
      .filter((field) => field.type === 'moment' && field.essential)
      .map((field) => field.name);
    const { asOf, currency, given, mapping, table } = plan;
    const context: KindContext = {
      now,
      asOf,
      currency,
      given,
      cancellation: mapping.cancellation,
      fileName: table.name,
      occurrences: new Occurrences(),
      quality,
    };
    this.#collector = plan.kind.start(context);
  }

  take(row: Row): void {
    this.rows += 1;
    this.waiting += 1;
    const record = this.#plan.record(row, this.#quality);
    if ('reason' in record) {
      this.#reject(row, record.reason, record.column);
      return;
    }
    const ahead = this.#moments.find(
      (name) => record.values[name] instanceof Date && Number(record.values[name]) > this.#latest,
    );
    const rejection =
      ahead === undefined
        ? this.#collector.take(record, this.#out)
        : { reason: fault('future', { moment: (record.values[ahead] as Date).toISOString() }), field: ahead };
    if (rejection !== undefined) this.#reject(row, rejection.reason, this.#columnOf(rejection.field));
  }

  #reject(row: Row, found: Fault, column: string | undefined): void {
    this.bad.push(badLine(row.line, found, row.raw, column));
  }

  #columnOf(field: string | undefined): string | undefined {
    return field === undefined ? undefined : this.#plan.columns.find((column) => column.field === field)?.column;
  }

  batch(): FactBatch {
    this.#collector.flush(this.#out);
    const { facts, catalog } = this.#out;
    const batch = {
      facts,
      catalog,
      rows: this.rows,
      bad: this.bad.sort((a, b) => a.line - b.line),
      bytesRead: this.#plan.table.bytesRead(),
    };
    this.#out = { facts: [], catalog: [] };
    this.bad = [];
    this.waiting = 0;
    return batch;
  }
}
