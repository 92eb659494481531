import { definitionsVersion, type Queryable } from '../store/index.ts';
import { type Compiled, compileRules } from './compile.ts';
import { listSegments, readZones, type Segment } from './definitions.ts';
import { eventsOf, segmentsOf } from './rule.ts';

/** Segments of one rank asked in one statement: more columns than this make its plan slow to find. */
const SEGMENTS_PER_STATEMENT = 16;

/** Segments that ask for none of each other, with the statement that answers all of them at once. */
export type Batch = {
  segments: readonly Segment[];
  touched: Compiled;
  /** The part of the batch that some of its segments are, as a batch of its own; kept once made. */
  part: (wanted: (segment: Segment) => boolean) => Batch;
};

/** Every segment in use, compiled, in the order in which they can be answered: what a rule asks for comes first. */
export type Segments = {
  /** State of the definitions that this was made from. */
  version: number;
  /** Batches in order; segments of a batch do not ask for one another. */
  batches: readonly Batch[];
  all: readonly Segment[];
  byKey: ReadonlyMap<string, Segment>;
  /** Names of the events, and keys of the segments, that the rule of each segment asks for. */
  asks: ReadonlyMap<number, { events: ReadonlySet<string>; segments: ReadonlySet<string> }>;
  /** Buckets that are known to have every segment computed for its present version. */
  computed: Map<number, ReadonlyMap<number, { version: number; computedAt: Date }>>;
  /** Time zones that the database knows. */
  zones: readonly string[];
};

/** Reads and compiles the segments in use. To be kept as long as the definitions have this version. */
export async function loadSegments(on: Queryable): Promise<Segments> {
  const version = await definitionsVersion(on);
  const all = await listSegments(on);
  const batches = ranked(all).flatMap(inBatches);
  return {
    version,
    batches,
    all,
    byKey: new Map(all.map((segment) => [segment.key, segment])),
    asks: new Map(
      all.map(({ id, rule }) => [id, { events: new Set(eventsOf(rule)), segments: new Set(segmentsOf(rule)) }]),
    ),
    computed: new Map(),
    zones: await readZones(on),
  };
}

/** Most parts of a batch that are kept compiled. */
const partsKept = 50;

/** Compiles segments as one batch. */
function batchOf(segments: readonly Segment[]): Batch {
  const rules = segments.map(({ rule }) => rule);
  const parts = new Map<string, Batch>();
  const batch: Batch = {
    segments,
    touched: compileRules(rules, 'touched'),
    part: (wanted) => {
      const some = segments.filter(wanted);
      if (some.length === segments.length) return batch;
      const name = some.map(({ id }) => id).join();
      const known = parts.get(name) ?? batchOf(some);
      if (parts.size < partsKept) parts.set(name, known);
      return known;
    },
  };
  return batch;
}

/** By rank: those that ask for no segment, then those that ask only for these, and so on. */
function ranked(all: readonly Segment[]): Segment[][] {
  const rules = new Map(all.map((segment) => [segment.key, segment.rule]));
  const ranks = new Map<string, number>();
  const rankOf = (key: string): number => {
    const known = ranks.get(key);
    if (known !== undefined) return known;
    const wanted = rules.has(key) ? segmentsOf(rules.get(key)!) : [];
    const rank = Math.max(-1, ...wanted.map(rankOf)) + 1;
    ranks.set(key, rank);
    return rank;
  };
  const groups = Map.groupBy(all, ({ key }) => rankOf(key));
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

function inBatches(segments: readonly Segment[]): Batch[] {
  const batches: Batch[] = [];
  for (let i = 0; i < segments.length; i += SEGMENTS_PER_STATEMENT) {
    batches.push(batchOf(segments.slice(i, i + SEGMENTS_PER_STATEMENT)));
  }
  return batches;
}
