import { Temporal } from 'temporal-polyfill';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { bucketOfPerson, byBuckets, type Counted, keptFiguresOf, type Store } from '../store/index.ts';
import { getSegment, listSegments } from './definitions.ts';
import { type Member, type Moved, type Moves, readMembers, readMoved, readMovesByDay, readSize } from './members.ts';
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

const DAY_MS = 86_400_000;
/** Periods that are looked at, in days up to now: what is counted of them is kept in a large shop. */
const PERIODS = [30, 90, 365];
/** What a page asks is a little older than its answer. */
const NEAR_MS = 3_600_000;

const movedOf = keptFiguresOf<Moved[]>('moved');

/**
 * How many people went from which segment to which since a moment, until another or now. Meant for segments that exclude each other, such
 * as the typologies; null is being in none of them. `asOf`: what it is true of; null while it is counted for the first time.
 * @throws SEG_UNKNOWN_SEGMENT
 */
export async function movementsBetween(
  store: Store,
  keys: readonly string[],
  { since, until }: { since: Date; until?: Date },
): Promise<{ items: Moved[]; asOf: Date | null }> {
  const segments: number[] = [];
  for (const key of keys) segments.push((await getSegment(store.pool, key)).id);
  const now = store.clock.now();
  const lasted = now.getTime() - since.getTime();
  const days = until === undefined ? PERIODS.find((one) => Math.abs(lasted - one * DAY_MS) <= NEAR_MS) : undefined;
  if (days === undefined) {
    const end = until ?? now;
    return { items: await countMoved(store, { segments, since, until: end }), asOf: end };
  }
  const ask = movedOf(`${segments} ${days}`, async (on, at) => {
    const period = { since: new Date(at.getTime() - days * DAY_MS), until: at };
    const figures = await countMoved(on, { segments, ...period });
    return { figures, rows: figures.reduce((sum, { people }) => sum + people, 0) };
  });
  const kept = await ask(store);
  return { items: kept?.figures ?? [], asOf: kept?.asOf ?? null };
}

async function countMoved(
  store: Store,
  asked: { segments: readonly number[]; since: Date; until: Date },
): Promise<Moved[]> {
  const parts = await byBuckets(store, (on, buckets) => readMoved(on, { ...asked, buckets }));
  const ways = Map.groupBy(parts, ({ from, to }) => JSON.stringify([from, to]));
  const sums = [...ways.values()].map((ofWay): Moved => {
    const [{ from, to }] = ofWay as [Moved];
    return { from, to, people: ofWay.reduce((sum, { people }) => sum + people, 0) };
  });
  const last = '\uffff';
  return sums.sort((a, b) => order(a.from ?? '', b.from ?? '') || order(a.to ?? last, b.to ?? last));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Longest history that is told, in days. */
export const mostHistoryDays = 366;

type Past = { people: number; moves: Moves[] };
const pastOf = keptFiguresOf<Past>('history');

async function countPast(store: Store, segment: number, now: Date): Promise<Counted<Past>> {
  const zone = await readSetting(store.pool, shopTimezone);
  const since = new Date(now.getTime() - mostHistoryDays * DAY_MS);
  const parts = await byBuckets(store, async (on, buckets) => {
    const people = await readSize(on, segment, buckets);
    return [{ people, moves: await readMovesByDay(on, { buckets, segment, since, zone }) }];
  });
  const days = Map.groupBy(
    parts.flatMap(({ moves }) => moves),
    ({ day }) => day,
  );
  const moves = [...days].map(([day, ofDay]): Moves => {
    const sum = (figure: 'entered' | 'left' | 'computed') => ofDay.reduce((total, one) => total + one[figure], 0);
    return { day, entered: sum('entered'), left: sum('left'), computed: sum('computed') };
  });
  const people = parts.reduce((sum, part) => sum + part.people, 0);
  const rows = moves.reduce((sum, { entered, left }) => sum + entered + left, people);
  return { figures: { people, moves }, rows };
}

/**
 * How large a segment was at the end of each of the last days, by the shop's calendar, and who came and left on it. Counted back from
 * its size now; a day before its first computation is not told. `asOf`: what it is true of; null while it is counted for the first time.
 * @throws SEG_UNKNOWN_SEGMENT
 */
export async function historyOf(
  store: Store,
  key: string,
  days: number,
): Promise<{ items: (Moves & { people: number })[]; asOf: Date | null }> {
  const { id } = await getSegment(store.pool, key);
  const zone = await readSetting(store.pool, shopTimezone);
  const kept = await pastOf(String(id), (on, now) => countPast(on, id, now))(store);
  if (!kept) return { items: [], asOf: null };
  const known = new Map(kept.figures.moves.map((row) => [row.day, row]));
  let people = kept.figures.people;
  const items: (Moves & { people: number })[] = [];
  for (const day of lastDays(kept.asOf, days, zone)) {
    const moves = known.get(day) ?? { day, entered: 0, left: 0, computed: 0 };
    items.unshift({ ...moves, people });
    people -= moves.entered - moves.left + moves.computed;
    // What a computation found was there before too, nobody knows since when.
    if (moves.computed !== 0 && people <= 0) break;
  }
  return { items, asOf: kept.asOf };
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
