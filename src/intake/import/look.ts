/** What an import would do, line by line, for people who correct its mapping: nothing is stored, and a mapping that lacks something still shows its columns. */
import { type DeclicError, isDeclicError } from '../../errors.ts';
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import type { BadLine } from './faults.ts';
import { guessColumns } from './guess.ts';
import { importKind } from './kinds/index.ts';
import { type ColumnPlan, examplesOf, type ImportSettings, NO_MAPPING, openAs, type Plan, planImport } from './plan.ts';
import { Quality } from './quality.ts';
import { FactReader } from './read-facts.ts';
import type { ImportFile } from './reading/source.ts';
import { SAMPLE_ROWS, type Table } from './reading/table.ts';

/** Lines shown as they will be stored. */
const LINES_SHOWN = 10;
/** Bad lines of the sample that are shown. */
const BAD_SHOWN = 10;

/** A cell that the line is stored without. */
export type Dropped = { column: string; value: string };
/** One line of the file, and what becomes of it. */
export type LineShown = { line: number; facts: Fact[]; catalog: CatalogRow[]; dropped: Dropped[]; bad: BadLine | null };

export type Look = {
  file: string;
  format: Table['format'];
  encoding: string;
  delimiter: string | null;
  layout: string | null;
  notes: readonly string[];
  currency: string | null;
  timezone: string;
  asOf: Date;
  columns: ColumnPlan[];
  lines: LineShown[];
  /** How many lines were tried, and what is wrong with the first bad ones among them. */
  tried: number;
  bad: number;
  badLines: BadLine[];
};

/** What keeps a file from being read as it is mapped; people mend it by the mapping. */
const MENDABLE = ['IMPORT_MISSING_FIELD', 'IMPORT_NO_CURRENCY', 'IMPORT_MAPPING', 'IMPORT_FIELD_TWICE'];

/**
 * Reads the beginning of a file with a mapping.
 * @param open gives the file, once for each reading
 */
export async function lookAt(
  open: () => ImportFile,
  settings: ImportSettings,
): Promise<{ look: Look; problem: null } | { columns: ColumnPlan[]; problem: DeclicError }> {
  try {
    const plan = await planImport(open(), settings);
    return { look: await tryLines(plan, settings.now), problem: null };
  } catch (error) {
    if (!isDeclicError(error) || !MENDABLE.includes(error.code)) throw error;
    return { columns: await columnsOf(open(), settings), problem: error };
  }
}

async function columnsOf(
  file: ImportFile,
  { kind: name, mapping = NO_MAPPING }: ImportSettings,
): Promise<ColumnPlan[]> {
  const kind = importKind(name);
  const table = await openAs(file, kind, mapping);
  try {
    const { columns } = guessColumns(kind, table.columns, table.sample, mapping);
    return columns.map((guess, index) => ({ ...guess, style: {}, examples: examplesOf(table, index) }));
  } finally {
    table.close();
  }
}

/** Notes what cells of a line were left out, beside counting it. */
class LineNotes extends Quality {
  #noticed: Dropped[] = [];

  override dropped(column: string, line: number, value: string): void {
    super.dropped(column, line, value);
    this.#noticed.push({ column, value });
  }

  override brokenAddress(line: number, value: string): void {
    super.brokenAddress(line, value);
    this.#noticed.push({ column: '', value });
  }

  take(): Dropped[] {
    return this.#noticed.splice(0);
  }
}

async function tryLines(plan: Plan, now: Date): Promise<Look> {
  const { table } = plan;
  const notes = new LineNotes();
  const reader = new FactReader(plan, now, notes);
  const lines: LineShown[] = [];
  const bad: BadLine[] = [];
  let tried = 0;
  for await (const batch of table.batches) {
    const unread = batch.bad.map((fault) => ({ line: fault.line, facts: [], catalog: [], dropped: [], bad: fault }));
    const read = batch.rows.map((row) => {
      reader.take(row);
      const { facts, catalog, bad } = reader.batch();
      return { line: row.line, facts, catalog, dropped: notes.take(), bad: bad[0] ?? null };
    });
    const all: LineShown[] = [...unread, ...read].sort((a, b) => a.line - b.line);
    tried += all.length;
    bad.push(...all.flatMap((line) => line.bad ?? []));
    lines.push(...all.slice(0, Math.max(0, LINES_SHOWN - lines.length)));
    if (tried >= SAMPLE_ROWS) break;
  }
  table.close();
  const { layout } = plan.guesses;
  return {
    file: table.name,
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter ?? null,
    layout: layout?.name ?? null,
    notes: layout?.notes ?? [],
    currency: plan.currency ?? null,
    timezone: plan.zone,
    asOf: plan.asOf,
    columns: plan.columns,
    lines,
    tried,
    bad: bad.length,
    badLines: bad.slice(0, BAD_SHOWN),
  };
}
