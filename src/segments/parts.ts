import { count, type Queryable, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'parts.sql');

/** A bucket, its mark (null: nothing has ever marked it, so nothing is kept of it), and what was counted there of a rule. */
export type KeptPart = {
  bucket: number;
  mark: string | null;
  people: number | null;
  asOf: Date | null;
  until: Date | null;
  soon: Soon[] | null;
  sample: string[] | null;
  countedAt: Date | null;
  /** Nothing has changed in the bucket since. */
  same: boolean;
};

/** A person whom time alone may change soon: who, when (ISO text), and whether they match until then. */
export type Soon = [id: string, at: string, member: boolean];

/** What was counted of a rule in a bucket; time alone changes nothing before `until` but for those of `soon`. */
export type Part = { bucket: number; people: number; until: Date | null; soon: Soon[] };

/** Every bucket with what is kept of a rule. */
export const readParts = (on: Queryable, rule: string): Promise<KeptPart[]> => run<KeptPart>(on, sql('kept'), { rule });

/** Keeps parts of buckets that have a mark. */
export async function keepParts(
  on: Queryable,
  parts: readonly (Part & { mark: string })[],
  about: { rule: string; moment: Date; wall: Date },
): Promise<void> {
  if (parts.length === 0) return;
  await count(on, sql('keep'), {
    ...about,
    buckets: parts.map(({ bucket }) => bucket),
    marks: parts.map(({ mark }) => mark),
    people: parts.map(({ people }) => people),
    untils: parts.map(({ until }) => until),
    soons: parts.map(({ soon }) => JSON.stringify(soon)),
  });
}

/** Keeps some of the people who were counted in a bucket. */
export const keepSample = (
  on: Queryable,
  about: { bucket: number; rule: string; mark: string; moment: Date; sample: readonly string[] },
): Promise<number> => count(on, sql('keep-sample'), about);

/** Takes counts of a bucket away that are older than a moment of the wall clock. */
export const clearParts = (on: Queryable, bucket: number, before: Date): Promise<number> =>
  count(on, sql('clear'), { bucket, before });

/** One number for the state of the catalogue, as far as rules ask of it. */
export async function productDigest(on: Queryable): Promise<string> {
  const [row] = await run<{ digest: string }>(on, sql('products'), {});
  return row!.digest;
}
