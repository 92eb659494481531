/** What a file holds, where nobody said it: the kind whose fields its header names best. */
import { guessColumns } from './guess.ts';
import { importKinds } from './kinds/index.ts';
import { NO_MAPPING, openAs } from './plan.ts';
import type { ImportFile } from './reading/source.ts';

/** A file of a known shop says what it is; among the others each column that a field takes by its name counts one. */
const KNOWN_LAYOUT = 1_000;
/** Columns that are kept under their own name say nothing of the kind. */
const LEAST_SURE = 0.6;
/** Without what it needs a kind is a wild guess, but better than none. */
const LACKING = -500;

/** The kinds by how well they fit, best first. `open` is asked once for each kind: a stream is read once. */
export async function rankKinds(open: () => ImportFile): Promise<string[]> {
  const ranked: { kind: string; score: number }[] = [];
  for (const kind of importKinds) {
    const table = await openAs(open(), kind, NO_MAPPING);
    try {
      const { layout, columns, missing } = guessColumns(kind, table.columns, table.sample, NO_MAPPING);
      const named = columns.filter(({ field, confidence }) => field !== undefined && confidence >= LEAST_SURE).length;
      ranked.push({ kind: kind.name, score: named + (layout ? KNOWN_LAYOUT : 0) + (missing ? LACKING : 0) });
    } finally {
      table.close();
    }
  }
  // The sort is stable: of equals the first of the registry stays first.
  return ranked.sort((a, b) => b.score - a.score).map(({ kind }) => kind);
}
