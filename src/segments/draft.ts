import { readSetting, shopTimezone } from '../settings/index.ts';
import type { Store } from '../store/index.ts';
import { bind, compileMembers } from './compile.ts';
import { checkKnown, getSegment, listSegments, readZones, type Segment } from './definitions.ts';
import { segmentErrors } from './errors.ts';
import { type Member, readMembers, readMoved, readPeople } from './members.ts';
import { parseRule } from './rule.ts';

/** People shown beside a count. */
const SAMPLE = 10;
/** A count that takes longer is stopped: an editor must never wait for it, nor the ticks that run beside it. */
export const COUNT_PATIENCE_MS = 10_000;
/** Members on a page. */
const MOST_ON_PAGE = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const CANCELLED = '57014';

/** How many people a draft finds now, the first of them, and how long that took. */
export type DraftCount = { count: number; sample: Member[]; ms: number };

/**
 * Counts the people of a rule that is being written, over all buckets. Segments it asks for are taken as they were computed.
 * @throws SEG_RULE_INVALID, SEG_COUNT_TOO_LONG
 */
export async function countDraft(
  store: Store,
  input: unknown,
  now: Date,
  patienceMs = COUNT_PATIENCE_MS,
): Promise<DraftCount> {
  const rule = parseRule(input);
  const started = performance.now();
  return store.transaction(async (tx) => {
    // A misspelt segment is a fault to mend, not nobody.
    checkKnown(
      rule,
      (await listSegments(tx)).map(({ key }) => key),
    );
    const timezone = await readSetting(tx, shopTimezone);
    const compiled = compileMembers(rule, 'base');
    const usesZones = compiled.slots.some((slot) => 'arg' in slot && slot.arg === 'zones');
    const args = { asOf: now, timezone, zones: usesZones ? await readZones(tx) : [] };
    const { text, values } = bind(compiled, args);
    await tx.query(`select set_config('statement_timeout', $1, true)`, [String(patienceMs)]);
    const counting = `with m as materialized (${text}) select (select count(*) from m) as count,
      (select coalesce(json_agg(f), '[]') from (select m.bucket, m.id from m order by m.id limit ${SAMPLE}) f) as sample`;
    const { rows } = await tx
      .query<{ count: number; sample: { bucket: number; id: string }[] }>(counting, values)
      .catch((error: { code?: string }) => {
        if (error.code === CANCELLED)
          throw segmentErrors.SEG_COUNT_TOO_LONG({ seconds: patienceMs / 1000 }, { cause: error });
        throw error;
      });
    const sample = await readPeople(tx, rows[0]!.sample);
    return { count: rows[0]!.count, sample, ms: Math.round(performance.now() - started) };
  });
}

/**
 * A page of the members of a segment as computed, by id.
 * @param page `after` is the `next` of the page before
 * @throws SEG_UNKNOWN_SEGMENT
 */
export async function members(
  store: Store,
  key: string,
  page: { after?: string; limit?: number } = {},
): Promise<{ items: (Member & { since: Date })[]; next: string | null }> {
  const { id } = await getSegment(store.pool, key);
  const most = Math.min(Math.max(page.limit ?? MOST_ON_PAGE, 1), MOST_ON_PAGE);
  const items = await readMembers(store.pool, id, page.after ?? FIRST_ID, most);
  return { items, next: items.length === most ? items.at(-1)!.id : null };
}

/**
 * How many people went from which segment to which between two moments. Meant for segments that exclude each other, such as the
 * typologies; null is being in none of them.
 * @throws SEG_UNKNOWN_SEGMENT
 */
export async function movementsBetween(
  store: Store,
  keys: readonly string[],
  period: { since: Date; until: Date },
): Promise<{ from: string | null; to: string | null; people: number }[]> {
  const segments: Segment[] = [];
  for (const key of keys) segments.push(await getSegment(store.pool, key));
  return readMoved(
    store.pool,
    segments.map(({ id }) => id),
    period.since,
    period.until,
  );
}
