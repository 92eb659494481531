import { z } from 'zod';
import { defineSetting, readSettings, shopTimezone } from '../settings/index.ts';
import { definitionsVersion, keyOf, type Store, type Tx } from '../store/index.ts';
import { advance, passed } from './advance.ts';
import { bind, type Compiled, compileCount, compileMembers } from './compile.ts';
import { checkKnown, listSegments, readZones } from './definitions.ts';
import { segmentErrors } from './errors.ts';
import { estimateTotal } from './estimate.ts';
import { type Member, readPeople } from './members.ts';
import type { Language } from './operators/index.ts';
import {
  clearParts,
  type KeptPart,
  keepParts,
  keepSample,
  type Part,
  productDigest,
  readParts,
  type Soon,
} from './parts.ts';
import { inTurn, type Patience, patiently, wasStopped } from './patience.ts';
import { parseRule, type Rule } from './rule.ts';
import { someFirst } from './some-first.ts';
import type { Args } from './statement.ts';

/** People shown beside a count. */
const SAMPLE = 10;
/** People of a bucket whose moments are kept by name. */
const MOST_SOON = 1_000;
/** Parts of counts that nobody has renewed for so long are cleared away. */
const KEPT_MS = 86_400_000;
const FEATURE_NOT_SUPPORTED = '0A000';
/**
 * What a count of most buckets is run with. Row after row through an index is right for a few people and wrong for everybody, and
 * what the planner takes for few are conditions it knows nothing of: 10 million events read in the order of their index, for rows
 * that come sorted, took ten times as long as reading them all. A hash of 2 million lines takes 110 MB; in batches on disk it would
 * take twice the time.
 */
const WHOLE = `set local enable_nestloop = off; set local enable_indexscan = off; set local enable_bitmapscan = off;
  set local work_mem = '64MB'`;

export const countPatience = defineSetting({
  key: 'segments.countPatience',
  about: 'seconds that an exact count may take; then it is stopped and estimated from some of the buckets',
  schema: z.number().min(0.1, 'it must be at least 0.1').max(600, 'it must be at most 600'),
  standard: 10,
});
export const countAge = defineSetting({
  key: 'segments.countAge',
  about:
    'seconds for which a count may be given again although facts came in since; the answer says as of when it is. 0: never',
  schema: z.number().min(0, 'it must not be negative').max(3600, 'it must be at most 3600'),
  standard: 0,
});

/** How many people match, with some of them. */
export type Count = {
  count: number;
  /** Every fact that was applied before this moment is counted, and windows end at it or later. */
  asOf: Date;
  /** Null where the count is exact; else its 95 % interval and how many of the buckets it rests on. */
  estimate: { low: number; high: number; buckets: number; of: number } | null;
  sample: Member[];
  ms: number;
};

/** A rule made ready to be counted. */
type Question = {
  /** Names the statement, its values and all that it rests on but the people: parts are kept under it. */
  key: string;
  rule: Rule;
  args: Pick<Args, 'asOf' | 'timezone' | 'zones'>;
  wall: Date;
};
/** A bucket whose people are known: `asOf` is the moment the number is true of, `row` the one it is kept under. */
type Known = Part & { mark: string | null; sample: string[] | null; asOf: Date; row: Date };

/**
 * Counts who matches a rule now, over all buckets. What is kept of a bucket is given again as long as nothing changed there and no
 * window slid over anybody; the other buckets are counted. Segments that the rule asks for are taken as they were computed.
 * @param given `patienceMs` at most that of the setting; `signal` stops the statement when the caller hangs up; `quick` estimates from
 * some buckets where all of them take longer than somebody who types waits
 * @throws SEG_RULE_INVALID, SEG_COUNT_TOO_LONG, SEG_COUNT_LEFT
 */
