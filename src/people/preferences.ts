/**
 * How somebody wants to be written to: a pause, and how often at most. Kept among the traits under names of the room's own, so
 * that the latest word counts in whatever order facts arrive, and a merged person takes it along.
 */
import { type Applier, type Bite, type Queryable, run, statements } from '../store/index.ts';
import { assertTraits } from './persons.ts';
import { reservedPrefix, type Traits } from './traits.ts';

const sql = statements(import.meta.url, 'preferences.sql');

/** Until when nothing promotional is to come, as an ISO text. */
export const pauseTrait = `${reservedPrefix}pause`;
/** How often something promotional may come: one of {@link FREQUENCIES}. */
export const frequencyTrait = `${reservedPrefix}frequency`;

/** Since when somebody is known by a form alone that they have not confirmed, as an ISO text. */
export const unconfirmedTrait = `${reservedPrefix}unconfirmed`;

export const FREQUENCIES = ['weekly', 'monthly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** What a person decided; null is nothing: as it comes, and no pause. */
export type Preferences = { pausedUntil: Date | null; frequency: Frequency | null };

/** Body of a `preference` fact: what is absent stays as it is, null takes it back. */
export type PreferenceBody = { pausedUntil?: string | null; frequency?: Frequency | null };

export const isFrequency = (value: unknown): value is Frequency => FREQUENCIES.includes(value as Frequency);

/** Reads what is kept among a person's traits. */
export function preferencesIn(traits: Traits): Preferences {
  const { [pauseTrait]: pause, [frequencyTrait]: frequency } = traits;
  return {
    pausedUntil: typeof pause === 'string' ? new Date(pause) : null,
    frequency: isFrequency(frequency) ? frequency : null,
  };
}

/** What a person decided about being written to. */
export async function preferencesOf(on: Queryable, person: { id: string; bucket: number }): Promise<Preferences> {
  const [row] = await run<{ traits: Traits }>(on, sql('of-person'), { bucket: person.bucket, id: person.id });
  return preferencesIn(row?.traits ?? {});
}

/** A pause or a frequency that a person asked for. What is no such thing is left out: the gates read it without looking. */
export const applyPreference: Applier = async (bite, entries) => {
  const said = entries.flatMap(({ personId, occurredAt, body }) => {
    const { pausedUntil, frequency } = body as PreferenceBody;
    const traits: Traits = {};
    if (pausedUntil === null) traits[pauseTrait] = null;
    else if (pausedUntil !== undefined && !Number.isNaN(Date.parse(pausedUntil)))
      traits[pauseTrait] = new Date(pausedUntil).toISOString();
    if (frequency === null || isFrequency(frequency)) traits[frequencyTrait] = frequency;
    return personId === null ? [] : [{ personId, assertion: { traits, at: occurredAt.toISOString() } }];
  });
  await assertTraits(bite, said);
  return { touched: [...new Set(said.map(({ personId }) => personId))], events: [], lists: [] };
};

/** Marks people who are known by an unconfirmed form alone (`since`), or takes the mark away (null). */
export const setUnconfirmed = (
  bite: Bite,
  marks: readonly { personId: string; at: Date; since: Date | null }[],
): Promise<string[]> =>
  assertTraits(
    bite,
    marks.map(({ personId, at, since }) => ({
      personId,
      assertion: { traits: { [unconfirmedTrait]: since?.toISOString() ?? null }, at: at.toISOString() },
    })),
  );
