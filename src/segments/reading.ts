import { Temporal } from 'temporal-polyfill';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { bucketOfPerson, type Store } from '../store/index.ts';
import { getSegment, listSegments, type Segment } from './definitions.ts';
import { type Member, type Moves, readMembers, readMoved, readMovesByDay, readSizes } from './members.ts';
import { segmentsOf } from './rule.ts';

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
  const after = page.after ?? FIRST_ID;
  const items = await readMembers(store.pool, id, { id: after, bucket: bucketOfPerson(after, store.buckets) }, most);
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

const DAY_MS = 86_400_000;

/**
 * How large a segment was at the end of each of the last days, by the shop's calendar, and who came and left on it. Counted back from
 * its size now; a day before its first computation is not told.
 * @throws SEG_UNKNOWN_SEGMENT
 */
export async function historyOf(store: Store, key: string, days: number): Promise<(Moves & { people: number })[]> {
  const { id } = await getSegment(store.pool, key);
  const zone = await readSetting(store.pool, shopTimezone);
  const now = store.clock.now();
  const known = new Map(
    (await readMovesByDay(store.pool, id, new Date(now.getTime() - days * DAY_MS), zone)).map((row) => [row.day, row]),
  );
  let people = (await readSizes(store.pool)).find((size) => size.id === id)?.people ?? 0;
  const told: (Moves & { people: number })[] = [];
  for (const day of lastDays(now, days, zone)) {
    const moves = known.get(day) ?? { day, entered: 0, left: 0, computed: 0 };
    told.unshift({ ...moves, people });
    people -= moves.entered - moves.left + moves.computed;
    // What a computation found was there before too, nobody knows since when.
    if (moves.computed !== 0 && people <= 0) break;
  }
  return told;
}

/** The last days of a calendar, today first. */
function lastDays(now: Date, days: number, timeZone: string): string[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return Array.from({ length: days }, (_, back) => today.subtract({ days: back }).toString());
}

/** Segments whose rule asks for this one. */
export async function segmentsNaming(store: Store, key: string): Promise<{ key: string; name: string }[]> {
  const all = await listSegments(store.pool);
  return all.filter(({ rule }) => segmentsOf(rule).includes(key)).map(({ key: own, name }) => ({ key: own, name }));
}
