/** Papers of the doors in which somebody may be named: what was rejected, reports that came back, lines and reports of imports. */
import type { Kept, Known } from '../people/index.ts';
import { count, run, type Store, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-papers.sql');

/** What is never looked through, and goes by itself. */
export const keptPapers: Kept = {
  what: {
    fr: 'Les fichiers envoyés pour un import et pas encore lus',
    en: 'Files that were sent for an import and not read in yet',
  },
  why: {
    fr: 'Ils s’effacent d’eux-mêmes après quelques jours (réglage « Fichiers envoyés » de la conservation).',
    en: 'They go by themselves after some days (setting “Uploaded files” of retention).',
  },
};

/** An id is looked for as a value of JSON: as a bare text it would be found in anybody's papers. */
const textsOf = (known: readonly Known[]): string[] =>
  known.flatMap(({ kind, value }) => {
    if (kind === 'email') return [value];
    if (kind === 'phone') return phonesOf(value);
    return kind === 'order' ? [] : [JSON.stringify(value)];
  });

const phonesOf = (value: string): string[] => [value, value.replace(/^\+33/, '0')];
const escaped = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** What is told has to be theirs: an address inside a longer one is somebody else's. */
const patternsOf = (known: readonly Known[]): string[] =>
  known.flatMap(({ kind, value }) => {
    // In JSON a line ends with letters: “\n” stands before an address without being of it.
    if (kind === 'email')
      return [String.raw`(^|[^[:alnum:]._%+-]|\\[nrt])${escaped(value)}(?![[:alnum:]-]|\.[[:alnum:]])`];
    if (kind === 'phone') return phonesOf(value).map((text) => `(^|[^0-9])${escaped(text)}($|[^0-9])`);
    return kind === 'order' ? [] : [escaped(JSON.stringify(value))];
  });

/** An id as the whole cell of a line. */
const cellsOf = (known: readonly Known[]): string[] =>
  known.flatMap(({ kind, value }) =>
    kind === 'external' || kind === 'anonymous' ? [String.raw`(^|[;,|\t"])\s*${escaped(value)}\s*($|[;,|\t"\\])`] : [],
  );

/** What the papers say of a person. */
export async function papersOf({ pool }: Pick<Store, 'pool'>, known: readonly Known[]): Promise<unknown[]> {
  return run(pool, sql('papers-told'), { patterns: patternsOf(known) });
}

/**
 * Takes away every paper in which a person may stand: rather a line of somebody else too than one of theirs less. Of a report of an
 * import only lines, examples and reasons go, its figures stay.
 */
export async function erasePapers(store: Pick<Store, 'transaction'>, known: readonly Known[]): Promise<void> {
  const texts = { texts: textsOf(known) };
  const named = { ...texts, cells: cellsOf(known) };
  await store.transaction(async (tx) => {
    await count(tx, sql('drop-rejected'), texts);
    await count(tx, sql('drop-bounces'), texts);
    await count(tx, sql('drop-faults'), named);
    await count(tx, sql('drop-reasons'), texts);
    for (const { id, report } of await run<{ id: string; report: Report }>(tx, sql('reports-naming'), named))
      await count(tx, sql('put-report'), { id, report: JSON.stringify(blank(report)) });
  });
}

type Report = Record<string, unknown>;

/** Lists in which reports repeat what stood in a file. */
const REPEATING = new Set(['badLines', 'examples', 'reasons']);

/** The report without what it repeats. */
function blank(report: Report): Report {
  const text = JSON.stringify(report, (name, value) => (REPEATING.has(name) && Array.isArray(value) ? [] : value));
  return JSON.parse(text) as Report;
}
