/**
 * Figures of the whole shop that take long to count: what came of scenarios, who is in them. While there is little to count they are
 * counted each time, and are exact. From {@link Limits.heavy} rows on they are kept, and given again for {@link Limits.share} times as
 * long as it took to count them; who asks later gets what is kept at once, with the moment it is true of, while it is counted anew
 * behind their back. Nobody waits for a count twice, and counting takes a twentieth of one connection at most, and nothing where
 * nobody looks.
 *
 * Why not an index by scenario on entries, wishes and messages: each is written with every person who enters, and with each of the four
 * states of a message, which are never updates in place; an index that was as wide cost a tenth of what is written for each who enters.
 * Why not a sum that the tick writes by day: what a message has become is not told once (a withdrawn agreement to be measured makes “no”
 * into “unknown” for all that was sent before, an order that comes back is worth less), so that it would have to be counted again anyway.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { count as change, run, statements } from './statements.ts';
import type { Store } from './store.ts';

const sql = statements(import.meta.url, 'kept.sql');

/** `rows`: of how many they were counted. */
export type Counted<Figures> = { figures: Figures; rows: number };
/** Figures and the moment they are true of. */
export type Kept<Figures> = { figures: Figures; asOf: Date };
type Limits = { heavy: number; share: number; patienceMs: number };

/** So many rows are counted within what a screen may take, on a busy machine too. */
const standard: Limits = { heavy: 20_000, share: 20, patienceMs: 700 };

type Head = { name: string; asOf: Date; countedAt: Date; ms: number };
/** `fresh`: counted since it was asked for; else given again as it was kept. */
export type Told<Figures> = Kept<Figures> & { fresh: boolean };
type Fresh<Figures> = Told<Figures> & { rows: number };
type Count<Subject, Figures> = (
  store: Store,
  subjects: readonly Subject[],
  now: Date,
) => Promise<ReadonlyMap<Subject, Counted<Figures>>>;
/** A count under way. */
type Running<Figures> = { found: Promise<Map<string, Fresh<Figures>>>; begun: number };

/** Figures of many things alike. */
export type KeptOfMany<Subject, Figures> = {
  /** By name; null while a first count takes longer than a screen may, whoever began it. */
  ask: (store: Store, subjects: readonly Subject[]) => Promise<Map<string, Told<Figures> | null>>;
  /** Counts anew behind the screen, however young what is kept may be. */
  renew: (store: Store, subjects: readonly Subject[]) => void;
};

/** One map for each store. */
function mapsOf<Value>(): (store: Store) => Map<string, Value> {
  const maps = new WeakMap<Store, Map<string, Value>>();
  return (store) => {
    const own = maps.get(store) ?? new Map<string, Value>();
    maps.set(store, own);
    return own;
  };
}

/** Counts under way: one of a thing a process at a time. */
function counts<Subject, Figures>(
  nameOf: (subject: Subject) => string,
  count: Count<Subject, Figures>,
  { heavy, patienceMs }: Limits,
) {
  const runningOf = mapsOf<Running<Figures>>();

  async function countAnew(store: Store, subjects: readonly Subject[]): Promise<Map<string, Fresh<Figures>>> {
    const asOf = store.clock.now();
    const begun = performance.now();
    const counted = await count(store, subjects, asOf);
    const about = { as_of: asOf, wall: store.clock.wall(), ms: Math.round(performance.now() - begun) };
    const all = [...counted].map(([subject, one]) => ({ name: nameOf(subject), ...one }));
    for (const { name, figures, rows } of all)
      if (rows >= heavy) await change(store.pool, sql('keep'), { ...about, name, figures: JSON.stringify(figures) });
    const names = all.filter(({ rows }) => rows < heavy).map(({ name }) => name);
    if (names.length > 0) await change(store.pool, sql('forget'), { names });
    return new Map(all.map(({ name, ...one }) => [name, { ...one, asOf, fresh: true }]));
  }

  function begin(store: Store, subjects: readonly Subject[]): Map<string, Running<Figures>> {
    const running = runningOf(store);
    const idle = subjects.filter((subject) => !running.has(nameOf(subject)));
    if (idle.length === 0) return running;
    const names = idle.map(nameOf);
    const found = countAnew(store, idle).finally(() => {
      for (const name of names) running.delete(name);
    });
    // Whoever waits for it is told; where nobody does, the next who looks begins again.
    found.catch(() => {});
    const made = { found, begun: performance.now() };
    for (const name of names) running.set(name, made);
    return running;
  }

  /**
   * Null where it takes longer than a screen may: from its beginning on, so that a page that asks again meanwhile is answered at once.
   * A count that began before it was asked for serves what is kept; of little it may lack what the one who asks has just done.
   */
  async function first(store: Store, subject: Subject, asked: number): Promise<Told<Figures> | null> {
    const name = nameOf(subject);
    for (;;) {
      const { found, begun } = begin(store, [subject]).get(name)!;
      const left = Math.max(0, patienceMs - (performance.now() - begun));
      const counted = await Promise.race([found, sleep(left, null, { ref: false })]);
      if (counted === null) return null;
      const { rows, ...told } = counted.get(name)!;
      if (begun >= asked || rows >= heavy) return told;
    }
  }

  return { begin, first };
}

