/** The first phase of a bite: whose facts belong here, and do these people exist? */
import { type Bite, type InboxEntry, run, statements } from '../store/index.ts';
import { type OrderOf, sendToHeirs } from './heirs.ts';
import type { Who } from './identity.ts';
import { followKind, settleMerges, takeAlong } from './merge.ts';
import type { MergePart } from './merge-parts.ts';
import { ensurePeople, type Sighting } from './persons.ts';
import { sayable, type Traits } from './traits.ts';

const sql = statements(import.meta.url, 'forward.sql');

type Forward = { personId: string; toPerson: string; toBucket: number; erased: boolean };

/** What rooms below this one add: what merged people take along, and which order an entry is about. */
export type Rooms = { parts?: readonly MergePart[]; orderOf?: OrderOf };

/**
 * Sends the facts of merged people on, makes the people of the others exist, and settles merges.
 * @returns the entries that belong to this bucket, in their order, and the people who are new or changed by being met
 */
export async function welcome(
  bite: Bite,
  entries: readonly InboxEntry[],
  { parts = [], orderOf = () => null }: Rooms = {},
): Promise<{ entries: InboxEntry[]; changed: string[] }> {
  const rooms = { parts, orderOf };
  const here = await sendOn(bite, entries, rooms);
  const changed = await ensurePeople(bite, sightingsOf(here));
  const facts = await settleMerges(bite, here, parts);
  // Merges were settled first, so that nothing is applied here to somebody who lives elsewhere afterwards.
  return { entries: facts.length === here.length ? facts : await sendOn(bite, facts, rooms), changed };
}

/** Re-addresses entries of people who were merged away or are gone; answers the others. */
async function sendOn(
  bite: Bite,
  entries: readonly InboxEntry[],
  { parts, orderOf }: Required<Rooms>,
): Promise<InboxEntry[]> {
  const ids = [...new Set(entries.flatMap((entry) => entry.personId ?? []))];
  if (ids.length === 0) return [...entries];
  const rows = await run<Forward>(bite.tx, sql('read'), { bucket: bite.bucket, ids });
  if (rows.length === 0) return [...entries];
  const forwards = new Map(rows.map((row) => [row.personId, row]));
  const isHere = ({ personId }: InboxEntry) => personId === null || !forwards.has(personId);
  const [erased = [], merged = []] = [true, false].map((wanted) =>
    entries.filter((entry) => !isHere(entry) && forwards.get(entry.personId!)!.erased === wanted),
  );
  await bite.emit(
    merged.map((entry) => {
      const { toPerson, toBucket } = forwards.get(entry.personId!)!;
      return { ...entry, personId: toPerson, bucket: toBucket };
    }),
  );
  await sendAfter(bite, merged, forwards, parts);
  const ofNobody = await sendToHeirs(bite, erased, (personId) => forwards.get(personId)!, orderOf);
  return [...entries.filter(isHere), ...ofNobody];
}

/**
 * What could not leave with its person (a message in somebody's hand) goes after them once an entry says that it may: what became
 * of a message, or that something was found that stayed.
 */
async function sendAfter(
  bite: Bite,
  away: readonly InboxEntry[],
  forwards: ReadonlyMap<string, Forward>,
  parts: readonly MergePart[],
): Promise<void> {
  const told = away.filter(({ kind }) => kind === followKind || kind === 'message');
  if (told.length === 0) return;
  const merges = [...new Set(told.map(({ personId }) => personId!))].map((personId) => {
    const { toPerson, toBucket } = forwards.get(personId)!;
    return { personId, to: toPerson, toBucket, origin: 'backfill' as const };
  });
  await takeAlong(
    bite,
    merges,
    parts.filter(({ follows }) => follows),
  );
}

function sightingsOf(entries: readonly InboxEntry[]): Sighting[] {
  const sightings: Sighting[] = [];
  for (const { personId, kind, occurredAt, body } of entries) {
    if (personId === null) continue;
    const { who, traits } = body as { who?: Who; traits?: Traits };
    // Only facts of the outside and requests to merge make people: a copy of a permission that comes late must not
    // bring back somebody who was erased.
    if (who || kind === 'merge.ask' || kind === 'merge.offer') {
      sightings.push({
        personId,
        at: occurredAt,
        who,
        traits: kind === 'identify' && traits ? sayable(traits) : undefined,
        aboutAddress: kind === 'suppression' || kind === 'message' || kind === 'signup',
      });
    }
  }
  return sightings;
}
