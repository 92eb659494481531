import { createHash } from 'node:crypto';
import { arrayLiteral, type Bite, type Movement, type Touched } from '../store/index.ts';
import { bind, type Compiled, compileRules } from './compile.ts';
import { readZones, type Segment } from './definitions.ts';
import { keep } from './keep.ts';
import type { Batch, Segments } from './load.ts';
import {
  type Answer,
  dropArchived,
  dropMembers,
  markComputed,
  putMembers,
  readOfSegment,
  readVersions,
  writeMovements,
} from './members.ts';
import type { Rule } from './rule.ts';
import type { Args } from './statement.ts';

type Row = { id: string } & Record<string, unknown>;

/**
 * Asks all segments about people whose state changed or whose time has come, each at their own moment, and keeps membership and
 * movements. A person given with several moments is asked at each, in order. Segments that this bucket has not computed for their
 * present version are left to `computeBucket`.
 * @returns who came in and who left, in the order of the segments
 */
export async function refreshTouched(bite: Bite, segments: Segments, touched: readonly Touched[]): Promise<Movement[]> {
  if (touched.length === 0 || segments.all.length === 0) return [];
  const versions = segments.computed.get(bite.bucket) ?? (await readVersions(bite));
  const isCurrent = ({ id, version }: Segment) => versions.get(id)?.version === version;
  const movements: Movement[] = [];
  for (const wave of waves(touched)) {
    const moved = new Map<string, Set<string>>();
    for (const batch of segments.batches) {
      for (const { part, people } of questions(batch.part(isCurrent), segments, wave, moved)) {
        const answers = await ask(bite, part, segments.zones, people);
        // Whoever was computed at a later moment is not led back to an earlier one.
        const fresh = answers.filter(({ segmentId, since }) => since >= versions.get(segmentId)!.computedAt);
        const found = new Set(answers.map(({ personId }) => personId));
        const moves = await keep(bite, part.segments, people, found, fresh);
        noteMoves(moved, segments, moves);
        movements.push(...moves);
      }
    }
  }
  return movements;
}

/**
 * Who is asked for which segments of a batch. Of whom nothing but events is new, only segments that ask for these events,
 * or for a segment that they have just come into or left, can have another answer.
 */
function questions(
  batch: Batch,
  { asks }: Segments,
  wave: readonly Touched[],
  moved: ReadonlyMap<string, ReadonlySet<string>>,
): { part: Batch; people: Touched[] }[] {
  if (batch.segments.length === 0) return [];
  const people: Touched[] = [];
  const narrow: Touched[] = [];
  const events = new Set<string>();
  const keys = new Set<string>();
  for (const one of wave) {
    if (!one.onlyEvents) people.push(one);
    else {
      narrow.push(one);
      for (const name of one.onlyEvents) events.add(name);
      for (const key of moved.get(one.personId) ?? []) keys.add(key);
    }
  }
  const part = batch.part(({ id }) => meet(asks.get(id)!.events, events) || meet(asks.get(id)!.segments, keys));
  const wanted = part.segments.map(({ id }) => asks.get(id)!);
  const concerned = narrow.filter(({ personId, onlyEvents = [] }) =>
    wanted.some(
      (asked) => onlyEvents.some((name) => asked.events.has(name)) || meet(asked.segments, moved.get(personId) ?? none),
    ),
  );
  return [
    ...(people.length > 0 ? [{ part: batch, people }] : []),
    ...(concerned.length > 0 ? [{ part, people: concerned }] : []),
  ];
}

const none: ReadonlySet<string> = new Set();

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

function noteMoves(moved: Map<string, Set<string>>, { all }: Segments, moves: readonly Movement[]): void {
  if (moves.length === 0) return;
  const keys = new Map(all.map(({ id, key }) => [id, key]));
  for (const { segmentId, personId } of moves) {
    const known = moved.get(personId) ?? new Set();
    moved.set(personId, known.add(keys.get(segmentId)!));
  }
}

/** People once per wave, in the order of their moments. */
function waves(touched: readonly Touched[]): Touched[][] {
  const result: Touched[][] = [];
  for (const moments of Map.groupBy(touched, ({ personId }) => personId).values()) {
    const ordered = moments.sort((a, b) => a.asOf.getTime() - b.asOf.getTime());
    const distinct = ordered.filter(({ asOf }, i) => i === 0 || asOf.getTime() !== ordered[i - 1]!.asOf.getTime());
    for (const [i, moment] of distinct.entries()) {
      if (i === result.length) result.push([]);
      result[i]!.push(moment);
    }
  }
  return result;
}

async function ask(bite: Bite, batch: Batch, zones: readonly string[], people: readonly Touched[]): Promise<Answer[]> {
  const moments = new Map(people.map(({ personId, asOf }) => [personId, asOf]));
  const rows = await runTouched(bite, batch.touched, zones, people);
  return rows.flatMap((row) => answersOf(row, batch.segments, moments.get(row.id)!));
}

