import type { Queryable } from './db.ts';
import { count, run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'definitions.sql');

/**
 * Number of the state of everything that people define (segments, scenarios, templates, settings). It grows with each
 * change, so that a process knows by one small read whether what it compiled still holds.
 */
export async function definitionsVersion(on: Queryable): Promise<number> {
  const [row] = await run<{ version: number }>(on, sql('version'), {});
  return row?.version ?? 0;
}

/** To be called in the transaction of every change of a definition. */
export async function bumpDefinitions(on: Queryable, now: Date): Promise<void> {
  await count(on, sql('bump'), { now });
}
