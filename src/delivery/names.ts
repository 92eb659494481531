/** What messages' templates and scenarios are called: keys never change, so they are kept once read. */
import { type Queryable, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'names.sql');

export type MessageNames = { template: string; scenario: string | null };

/** Most pairs kept in memory. */
const NAMES_KEPT = 1_000;

export function namesReader(
  on: Queryable,
): (message: { templateId: number; scenarioId: number | null }) => Promise<MessageNames> {
  const kept = new Map<string, MessageNames>();
  return async ({ templateId, scenarioId }) => {
    const pair = `${templateId}/${scenarioId}`;
    const known = kept.get(pair);
    if (known) return known;
    const [row] = await run<MessageNames>(on, sql('of-message'), { template: templateId, scenario: scenarioId });
    const names = row ?? { template: '', scenario: null };
    if (kept.size >= NAMES_KEPT) kept.clear();
    kept.set(pair, names);
    return names;
  };
}
