/** What an import would do, before it does it. */
import type { Fact } from '../../facts/index.ts';
import type { CatalogRow } from './catalog-row.ts';
import type { BadLine } from './faults.ts';
import { type ColumnPlan, type ImportSettings, planImport } from './plan.ts';
import { Quality } from './quality.ts';
import { factsOf } from './read-facts.ts';
import type { ImportFile } from './reading/source.ts';

export type Preview = {
  file: string;
  format: string;
  encoding: string;
  delimiter: string | undefined;
  layout: string | undefined;
  notes: readonly string[];
  currency: string | undefined;
  timezone: string;
  asOf: string;
  columns: ColumnPlan[];
  /** The first facts or catalogue rows, as they will be stored. */
  facts: Fact[];
  catalog: CatalogRow[];
  bad: BadLine[];
};

/** Reads the beginning of a file and shows its mapping and its first `n` facts. Stores nothing. */
export async function preview(file: ImportFile, settings: ImportSettings, n = 10): Promise<Preview> {
  const plan = await planImport(file, settings);
  const { table } = plan;
  let first: { facts: Fact[]; catalog: CatalogRow[]; bad: BadLine[] } = { facts: [], catalog: [], bad: [] };
  for await (const batch of factsOf(plan, settings.now, new Quality())) {
    first = batch;
    break;
  }
  return {
    file: table.name,
    format: table.format,
    encoding: table.encoding,
    delimiter: table.delimiter,
    layout: plan.guesses.layout?.name,
    notes: plan.guesses.layout?.notes ?? [],
    currency: plan.currency,
    timezone: plan.zone,
    asOf: plan.asOf.toISOString(),
    columns: plan.columns,
    facts: first.facts.slice(0, n),
    catalog: first.catalog.slice(0, n),
    bad: first.bad.slice(0, n),
  };
}
