import { type Bite, count, type Movement, type Queryable, run, statements, type Touched } from '../store/index.ts';

const sql = statements(import.meta.url, 'members.sql');

/** What was found of one person and one segment. */
export type Answer = { segmentId: number; personId: string; member: boolean; since: Date; recheckAt: Date | null };

/** For which version, and when, segments were computed in a bucket. */
export async function readVersions(bite: Bite): Promise<Map<number, { version: number; computedAt: Date }>> {
  const rows = await run<{ segmentId: number; version: number; computedAt: Date }>(bite.tx, sql('versions'), {
    bucket: bite.bucket,
  });
  return new Map(rows.map(({ segmentId, ...state }) => [segmentId, state]));
}

export type MemberRow = { segmentId: number; personId: string; member: boolean; recheckAt: Date | null };

/** Membership rows of some people in some segments. */
export const readOfPeople = (
  bite: Bite,
  people: readonly string[],
  segments: readonly number[],
): Promise<MemberRow[]> => run<MemberRow>(bite.tx, sql('of-people'), { bucket: bite.bucket, people, segments });

/** In which of these segments somebody is, as it is kept. */
export async function segmentsAmong(
  on: Queryable,
  { id, bucket }: { id: string; bucket: number },
  keys: readonly string[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await run<{ key: string }>(on, sql('among'), { bucket, person: id, keys });
  return rows.map(({ key }) => key);
}

/** Membership rows of everybody in a segment. */
export const readOfSegment = (bite: Bite, segment: number): Promise<{ personId: string; member: boolean }[]> =>
  run(bite.tx, sql('of-segment'), { bucket: bite.bucket, segment });

/** Writes rows for members and for people to be asked again. */
export async function putMembers(bite: Bite, answers: readonly Answer[]): Promise<void> {
  if (answers.length > 0) await count(bite.tx, sql('put'), columnsOf(bite, answers));
}

/** As {@link putMembers}, for people who have no row in these segments. */
export async function addMembers(bite: Bite, answers: readonly Answer[]): Promise<void> {
  if (answers.length > 0) await count(bite.tx, sql('add'), columnsOf(bite, answers));
}

const columnsOf = ({ bucket }: Bite, answers: readonly Answer[]) => ({
  bucket,
  segments: answers.map(({ segmentId }) => segmentId),
  people: answers.map(({ personId }) => personId),
  members: answers.map(({ member }) => member),
  since: answers.map(({ since }) => since),
  rechecks: answers.map(({ recheckAt }) => recheckAt),
});

/** Takes rows away. */
export async function dropMembers(bite: Bite, rows: readonly { segmentId: number; personId: string }[]): Promise<void> {
  if (rows.length === 0) return;
  const segments = rows.map(({ segmentId }) => segmentId);
  await count(bite.tx, sql('drop'), { bucket: bite.bucket, segments, people: rows.map(({ personId }) => personId) });
}

/** Keeps movements, so that the last one until a moment says where a person stood: a move and its opposite at one instant are none. */
export async function writeMovements(bite: Bite, movements: readonly Movement[], initial: boolean): Promise<void> {
  if (movements.length === 0) return;
  const columns = (rows: readonly Movement[]) => ({
    bucket: bite.bucket,
    segments: rows.map(({ segmentId }) => segmentId),
    people: rows.map(({ personId }) => personId),
    at: rows.map(({ at }) => at),
    entered: rows.map(({ entered }) => entered),
  });
  const undone = await run<{ segmentId: number; personId: string }>(bite.tx, sql('move-undo'), columns(movements));
  const gone = new Set(undone.map(({ segmentId, personId }) => `${segmentId} ${personId}`));
  const kept = movements.filter(({ segmentId, personId }) => !gone.has(`${segmentId} ${personId}`));
  if (kept.length > 0) await count(bite.tx, sql('move'), { ...columns(kept), initial });
}

/** Says that this bucket has the present versions of segments. */
export const markComputed = (bite: Bite, segments: readonly { id: number; version: number }[]): Promise<number> =>
  count(bite.tx, sql('computed'), {
    bucket: bite.bucket,
    segments: segments.map(({ id }) => id),
    versions: segments.map(({ version }) => version),
    now: bite.now,
  });

/** Takes the memberships of a person away who was merged into another: the winner is asked anew. */
export const dropPerson = (bite: Bite, personId: string): Promise<number> =>
  count(bite.tx, sql('forget'), { bucket: bite.bucket, person: personId });

/** Takes the rows of archived segments away; they would be due for ever. */
export const dropArchived = (bite: Bite): Promise<number> =>
  count(bite.tx, sql('forget-segments'), { bucket: bite.bucket });

/** One day of a segment: who came, who left, and what a computation of the whole found. */
export type Moves = { day: string; entered: number; left: number; computed: number };

/** Of some buckets. */
export const readMovesByDay = (
  on: Queryable,
  asked: { buckets: readonly number[]; segment: number; since: Date; zone: string },
): Promise<Moves[]> => run<Moves>(on, sql('moves-by-day'), asked);

/** Members of a segment in some buckets. */
export async function readSize(on: Queryable, segment: number, buckets: readonly number[]): Promise<number> {
  const [row] = await run<{ people: number }>(on, sql('size'), { segment, buckets });
  return row!.people;
}

/** The earliest due recheck of each person, at most `most` people, by moment, then person. */
export const dueRechecks = (bite: Bite, most: number): Promise<Touched[]> =>
  run<Touched>(bite.tx, sql('due'), { bucket: bite.bucket, now: bite.now, most });

/** When time alone changes a membership next; null for never. */
export async function nextRecheck(on: Queryable): Promise<Date | null> {
  const [row] = await run<{ at: Date | null }>(on, sql('next'), {});
  return row!.at;
}

/** Buckets with a recheck that is due, or with a segment that is not computed there yet. */
export async function bucketsDue(on: Queryable, now: Date): Promise<number[]> {
  return (await run<{ bucket: number }>(on, sql('due-buckets'), { now })).map(({ bucket }) => bucket);
}

export type Member = { id: string; email: string | null; externalId: string | null; traits: Record<string, unknown> };

/** A page of a segment's members, by id. */
export const readMembers = (
  on: Queryable,
  segment: number,
  after: { bucket: number; id: string },
  most: number,
): Promise<(Member & { since: Date })[]> =>
  run(on, sql('members'), { segment, after_bucket: after.bucket, after: after.id, most });

/** What is shown of people. */
export const readPeople = (on: Queryable, found: readonly { bucket: number; id: string }[]): Promise<Member[]> =>
  run(on, sql('people'), { buckets: found.map(({ bucket }) => bucket), people: found.map(({ id }) => id) });

/** Members and computed buckets of every segment in use. */
export const readSizes = (on: Queryable): Promise<{ id: number; people: number; buckets: number }[]> =>
  run(on, sql('sizes'), {});

/** How many people went from which segment to which; null is none of them. */
export type Moved = { from: string | null; to: string | null; people: number };

/** Those of some buckets between two moments. */
export const readMoved = (
  on: Queryable,
  asked: { buckets: readonly number[]; segments: readonly number[]; since: Date; until: Date },
): Promise<Moved[]> => run<Moved>(on, sql('moved'), asked);
