/** The first phase of a bite: whose facts belong here, and do these people exist? */
import { type Bite, type InboxEntry, run, statements } from '../store/index.ts';
import type { Who } from './identity.ts';
import { settleMerges } from './merge.ts';
import type { MergePart } from './merge-parts.ts';
import { ensurePeople, type Sighting } from './persons.ts';
import { sayable, type Traits } from './traits.ts';

const sql = statements(import.meta.url, 'forward.sql');

type Forward = { personId: string; toPerson: string; toBucket: number };

/**
 * Sends the facts of merged people on, makes the people of the others exist, and settles merges.
 * @param parts what rooms below this one want merged people to take along
 * @returns the entries that belong to this bucket, in their order, and the people who are new or changed by being met
 */
export async function welcome(
  bite: Bite,
  entries: readonly InboxEntry[],
  parts: readonly MergePart[] = [],
): Promise<{ entries: InboxEntry[]; changed: string[] }> {
  const here = await sendOn(bite, entries);
  const changed = await ensurePeople(bite, sightingsOf(here));
  const facts = await settleMerges(bite, here, parts);
  // Merges were settled first, so that nothing is applied here to somebody who lives elsewhere afterwards.
  return { entries: facts.length === here.length ? facts : await sendOn(bite, facts), changed };
}

/** Re-addresses entries of people who were merged away; answers the others. */
async function sendOn(bite: Bite, entries: readonly InboxEntry[]): Promise<InboxEntry[]> {
  const ids = [...new Set(entries.flatMap((entry) => entry.personId ?? []))];
  if (ids.length === 0) return [...entries];
  const rows = await run<Forward>(bite.tx, sql('read'), { bucket: bite.bucket, ids });
  if (rows.length === 0) return [...entries];
  const forwards = new Map(rows.map((row) => [row.personId, row]));
  const away = entries.flatMap((entry) => {
    const forward = entry.personId === null ? undefined : forwards.get(entry.personId);
    return forward ? [{ ...entry, personId: forward.toPerson, bucket: forward.toBucket }] : [];
  });
  await bite.emit(away);
  return entries.filter((entry) => entry.personId === null || !forwards.has(entry.personId));
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
