import { type Queryable, run, statements } from '../store/index.ts';

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

/** How often somebody did something from a moment on: what may be done so often within an hour is counted so, for all processes. */
export async function timesDone(
  on: Queryable,
  { actor, action, since }: { actor: string; action: string; since: Date },
): Promise<number> {
  const [row] = await run<{ times: number }>(on, sql('count-since'), { actor, action, since });
  return row!.times;
}
