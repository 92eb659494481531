/** A person's part of scenarios on its way to another bucket, when two people turn out to be one. */
import { type Bite, run } from '../store/index.ts';
import { dropDates } from './dates.ts';
import { endEntries } from './ends.ts';
import { entrySql } from './people.ts';
import { putPositions, takePositions } from './positions.ts';

/** Rows as they are, JSON. */
export type PackedPerson = { entries: { id: string }[]; positions: Part[]; visits: Part[] };
type Part = { entry_id: string };

/** Takes out all that scenarios know of a person of this bucket. Dates are not packed: they follow from the traits. */
export async function packPerson(bite: Bite, personId: string): Promise<PackedPerson> {
  const entries = await run<{ id: string }>(bite.tx, entrySql('take'), { bucket: bite.bucket, person: personId });
  await dropDates(bite, personId);
  return {
    entries,
    ...(await takePositions(
      bite,
      personId,
      entries.map((entry) => entry.id),
    )),
  };
}

/**
 * Puts a packed person in under the one they are now. Where both are inside a scenario that nobody is inside twice, the
 * earlier entry goes on, in whatever order merges come.
 */
export async function unpackPerson(bite: Bite, personId: string, packed: PackedPerson): Promise<void> {
  if (packed.entries.length === 0) return;
  const rows = await run<{ id: string }>(bite.tx, entrySql('put'), {
    bucket: bite.bucket,
    person: personId,
    rows: JSON.stringify(packed.entries),
  });
  // An entry that is here already has walked on: its old positions must not come back.
  const fresh = new Set(rows.map(({ id }) => id));
  const ofFresh = (parts: readonly { entry_id: string }[]) => parts.filter((part) => fresh.has(part.entry_id));
  await putPositions(bite, personId, ofFresh(packed.positions), ofFresh(packed.visits));
  const twins = await run<{ id: string }>(bite.tx, entrySql('twins'), { bucket: bite.bucket, person: personId });
  await endEntries(
    bite,
    twins.map(({ id }) => ({ entryId: id, at: bite.now, reason: 'merged', goal: false })),
  );
}