/** Reads what is kept, each text once for as long as it is the same. */
function reader<Figures>(): (store: Store, heads: readonly Head[]) => Promise<[string, Told<Figures>][]> {
  const heldOf = mapsOf<Kept<Figures> & { countedAt: number }>();
  return async (store, heads) => {
    const held = heldOf(store);
    const isHeld = ({ name, countedAt }: Head) => held.get(name)?.countedAt === countedAt.getTime();
    const names = heads.filter((head) => !isHeld(head)).map(({ name }) => name);
    const rows = names.length === 0 ? [] : await run<Kept<Figures> & Head>(store.pool, sql('figures'), { names });
    for (const { name, figures, asOf, countedAt } of rows)
      held.set(name, { figures, asOf, countedAt: countedAt.getTime() });
    return heads.flatMap(({ name }): [string, Told<Figures>][] => {
      const one = held.get(name);
      return one ? [[name, { figures: one.figures, asOf: one.asOf, fresh: false }]] : [];
    });
  };
}

/**
 * Figures of many things alike, those that are not known yet counted together.
 * @param nameOf under which they are kept; the shape of the figures is part of it
 * @param count counts everything of some of them as of a moment; what it answers is kept as JSON
 */
export function keptFiguresOfMany<Subject, Figures>(
  nameOf: (subject: Subject) => string,
  count: Count<Subject, Figures>,
  given: Partial<Limits> = {},
): KeptOfMany<Subject, Figures> {
  const limits = { ...standard, ...given };
  const { begin, first } = counts(nameOf, count, limits);
  const read = reader<Figures>();
  return {
    ask: async (store, subjects) => {
      if (subjects.length === 0) return new Map();
      const asked = performance.now();
      const heads = await run<Head>(store.pool, sql('heads'), { names: subjects.map(nameOf) });
      const byName = new Map(heads.map((head) => [head.name, head]));
      const wall = store.clock.wall().getTime();
      const isOld = (head?: Head) => head !== undefined && wall - head.countedAt.getTime() > head.ms * limits.share;
      const unknown = subjects.filter((subject) => !byName.has(nameOf(subject)));
      const old = subjects.filter((subject) => isOld(byName.get(nameOf(subject))));
      begin(store, old);
      begin(store, unknown);
      const counting = unknown.map(
        async (subject) => [nameOf(subject), await first(store, subject, asked)] as [string, Told<Figures> | null],
      );
      const [kept, counted] = await Promise.all([read(store, heads), Promise.all(counting)]);
      return new Map([...kept, ...counted]);
    },
    renew: (store, subjects) => void begin(store, subjects),
  };
}

type Ask<Figures> = (store: Store) => Promise<Kept<Figures> | null>;

/**
 * @param name under which they are kept; the shape of the figures is part of it
 * @param count counts everything as of a moment; what it answers is kept as JSON
 * @returns asks for them; null while a first count takes longer than a screen may, whoever began it
 */
export function keptFigures<Figures>(
  name: string,
  count: (store: Store, now: Date) => Promise<Counted<Figures>>,
  limits: Partial<Limits> = {},
): Ask<Figures> {
  const { ask } = keptFiguresOfMany<string, Figures>(
    (own) => own,
    async (store, [own], now) => new Map([[own!, await count(store, now)]]),
    limits,
  );
  return async (store) => {
    const told = (await ask(store, [name])).get(name);
    return told ? { figures: told.figures, asOf: told.asOf } : null;
  };
}

/** As {@link keptFigures}, of many things alike, each counted for itself and only where somebody looks at it. */
export function keptFiguresOf<Figures>(
  name: string,
): (subject: string, count: (store: Store, now: Date) => Promise<Counted<Figures>>) => Ask<Figures> {
  const known = new Map<string, Ask<Figures>>();
  return (subject, count) => {
    const ask = known.get(subject) ?? keptFigures(`${name} ${subject}`, count);
    known.set(subject, ask);
    return ask;
  };
}

/** A first share of the buckets that says how long the others take; then so many at once as this holds, in milliseconds. */
const BATCH_MS = 200;

/**
 * Reads bucket after bucket, as many at once as take a fifth of a second: a shop of a few thousand people is read in two statements, a large one
 * without a statement that takes long. A plan of its own for each: one for all buckets is none for a few.
 */
export async function byBuckets<Row>(
  store: Store,
  read: (on: Parameters<Parameters<Store['transaction']>[0]>[0], buckets: readonly number[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let size = 1;
  for (let from = 0; from < store.buckets; ) {
    const buckets = Array.from({ length: Math.min(size, store.buckets - from) }, (_, at) => from + at);
    const begun = performance.now();
    const found = await store.transaction(async (tx) => {
      await tx.query(`set local plan_cache_mode = force_custom_plan; set local work_mem = '32MB'`);
      return read(tx, buckets);
    });
    rows.push(...found);
    from += buckets.length;
    const ms = Math.max(1, performance.now() - begun);
    size = Math.max(1, Math.min(store.buckets, Math.floor((buckets.length * BATCH_MS) / ms)));
  }
  return rows;
}
