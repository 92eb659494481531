/** Membership as it is kept: what was found of touched people beside what stands, written where it differs. */
import type { Bite, Movement, Touched } from '../store/index.ts';
import type { Segment } from './definitions.ts';
import {
  type Answer,
  addMembers,
  dropMembers,
  type MemberRow,
  putMembers,
  readOfPeople,
  writeMovements,
} from './members.ts';

/**
 * Whether what is kept can stay as it is. A recheck that comes earlier than it would have to costs one question when it is due; to move
 * it at every event of a window would cost a write and two entries of an index each time.
 */
const stays = (kept: MemberRow, { member, recheckAt, since }: Answer): boolean =>
  kept.member === member &&
  (kept.recheckAt === null || recheckAt === null
    ? kept.recheckAt === recheckAt
    : kept.recheckAt > since && kept.recheckAt <= recheckAt);

/** Writes what changed; rows of non-members without a recheck are not kept. */
export async function keep(
  bite: Bite,
  segments: readonly Segment[],
  wave: readonly Touched[],
  found: ReadonlySet<string>,
  answers: readonly Answer[],
): Promise<Movement[]> {
  const rows = await readOfPeople(
    bite,
    wave.map(({ personId }) => personId),
    segments.map(({ id }) => id),
  );
  const before = new Map(rows.map((row) => [`${row.segmentId} ${row.personId}`, row]));
  const rowOf = (answer: Answer) => before.get(`${answer.segmentId} ${answer.personId}`);
  const wasMember = (answer: Answer) => rowOf(answer)?.member;
  const kept = answers.filter(({ member, recheckAt }) => member || recheckAt !== null);
  // Rows of people who are no more would be due for ever.
  const gone = rows.filter(({ personId }) => !found.has(personId));
  const ended = answers.filter(
    (answer) => !answer.member && answer.recheckAt === null && wasMember(answer) !== undefined,
  );
  const dropped = [...ended, ...gone];
  await addMembers(
    bite,
    kept.filter((answer) => !rowOf(answer)),
  );
  await putMembers(
    bite,
    kept.filter((answer) => {
      const row = rowOf(answer);
      return row !== undefined && !stays(row, answer);
    }),
  );
  await dropMembers(bite, dropped);
  const quiet = new Set(wave.filter(({ history }) => history).map(({ personId }) => personId));
  const movements = answers
    .filter((answer) => answer.member !== (wasMember(answer) ?? false))
    .map(({ segmentId, personId, member, since }) => ({
      segmentId,
      personId,
      at: since,
      entered: member,
      initial: quiet.has(personId),
    }));
  for (const initial of [false, true]) {
    const moved = movements.filter((movement) => movement.initial === initial);
    if (moved.length > 0) await writeMovements(bite, moved, initial);
  }
  return movements;
}
