/** All that the house knows of one person, room by room: to be given to them, and to be taken away. */
import { erasePapers, keptPapers, papersOf } from '../intake/index.ts';
import {
  askToErase,
  formerOf,
  type Kept,
  knownBy,
  ownPersonParts,
  type PersonPart,
  type Subject,
} from '../people/index.ts';
import { bucketOfPerson, type Store } from '../store/index.ts';
import { personParts } from './phases.ts';

const parts: readonly PersonPart[] = [...ownPersonParts.toReversed(), ...personParts];

/** What an erasure took away, by room, and what stays and why. */
export type Erasure = { erased: { part: string; rows: number }[]; kept: Kept[] };

/** Everything known of a person, by room. */
export async function tellPerson(
  store: Store,
  person: { id: string; bucket: number },
): Promise<Record<string, unknown>> {
  const subject = await subjectOf(store, person);
  // A message in hand stays where it was decided when its person becomes part of another.
  const former = (await formerOf(store.pool, person.id)).map(
    (id): Subject => ({ id, bucket: bucketOfPerson(id, store.buckets), known: [] }),
  );
  const told: Record<string, unknown> = {};
  for (const part of parts) {
    const own = await part.read(store, subject);
    const left = Array.isArray(own) ? await Promise.all(former.map((one) => part.read(store, one))) : [];
    told[part.name] = Array.isArray(own) ? [...own, ...left.flat()] : own;
  }
  told.papers = await papersOf(store, subject.known);
  return told;
}

/**
 * Asks the person's bucket to erase them, and takes away the papers in which they are named. The bucket does it when everything
 * that came in before is applied.
 */
export async function erasePerson(store: Store, person: { id: string; bucket: number }): Promise<Erasure> {
  const subject = await subjectOf(store, person);
  const told = await tellPerson(store, person);
  await erasePapers(store, subject.known);
  await askToErase(store, subject);
  const erased = Object.entries(told).map(([part, given]) => ({ part, rows: rowsOf(given) }));
  return { erased, kept: [...parts.flatMap(({ keeps }) => keeps), keptPapers] };
}

const rowsOf = (given: unknown): number => (Array.isArray(given) ? given.length : given === null ? 0 : 1);

const subjectOf = async (store: Store, { id, bucket }: { id: string; bucket: number }): Promise<Subject> => ({
  id,
  bucket,
  known: await knownBy(store.pool, id),
});
