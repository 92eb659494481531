import pino from 'pino';
import { createEngine } from '../src/engine/index.ts';
import { benchRules, countDraft, saveSegment } from '../src/segments/index.ts';
import { benchStore } from './database.ts';
import { type Bench, figure, median, seconds } from './harness.ts';
import { seedOrders, seedPeople } from './seed.ts';

/** Question: how long does it take to count who matches a rule, beside a sequential scan of the tables it reads? */
const people = 200_000;
const ordersEach = 5;
const times = 3;

/** The least that has to be read for each rule. */
const scans: Record<string, string[]> = {
  trait: ['person'],
  orders: ['person', 'purchase', 'purchase_line'],
  nested: ['person', 'membership'],
};

export const counts: Bench = async (say) => {
  const { store, close } = await benchStore();
  try {
    const now = new Date();
    say(`counts: ${people} people, ${people * ordersEach} orders of one line`);
    await seedPeople(store, people);
    await seedOrders(store, people, ordersEach, now);
    const { inner, rules } = benchRules('shoes');
    await saveSegment(store, inner, now);
    const engine = createEngine({
      store,
      log: pino({ level: 'silent' }),
      deliveries: null,
      timezone: async () => 'Europe/Paris',
    });
    const first = await seconds(() => engine.quiet());
    say(`counts: the inner segment was computed for everybody in ${first.toFixed(1)} s`);
    await engine.stop();
    await store.pool.query('vacuum analyze');
    const figures = [];
    for (const [name, rule] of Object.entries(rules)) {
      let found = 0;
      const took: number[] = [];
      const raw: number[] = [];
      for (let i = 0; i < times; i++) {
        took.push(await seconds(async () => (found = (await countDraft(store, rule, now)).count)));
        raw.push(await seconds(() => scanAll(store, scans[name]!)));
      }
      say(`counts: ${name} finds ${found} people`);
      const about = { name: `counts/${name}`, unit: 's', rawIs: `sequential scan of ${scans[name]!.join(', ')}` };
      figures.push(figure({ ...about, value: median(took), raw: median(raw), goal: null, lowerIsBetter: true }));
    }
    return figures;
  } finally {
    await close();
  }
};

/** Reads every row of the tables, one after the other, by a plain scan of one process. */
async function scanAll(
  store: Awaited<ReturnType<typeof benchStore>>['store'],
  tables: readonly string[],
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.query('set local enable_indexscan = off');
    await tx.query('set local enable_indexonlyscan = off');
    await tx.query('set local enable_bitmapscan = off');
    await tx.query('set local max_parallel_workers_per_gather = 0');
    for (const table of tables) await tx.query(`select count(t) from ${table} t`);
  });
}
