/** What scenarios ask of people: one trait of many. */
import { type Bite, run, statements } from '../store/index.ts';

export const entrySql = statements(import.meta.url, 'entry.sql');

/** A person's trait and zone as they are kept. */
export type TraitRow = { personId: string; value: unknown; timezone: string | null };

/** `address.since` enters objects. */
const pathOf = (trait: string): string[] => trait.split('.');

/** One trait of these people. */
export const traitRows = (bite: Bite, trait: string, people: readonly string[]): Promise<TraitRow[]> =>
  run<TraitRow>(bite.tx, entrySql('trait-of'), {
    bucket: bite.bucket,
    trait: pathOf(trait),
    people: [...new Set(people)],
  });

/** Several traits of these people in one read, by the trait's name. */
export const traitsOf = (
  bite: Bite,
  traits: readonly string[],
  people: readonly string[],
): Promise<{ personId: string; timezone: string | null; traits: Record<string, unknown> }[]> =>
  run(bite.tx, entrySql('traits-of'), {
    bucket: bite.bucket,
    traits: [...new Set(traits)],
    people: [...new Set(people)],
  });

/** One trait of these people, by person. */
export async function traitValues(bite: Bite, trait: string, people: readonly string[]): Promise<Map<string, unknown>> {
  return new Map((await traitRows(bite, trait, people)).map((row) => [row.personId, row.value]));
}

/** A page of the bucket's people who have a trait, by id. */
export const peopleWithTrait = (bite: Bite, trait: string, after: string, most: number): Promise<TraitRow[]> =>
  run<TraitRow>(bite.tx, entrySql('have-trait'), { bucket: bite.bucket, trait: pathOf(trait), after, most });

/** A page of the bucket's people, by id. */
export async function peoplePage(bite: Bite, after: string, most: number): Promise<string[]> {
  const rows = await run<{ personId: string }>(bite.tx, entrySql('page-of-people'), {
    bucket: bite.bucket,
    after,
    most,
  });
  return rows.map((row) => row.personId);
}