const answersOf = (row: Row, segments: readonly Segment[], since: Date): Answer[] =>
  segments.map(({ id }, i) => ({
    segmentId: id,
    personId: row.id,
    member: row[`m${i}`] as boolean,
    since,
    recheckAt: row[`r${i}`] as Date | null,
  }));

/** From here on a plan made for these very people pays: prepared plans expect ten, and compare all with all. */
const manyPeople = 20;

/** Prepared on the connection for a few people: then finding the plan costs more than running it. */
export async function runTouched(
  bite: Pick<Bite, 'tx' | 'bucket' | 'timezone'>,
  compiled: Compiled,
  zones: readonly string[],
  people: readonly Touched[],
): Promise<Row[]> {
  const args: Partial<Args> = {
    bucket: bite.bucket,
    people: people.map(({ personId }) => personId),
    moments: people.map(({ asOf }) => asOf),
    timezone: bite.timezone,
    zones,
  };
  const { text, values } = bind(compiled, args);
  const name = people.length < manyPeople ? preparedName(text) : undefined;
  return (await bite.tx.query<Row>({ name, text, values: values.map(parameter) })).rows;
}

const names = new Map<string, string>();
/** Texts whose names are remembered; there are as many as segments are asked together. */
const namesKept = 1_000;

function preparedName(text: string): string {
  const known = names.get(text) ?? `segments/${createHash('md5').update(text).digest('hex')}`;
  if (names.size < namesKept) names.set(text, known);
  return known;
}

const parameter = (value: unknown): unknown => (Array.isArray(value) ? arrayLiteral(value) : value);

/**
 * Computes, for everybody in the bucket, the segments whose present version it does not have yet, in the order of their dependencies.
 * Movements of that are kept as initial: a definition came or changed, nobody moved.
 * @returns how many segments were computed
 */
export async function computeBucket(bite: Bite, segments: Segments): Promise<number> {
  if (segments.computed.has(bite.bucket)) return 0;
  const versions = await readVersions(bite);
  const stale = new Set(segments.all.filter(({ id, version }) => versions.get(id)?.version !== version));
  // Remembered only as it was committed before: a bite that computes may still be undone.
  if (stale.size === 0) segments.computed.set(bite.bucket, versions);
  if (stale.size === 0) return 0;
  await dropArchived(bite);
  for (const batch of segments.batches) {
    for (const segment of batch.segments) {
      if (stale.has(segment)) await computeSegment(bite, segment, segments.zones);
    }
  }
  await markComputed(bite, [...stale]);
  return stale.size;
}

async function computeSegment(bite: Bite, segment: Segment, zones: readonly string[]): Promise<void> {
  const args = { bucket: bite.bucket, asOf: bite.now, timezone: bite.timezone, zones };
  const { text, values } = bind(compileRules([segment.rule], 'bucket'), args);
  const { rows } = await bite.tx.query<Row>(`select * from (${text}) a where a.m0 or a.r0 is not null`, values);
  const answers = rows.flatMap((row) => answersOf(row, [segment], bite.now));
  const before = new Map((await readOfSegment(bite, segment.id)).map(({ personId, member }) => [personId, member]));
  const now = new Set(answers.map(({ personId }) => personId));
  const gone = [...before.keys()]
    .filter((personId) => !now.has(personId))
    .map((personId) => ({ segmentId: segment.id, personId }));
  await putMembers(bite, answers);
  await dropMembers(bite, gone);
  const move = (personId: string, entered: boolean): Movement => ({
    segmentId: segment.id,
    personId,
    at: bite.now,
    entered,
    initial: true,
  });
  const changed = answers.filter(({ personId, member }) => member !== (before.get(personId) ?? false));
  const left = gone.filter(({ personId }) => before.get(personId)).map(({ personId }) => move(personId, false));
  await writeMovements(bite, [...changed.map(({ personId, member }) => move(personId, member)), ...left], true);
}

/**
 * Who of these people matches a rule, each at their moment: branches, conditions of triggers, goals. Segments the rule asks for are
 * taken as their membership stands.
 */
export async function evaluate(bite: Bite, rule: Rule, people: readonly Touched[]): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const matching = new Set<string>();
  const compiled = compileRules([rule], 'touched');
  const zones = await zonesOf(bite);
  for (const wave of waves(people)) {
    for (const row of await runTouched(bite, compiled, zones, wave)) {
      if (row.m0) matching.add(row.id);
    }
  }
  return matching;
}

let knownZones: Promise<string[]> | null = null;

/** Read once per process: the list changes with the server's version only, and reading it opens hundreds of files. */
function zonesOf(bite: Bite): Promise<string[]> {
  knownZones ??= readZones(bite.tx).catch((error: unknown) => {
    knownZones = null;
    throw error;
  });
  return knownZones;
}
