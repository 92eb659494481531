/** Papers of the doors in which somebody may be named: what was rejected, reports that came back, reports of imports. */
import type { Known } from '../people/index.ts';
import { count, run, type Store, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'erase-papers.sql');

/** An id is looked for as a value of JSON: as a bare text it would be found in anybody's papers. */
const textsOf = (known: readonly Known[]): string[] =>
  known.flatMap(({ kind, value }) => {
    if (kind === 'email') return [value];
    if (kind === 'phone') return [value, value.replace(/^\+33/, '0')];
    return kind === 'order' ? [] : [JSON.stringify(value)];
  });

/** What the papers say of a person. */
export async function papersOf({ pool }: Pick<Store, 'pool'>, known: readonly Known[]): Promise<unknown[]> {
  return run(pool, sql('papers-told'), { texts: textsOf(known) });
}

/** Takes a person's papers away; of a report of an import only the lines and examples go, its figures stay. */
export async function erasePapers(store: Pick<Store, 'transaction'>, known: readonly Known[]): Promise<void> {
  const given = { texts: textsOf(known) };
  await store.transaction(async (tx) => {
    await count(tx, sql('drop-rejected'), given);
    await count(tx, sql('drop-bounces'), given);
    await count(tx, sql('blank-reports'), given);
  });
}
