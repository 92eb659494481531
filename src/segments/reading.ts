import type { Store } from '../store/index.ts';
import { getSegment, type Segment } from './definitions.ts';
import { type Member, readMembers, readMoved } from './members.ts';

/** Members on a page. */
const MOST_ON_PAGE = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

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
