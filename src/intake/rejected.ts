/** Events that were not accepted: nothing is lost, everything has its reason. */
import { type Queryable, run, statements } from '../store/index.ts';
import { cleanText } from './clean.ts';
import { rawKept } from './limits.ts';

const sql = statements(import.meta.url, 'rejected.sql');

export type Rejection = { receivedAt: Date; source: string; code: string; reason: string; raw: string };
export type ListedRejection = Rejection & { id: number };

export async function putRejected(on: Queryable, rows: readonly Rejection[]): Promise<void> {
  if (rows.length === 0) return;
  await run(on, sql('put'), {
    received: rows.map((row) => row.receivedAt),
    sources: rows.map((row) => cleanText(row.source)),
    codes: rows.map((row) => row.code),
    reasons: rows.map((row) => cleanText(row.reason)),
    raws: rows.map((row) => cleanText(row.raw.slice(0, rawKept))),
  });
}

/** Latest first. `next` is given back as `below` for the page after; null when there is none. */
export async function listRejected(
  on: Queryable,
  page: { below?: number; limit?: number } = {},
): Promise<{ items: ListedRejection[]; next: number | null }> {
  const most = Math.min(Math.max(page.limit ?? 50, 1), 500);
  const items = await run<ListedRejection>(on, sql('list'), { below: page.below ?? Number.MAX_SAFE_INTEGER, most });
  return { items, next: items.length === most ? items.at(-1)!.id : null };
}
