import {
  bumpDefinitions,
  count,
  faster,
  type Queryable,
  run,
  type Store,
  statements,
  type Tx,
} from '../store/index.ts';
import type { Called } from './conditions/index.ts';
import { segmentErrors } from './errors.ts';
import { LONGEST_NAME } from './limits.ts';
import { nearest } from './place.ts';
import { parseRule, type Rule, segmentsOf } from './rule.ts';

const sql = statements(import.meta.url, 'segments.sql');
/** Characters of a segment's key. */
const LONGEST_KEY = 80;

/** A segment as it is kept. `version` grows when the rule, or one it asks for, changes; `revision` with every save. */
export type Segment = {
  id: number;
  key: string;
  name: string;
  description: string;
  rule: Rule;
  version: number;
  revision: number;
  changedBy: string | null;
  archivedAt: Date | null;
  updatedAt: Date;
};

/** Who saves, and the revision that they had seen: none where it does not matter to them, 0 where there must not be one. */
export type SegmentChange = { by?: string; revision?: number };

export type SegmentInput = { key: string; name: string; description?: string; rule: unknown };

/** Segments by name; archived ones only when asked for. */
export const listSegments = (on: Queryable, { archived = false } = {}): Promise<Segment[]> =>
  run<Segment>(on, sql('list'), { archived });

/** @throws SEG_UNKNOWN_SEGMENT */
export async function getSegment(on: Queryable, key: string): Promise<Segment> {
  const [found] = await run<Segment>(on, sql('find'), { key });
  if (!found) throw segmentErrors.SEG_UNKNOWN_SEGMENT({ key });
  return found;
}

/** What segments and lists are called now; what is gone keeps its key. */
export async function readCalled(on: Queryable): Promise<Called> {
  const rows = await run<{ kind: keyof Called; key: string; name: string }>(on, sql('called'), {});
  const names = new Map(rows.map(({ kind, key, name }) => [`${kind} ${key}`, name]));
  const of = (kind: keyof Called) => (key: string) => names.get(`${kind} ${key}`) || key;
  return { segment: of('segment'), list: of('list') };
}

/** Time zones that the database knows. */
export const readZones = async (on: Queryable): Promise<string[]> =>
  (await run<{ name: string }>(on, sql('zones'), {})).map(({ name }) => name);

/**
 * Makes a segment or changes the one with that key, in one transaction. A changed rule makes every bucket compute it anew, and those
 * that ask for it; nobody enters or leaves by that in the eyes of scenarios.
 * @throws SEG_RULE_INVALID, SEG_CYCLE, SEG_BAD_KEY, SEG_BAD_NAME, SEG_ARCHIVED, SEG_EXISTS, SEG_CHANGED where somebody else was faster
 */
export const saveSegment = (store: Store, input: SegmentInput, now: Date, by: SegmentChange = {}): Promise<Segment> =>
  store.transaction((tx) => putSegment(tx, input, now, by));

/** {@link saveSegment} inside a transaction that is open. */
export async function putSegment(
  tx: Queryable,
  input: SegmentInput,
  now: Date,
  { by, revision }: SegmentChange = {},
): Promise<Segment> {
  const { key, name, description = '' } = input;
  if (!new RegExp(`^[a-z][a-z0-9-]{0,${LONGEST_KEY - 1}}$`).test(key))
    throw segmentErrors.SEG_BAD_KEY({ key, most: LONGEST_KEY });
  if (name.trim() === '' || name.length > LONGEST_NAME)
    throw segmentErrors.SEG_BAD_NAME({ length: name.length, most: LONGEST_NAME });
  const rule = parseRule(input.rule);
  await run(tx, sql('lock'), {});
  const others = (await listSegments(tx, { archived: true })).filter((segment) => segment.key !== key);
  checkReferences(key, rule, others);
  const [known] = await run<Segment>(tx, sql('find'), { key });
  if (known?.archivedAt) throw segmentErrors.SEG_ARCHIVED({ key });
  if (revision !== undefined) checkSeen(key, known, revision);
  const said = { name, description, by: by ?? null };
  if (!known) await run(tx, sql('insert'), { key, ...said, rule: JSON.stringify(rule), now });
  else await change(tx, known, { ...said, rule }, others, now);
  await bumpDefinitions(tx, now);
  return getSegment(tx, key);
}