export async function countDraft(
  store: Store,
  input: unknown,
  now: Date,
  given: { patienceMs?: number; signal?: AbortSignal; quick?: boolean } = {},
): Promise<Count> {
  const started = performance.now();
  const rule = parseRule(input);
  const settings = await readSettings(store.pool, [shopTimezone, countPatience, countAge]);
  const [timezone, seconds, age] = settings as [string, number, number];
  const patience = { ms: Math.min(given.patienceMs ?? Infinity, seconds * 1000), signal: given.signal };
  const question = await questionOf(store, rule, now, timezone);
  const parts = await readParts(store.pool, question.key);
  const kept = parts.flatMap((part) => held(part, question, age * 1000));
  const keptBuckets = new Set(kept.map(({ bucket }) => bucket));
  const stale = parts.filter(({ bucket }) => !keptBuckets.has(bucket));
  try {
    const count = (some: readonly KeptPart[]) => inTurn(store, () => countStale(store, question, some, patience));
    const counted = stale.length === 0 ? [] : await (given.quick ? someFirst(stale, count) : count(stale));
    const due = kept.filter(({ soon }) => passed(soon, now).length > 0);
    const moved = due.length === 0 ? [] : await moveOn(store, question, due, patience);
    const known = [...kept.filter((part) => !due.includes(part)), ...moved, ...counted].sort(
      (a, b) => a.bucket - b.bucket,
    );
    const total = totalOf(known, parts.length, patience);
    const sample = await sampleOf(store, question, known, patience);
    const asOf = new Date(Math.min(...known.map((part) => part.asOf.getTime())));
    return { ...total, asOf, sample, ms: Math.round(performance.now() - started) };
  } catch (error) {
    if (given.signal?.aborted) throw segmentErrors.SEG_COUNT_LEFT({}, { cause: error });
    throw error;
  }
}

/** What the question rests on is read before anything is counted: a change meanwhile makes what is kept too old, never too young. */
async function questionOf({ pool, clock }: Store, rule: Rule, now: Date, timezone: string): Promise<Question> {
  const definitions = await definitionsVersion(pool);
  // A misspelt segment is a fault to mend, not nobody.
  checkKnown(
    rule,
    (await listSegments(pool)).map(({ key }) => key),
  );
  const { text, slots } = compileCount(rule, 'base');
  const asks = (name: keyof Args) => slots.some((slot) => 'arg' in slot && slot.arg === name);
  const zones = asks('zones') ? await readZones(pool) : [];
  const products = text.includes('join product') ? await productDigest(pool) : '';
  const values = slots.map((slot) => ('value' in slot ? slot.value : slot.arg));
  const key = keyOf('count', text, JSON.stringify([values, timezone, zones]), definitions, products);
  return { key, rule, args: { asOf: now, timezone, zones }, wall: clock.wall() };
}

/** A part that may be given again: nothing changed and its windows have not slid over anybody, or it is young enough. */
function held(part: KeptPart, { args: { asOf: now }, wall }: Question, ageMs: number): Known[] {
  const { bucket, mark, people, asOf, until, soon, sample, countedAt, same } = part;
  if (people === null || asOf === null || countedAt === null || asOf > now) return [];
  const known = { bucket, mark, people, until, soon: soon ?? [], sample, row: asOf };
  if (same && (until === null || now < until)) return [{ ...known, asOf: now }];
  return ageMs > 0 && wall.getTime() - countedAt.getTime() <= ageMs ? [{ ...known, soon: [], asOf }] : [];
}

/** Kept parts at the moment that is asked about; their samples may name people who have left, so they are taken anew. */
async function moveOn(store: Store, question: Question, due: readonly Known[], patience: Patience): Promise<Known[]> {
  const { asOf } = question.args;
  const moved = (await advance(store, question, due, patience)).map((part) => ({ ...part, sample: null, row: asOf }));
  await keepParts(store.pool, moved.filter(isMarked), { rule: question.key, moment: asOf, wall: question.wall });
  return moved;
}

const isMarked = <P extends Known>(part: P): part is P & { mark: string } => part.mark !== null;

/** Counts buckets in one statement; where that takes too long or cannot be, one after the other as far as as much time again reaches. */
async function countStale(
  store: Store,
  question: Question,
  stale: readonly KeptPart[],
  patience: Patience,
): Promise<Known[]> {
  let counted = await countAtOnce(store, question, stale, patience);
  if (counted === null) {
    counted = [];
    const end = performance.now() + patience.ms;
    for (const part of stale) {
      const left = end - performance.now();
      const one = left < 1 ? null : await countAtOnce(store, question, [part], { ...patience, ms: left });
      if (one === null) break;
      counted.push(...one);
    }
  }
  await keepParts(store.pool, counted.filter(isMarked), {
    rule: question.key,
    moment: question.args.asOf,
    wall: question.wall,
  });
  // One bucket a time: after as many counts as there are buckets, each was cleared once.
  const cleared = Math.floor(Math.random() * store.buckets);
  await clearParts(store.pool, cleared, new Date(question.wall.getTime() - KEPT_MS));
  return counted;
}

/** A cluster reads dates of traits and paths through lists on one server at a time. */
const isBeyondOneServer = (error: unknown): boolean => (error as { code?: string }).code === FEATURE_NOT_SUPPORTED;

