import { type Queryable, run, type Store, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'audit.sql');

/** `action` is noun.verb, as `scenario.publish`; `target` the key or id; `details` never holds a secret. */
export type AuditEntry = { actor: string; action: string; target?: string; details?: Record<string, unknown> };
export type AuditLine = Required<AuditEntry> & { id: number; at: Date };

/** Writes down who did what. `on` is the transaction of the change where there is one. */
export async function record(on: Queryable, wall: Date, entry: AuditEntry): Promise<void> {
  const { actor, action, target = '', details = {} } = entry;
  await run(on, sql('record'), { wall, actor, action, target, details: JSON.stringify(details) });
}

/** The newest lines first; `before` is the id of the last line of the page before. */
export async function listAudit(on: Queryable, page: { before?: number; most: number }): Promise<AuditLine[]> {
  return run<AuditLine>(on, sql('list'), { before: page.before ?? Number.MAX_SAFE_INTEGER, most: page.most });
}

/**
 * Writes down what may be done so often only, before it is done: of many who do it at once none passes the limit, in whatever process.
 * @returns false, and nothing is written, where it was done `most` times already since `since`
 */
export async function recordWithin(
  store: Store,
  wall: Date,
  entry: AuditEntry,
  { since, most }: { since: Date; most: number },
): Promise<boolean> {
  const { actor, action } = entry;
  return store.transaction(async (tx) => {
    await run(tx, sql('one-by-one'), { what: `${action} ${actor}` });
    const [row] = await run<{ times: number }>(tx, sql('count-since'), { actor, action, since });
    if (row!.times >= most) return false;
    await record(tx, wall, entry);
    return true;
  });
}
