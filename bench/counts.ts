import pino from 'pino';
import { createEngine } from '../src/engine/index.ts';
import { benchRules, countDraft, saveSegment } from '../src/segments/index.ts';
import { writeSetting } from '../src/settings/index.ts';
import { markChanged, type Store, takeBucket } from '../src/store/index.ts';
import { benchStore } from './database.ts';
import { type Bench, type Figure, figure, median, seconds } from './harness.ts';
import { seedFacts, seedPeople } from './seed.ts';

/**
 * Question: how long does it take to count who matches a rule, beside a sequential scan of the tables it reads; and when it is asked
 * again, with nothing changed and with facts in one bucket? `--people 1000000` is the size of the goal: per person 5 orders of one line
 * and 10 events, in the order in which they came in.
 */
const standard = 200_000;
const ordersEach = 5;
const eventsEach = 10;
const times = 5;
/** Seconds that a count may take when it is asked again. */
const again = 0.3;

/** The least that has to be read for each rule. */
const scans: Record<string, string[]> = {
  trait: ['person'],
  orders: ['person', 'purchase', 'purchase_line'],
  nested: ['person', 'membership'],
  events: ['person', 'event'],
};

export const counts: Bench = async (say, { people = standard }) => {
  const { store, close } = await benchStore();
  try {
    const now = new Date();
    say(`counts: ${people} people, ${people * ordersEach} orders of one line, ${people * eventsEach} events`);
    const facts = { people, orders: people * ordersEach, events: people * eventsEach, now };
    const seeding = await seconds(() => seedPeople(store, people).then(() => seedFacts(store, facts)));
    const { inner, rules } = benchRules('shoes');
    await saveSegment(store, inner, now);
    const computing = await seconds(() => computeSegments(store));
    say(`counts: seeded in ${seeding.toFixed(0)} s, the inner segment computed in ${computing.toFixed(0)} s`);
    await store.pool.query('vacuum analyze');
    for (let bucket = 0; bucket < store.buckets; bucket++) await change(store, bucket);
    // What is measured is the exact count, however long it takes.
    await store.transaction((tx) => writeSetting(tx, 'segments.countPatience', 600, now));
    const figures: Figure[] = [];
    for (const [name, rule] of Object.entries(rules)) figures.push(...(await measure(store, name, rule, say)));
    return figures;
  } finally {
    await close();
  }
};

async function computeSegments(store: Store): Promise<void> {
  const log = pino({ level: 'silent' });
  const engine = createEngine({ store, log, deliveries: null, timezone: async () => 'Europe/Paris' });
  await engine.quiet();
  await engine.stop();
}

/** What a round that changed something leaves behind. */
async function change(store: Store, bucket: number): Promise<void> {
  await store.transaction(async (tx) => {
    const bite = await takeBucket(tx, bucket, { now: new Date(), buckets: store.buckets, timezone: 'Europe/Paris' });
    await markChanged(bite!);
  });
}

async function measure(store: Store, name: string, rule: unknown, say: (line: string) => void): Promise<Figure[]> {
  const took: Record<'first' | 'again' | 'changed' | 'scan' | 'rows', number[]> = {
    first: [],
    again: [],
    changed: [],
    scan: [],
    rows: [],
  };
  let found = 0;
  const count = async () => {
    const answer = await countDraft(store, rule, new Date());
    if (answer.estimate) throw new Error(`${name} was estimated`);
    found = answer.count;
  };
  for (let i = 0; i < times; i++) {
    await store.pool.query('truncate segment_count');
    took.scan.push(await seconds(() => scanAll(store, scans[name]!, '*')));
    took.first.push(await seconds(count));
    took.again.push(await seconds(count));
    await change(store, i);
    took.changed.push(await seconds(count));
    took.rows.push(await seconds(() => scanAll(store, scans[name]!, 't')));
  }
  const rows = median(took.rows);
  say(`counts: ${name} finds ${found} people; a scan that also makes a value of each row takes ${rows.toFixed(2)} s`);
  const about = { unit: 's', lowerIsBetter: true };
  const limit = { raw: again, rawIs: 'the wanted time', goal: 1 };
  return [
    figure({
      ...about,
      name: `counts/${name}/first`,
      value: median(took.first),
      raw: median(took.scan),
      rawIs: `sequential scan of ${scans[name]!.join(', ')}, one process`,
      goal: 0.5,
    }),
    figure({ ...about, ...limit, name: `counts/${name}/again`, value: median(took.again) }),
    figure({ ...about, ...limit, name: `counts/${name}/again-one-bucket-changed`, value: median(took.changed) }),
  ];
}

/** Reads every row of the tables, one after the other, by a plain scan of one process. */
async function scanAll(store: Store, tables: readonly string[], what: '*' | 't'): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.query('set local enable_indexscan = off');
    await tx.query('set local enable_indexonlyscan = off');
    await tx.query('set local enable_bitmapscan = off');
    await tx.query('set local max_parallel_workers_per_gather = 0');
    for (const table of tables) await tx.query(`select count(${what}) from ${table} t`);
  });
}