/** The people of some buckets; null when they have to be asked one after the other: it took too long, or they lie on several servers. */
async function countAtOnce(
  store: Store,
  { rule, args }: Question,
  stale: readonly KeptPart[],
  patience: Patience,
): Promise<Known[] | null> {
  const most = stale.length > store.buckets / 2;
  const compiled = compileCount(rule, stale.length === store.buckets ? 'base' : 'some');
  // Without facts the planner knows well enough how few people a list or a segment leaves to be asked.
  const readsFacts = compiled.text.startsWith('with ');
  const buckets = stale.map(({ bucket }) => bucket);
  try {
    const rows = await patiently(store, patience, async (tx) => {
      if (most && readsFacts) await tx.query(WHOLE);
      return query<CountRow>(tx, compiled, { ...args, buckets });
    });
    const found = new Map(rows.map((row) => [row.bucket, row]));
    return stale.map(({ bucket, mark }) => {
      return { bucket, mark, ...partOf(found.get(bucket)), sample: null, asOf: args.asOf, row: args.asOf };
    });
  } catch (error) {
    if (wasStopped(error) && !patience.signal?.aborted) return null;
    if (isBeyondOneServer(error) && stale.length > 1) return null;
    throw error;
  }
}

type CountRow = { bucket: number; people: number; first: Date | null; later: Date | null; soon: Soon[] | null };

/** A bucket where nobody matches may have no row. Where too many are changed soon, the first of them ends what is kept. */
function partOf(row: CountRow | undefined): Pick<Part, 'people' | 'until' | 'soon'> {
  const { people = 0, first = null, later = null, soon } = row ?? {};
  if ((soon?.length ?? 0) > MOST_SOON) return { people, until: first, soon: [] };
  return { people, until: later, soon: soon ?? [] };
}

async function query<R extends object>(tx: Tx, compiled: Compiled, args: Partial<Args>): Promise<R[]> {
  const { text, values } = bind(compiled, args);
  return (await tx.query<R>(text, values)).rows;
}

function totalOf(known: readonly Known[], buckets: number, { ms }: Patience): Pick<Count, 'count' | 'estimate'> {
  const counts = known.map(({ people }) => people);
  if (known.length === buckets) return { count: counts.reduce((sum, people) => sum + people, 0), estimate: null };
  if (known.length < 2) throw segmentErrors.SEG_COUNT_TOO_LONG({ seconds: ms / 1000 });
  const { count, low, high } = estimateTotal(counts, buckets);
  return { count, estimate: { low, high, buckets: known.length, of: buckets } };
}

/** The first people of the first buckets that have any, by id. Without them a count is still a count: they are not waited for long. */
async function sampleOf(
  store: Store,
  question: Question,
  known: readonly Known[],
  patience: Patience,
): Promise<Member[]> {
  const found: { bucket: number; id: string }[] = [];
  try {
    for (const part of known) {
      if (found.length >= SAMPLE) break;
      if (part.people === 0) continue;
      const ids = part.sample ?? (await sampleBucket(store, question, part, patience));
      found.push(...ids.map((id) => ({ bucket: part.bucket, id })));
    }
  } catch (error) {
    if (!wasStopped(error) || patience.signal?.aborted) throw error;
  }
  return readPeople(store.pool, found.slice(0, SAMPLE));
}

async function sampleBucket(
  store: Store,
  { key, rule, args }: Question,
  part: Known,
  patience: Patience,
): Promise<string[]> {
  const { text, slots } = compileMembers(rule, 'some');
  const compiled = { text: `select f.id from (${text}) f order by f.id limit ${SAMPLE}`, slots };
  const rows = await patiently(store, patience, (tx) =>
    query<{ id: string }>(tx, compiled, { ...args, buckets: [part.bucket] }),
  );
  const sample = rows.map(({ id }) => id);
  const { bucket, mark, row } = part;
  if (mark !== null) await keepSample(store.pool, { bucket, rule: key, mark, moment: row, sample });
  return sample;
}

/** “≈ 12,300 (11,900 to 12,700)”: what is said of a count that is not exact; an exact one is its number. */
export function sayEstimate({ count, estimate }: Pick<Count, 'count' | 'estimate'>, language: Language): string {
  const said = (number: number) => number.toLocaleString(language);
  if (estimate === null) return said(count);
  const { low, high, buckets, of } = estimate;
  return language === 'fr'
    ? `≈ ${said(count)} (de ${said(low)} à ${said(high)}, sûr à 95 %) : ${buckets} parts de la base comptées sur ${of}`
    : `≈ ${said(count)} (${said(low)} to ${said(high)}, 95 % sure): ${buckets} of ${of} parts of the base were counted`;
}