function checkSeen(key: string, known: Segment | undefined, seen: number): void {
  if ((known?.revision ?? 0) === seen) return;
  if (!known) throw segmentErrors.SEG_UNKNOWN_SEGMENT({ key });
  if (seen === 0) throw segmentErrors.SEG_EXISTS({ key, name: known.name });
  const { said, more } = faster(known);
  throw segmentErrors.SEG_CHANGED({ key, ...said }, more);
}

async function change(
  tx: Queryable,
  known: Segment,
  { rule, ...said }: { name: string; description: string; by: string | null; rule: Rule },
  others: readonly Segment[],
  now: Date,
): Promise<void> {
  const { key } = known;
  await count(tx, sql('update'), { key, ...said, now });
  if (canonical(known.rule) === canonical(rule)) return;
  await count(tx, sql('change-rule'), { key, rule: JSON.stringify(rule) });
  await count(tx, sql('renew'), { keys: [key, ...dependents(key, others)] });
}

/**
 * Takes a segment out of use. Its movements stay; its memberships go with the next tick of each bucket.
 * @throws SEG_UNKNOWN_SEGMENT, SEG_IN_USE
 */
export const archiveSegment = (store: Store, key: string, now: Date): Promise<void> =>
  store.transaction(async (tx: Tx) => {
    await run(tx, sql('lock'), {});
    await getSegment(tx, key);
    const users = (await listSegments(tx)).filter(({ rule }) => segmentsOf(rule).includes(key)).map((user) => user.key);
    if (users.length > 0) throw segmentErrors.SEG_IN_USE({ key, users: users.join(', ') });
    await count(tx, sql('archive'), { key, now });
    await bumpDefinitions(tx, now);
  });

/** Every segment a rule asks for must be there, in use, and not lead back. */
function checkReferences(key: string, rule: Rule, others: readonly Segment[]): void {
  const live = new Map(
    others.filter(({ archivedAt }) => archivedAt === null).map((segment) => [segment.key, segment.rule]),
  );
  checkKnown(rule, [key, ...live.keys()]);
  const circle = findCircle(key, new Map([...live, [key, rule]]));
  if (circle) throw segmentErrors.SEG_CYCLE({ key, path: circle.join(' → ') });
}

/** @throws SEG_RULE_INVALID with every segment the rule asks for that is not among these */
export function checkKnown(rule: Rule, keys: readonly string[]): void {
  const faults = segmentsOf(rule)
    .filter((wanted) => !keys.includes(wanted))
    .map((wanted) => `${placeOf(rule, wanted)}: there is no segment “${wanted}”${near(wanted, keys)}`);
  if (faults.length > 0) throw segmentErrors.SEG_RULE_INVALID({ count: faults.length, faults }, { details: faults });
}

function near(wanted: string, keys: Iterable<string>): string {
  const names = nearest(wanted, keys);
  return names.length === 0 ? '; make it first' : `; the nearest are ${names.join(', ')}`;
}

/** The path of the first condition that asks for a segment, written as faults are. */
function placeOf(node: unknown, wanted: string, path = ''): string {
  if (typeof node !== 'object' || node === null) return '';
  if ((node as { segment?: unknown }).segment === wanted) return path === '' ? 'segment' : `${path}.segment`;
  for (const [key, child] of Object.entries(node)) {
    const step = Array.isArray(node) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const found = placeOf(child, wanted, step);
    if (found !== '') return found;
  }
  return '';
}

function findCircle(start: string, rules: ReadonlyMap<string, Rule>): string[] | null {
  const walk = (key: string, path: string[]): string[] | null => {
    for (const next of segmentsOf(rules.get(key)!)) {
      if (next === start) return [...path, next];
      // What was saved before holds no circle, so that this walk ends.
      const found = rules.has(next) ? walk(next, [...path, next]) : null;
      if (found) return found;
    }
    return null;
  };
  return walk(start, [start]);
}

/** Keys of the segments that ask for one, directly or through others. */
function dependents(key: string, all: readonly Segment[]): string[] {
  const found = new Set<string>();
  const visit = (wanted: string): void => {
    for (const { key: user, rule } of all) {
      if (found.has(user) || !segmentsOf(rule).includes(wanted)) continue;
      found.add(user);
      visit(user);
    }
  };
  visit(key);
  return [...found];
}

/** jsonb keeps no order of keys, so that order does not make a rule another one. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, given]) => given !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, given]) => `${JSON.stringify(key)}:${canonical(given)}`)
    .join()}}`;
}
