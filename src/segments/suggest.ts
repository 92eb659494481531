/** What can be asked for: names and values that really occur, for whoever writes a rule. */
import { type Queryable, run, type Store, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'suggest.sql');

/** Buckets that are looked at first: each is a random sample of the people. */
const BUCKETS = 8;
/** A sample in which less was met than this is too small, and everybody is looked at. */
const ENOUGH = 500;
/** Most people or events that are looked at. */
const SAMPLE = 20_000;
const MOST = 100;
/** Events older than this suggest nothing. */
const LOOK_BACK_MS = 400 * 86_400_000;

export const suggestionKinds = ['traits', 'trait', 'events', 'properties', 'property', 'categories', 'brands'] as const;

/** What is asked: `name` for the values of a trait or property, `event` for properties, `part` of a value that is being typed. */
export type SuggestionQuestion = {
  of: (typeof suggestionKinds)[number];
  name?: string;
  event?: string;
  part?: string;
};

/** A name or value, and how often it was met in the sample. */
export type Suggestion = { value: string; people: number };

/** Names and values that occur, the most frequent first; asked of a sample, so what is rare may be missing. */
export async function suggest(store: Store, question: SuggestionQuestion): Promise<Suggestion[]> {
  const found = await suggestAmong(store, question, Math.min(BUCKETS, store.buckets));
  const met = found.reduce((sum, { people }) => sum + people, 0);
  return met < ENOUGH ? suggestAmong(store, question, store.buckets) : found;
}

async function suggestAmong(store: Store, question: SuggestionQuestion, buckets: number): Promise<Suggestion[]> {
  const { of, name = '', event = '', part = null } = question;
  const people = { buckets: Array.from({ length: buckets }, (_, at) => at), sample: SAMPLE };
  const events = { ...people, since: new Date(store.clock.now().getTime() - LOOK_BACK_MS) };
  const given = {
    traits: () => ask(store.pool, 'traits', people),
    trait: () => ask(store.pool, 'trait-values', { ...people, name, part }),
    events: () => ask(store.pool, 'events', events),
    properties: () => ask(store.pool, 'properties', { ...events, event }),
    property: () => ask(store.pool, 'property-values', { ...events, event, name, part }),
    categories: () => ask(store.pool, 'categories', { part }),
    brands: () => ask(store.pool, 'brands', { part }),
  };
  return given[of]();
}

const ask = (on: Queryable, statement: string, values: Record<string, unknown>): Promise<Suggestion[]> =>
  run<Suggestion>(on, sql(statement), { ...values, most: MOST });
