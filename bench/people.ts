import pino from 'pino';
import { createEngine } from '../src/engine/index.ts';
import { publish, saveTemplate } from '../src/messages/index.ts';
import { publishScenario, saveScenario } from '../src/scenarios/index.ts';
import { keyOf, lanes, putInbox, type Store } from '../src/store/index.ts';
import { benchStore } from './database.ts';
import { type Bench, figure, seconds, wantedRate } from './harness.ts';
import { seedPeople } from './seed.ts';

/** Question: how fast do people go through enter → branch → wish → gates → outbox, beside writing the same rows? */
const crowd = 100_000;

const scenario = {
  key: 'bench',
  name: 'Bench',
  triggers: [{ id: 'asked', kind: 'event', event: 'Quote Requested' }],
  reentry: { kind: 'never' },
  start: 'where',
  steps: {
    where: {
      kind: 'branch',
      paths: [{ when: { trait: 'city', op: 'is', value: 'Lyon' }, next: 'near' }],
      otherwise: 'far',
    },
    near: { kind: 'message', template: 'bench', next: 'end' },
    far: { kind: 'message', template: 'bench', next: 'end' },
    end: { kind: 'exit' },
  },
};

export const people: Bench = async (say) => {
  const { store, close } = await benchStore();
  try {
    say(`people: ${crowd} people ask for a quote at once`);
    const took = await crowdThrough(store, crowd);
    const raw = await rawWrites(store);
    const rawIs =
      'plain multi-row writes of the same events, entries, positions, wishes and outbox rows, a commit per bucket';
    return [
      figure({
        name: 'people/enter-branch-wish-outbox',
        value: crowd / took,
        unit: 'people/s',
        raw: crowd / raw,
        rawIs,
        goal: 0.3,
      }),
      wantedRate('people/enter-branch-wish-outbox', crowd / took, 'people/s', 15_000),
    ];
  } finally {
    await close();
  }
};

/** Seconds in which so many people, seeded into an empty store, go through the scenario once all of them have asked. */
export async function crowdThrough(store: Store, count: number): Promise<number> {
  await seedPeople(store, count);
  await prepare(store);
  const engine = createEngine({
    store,
    log: pino({ level: 'silent' }),
    deliveries: null,
    timezone: async () => 'Europe/Paris',
  });
  await engine.quiet();
  await ask(store);
  await store.pool.query('checkpoint');
  const took = await seconds(() => engine.quiet());
  await engine.stop();
  const [row] = (await store.pool.query(`select count(*)::integer as messages from outbox where state = 'ready'`)).rows;
  if (row.messages !== count) throw new Error(`${row.messages} messages were awarded, not ${count}`);
  return took;
}

async function prepare(store: Store): Promise<void> {
  const now = store.clock.now();
  const draft = { format: 'html' as const, subject: 'Devis', body: '<p>Bonjour {{ user.first_name }}</p>' };
  await saveTemplate(store.pool, { key: 'bench', name: 'Bench', channel: 'email', class: 'promotional', draft }, now);
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  await publish(store.pool, 'bench', { shop, sender: { address: 'a@exemple.fr' }, now });
  await saveScenario(store, scenario);
  await publishScenario(store, 'bench');
  // The trigger takes what occurs later than the publication.
  await new Promise((done) => setTimeout(done, 50));
}

/** One live fact for everybody, put where intake would have put it. */
async function ask(store: Store): Promise<void> {
  const now = store.clock.now();
  for (let bucket = 0; bucket < store.buckets; bucket++) {
    const rows = (await store.pool.query('select id, external_id from person where bucket = $1', [bucket])).rows;
    for (let i = 0; i < rows.length; i += 5_000) {
      await putInbox(
        store.pool,
        rows.slice(i, i + 5_000).map((row) => ({
          bucket,
          lane: lanes.fresh,
          kind: 'track',
          personId: row.id,
          messageId: keyOf('bench', row.id),
          origin: 'live' as const,
          occurredAt: now,
          receivedAt: now,
          body: { who: { externalId: row.external_id }, event: 'Quote Requested', properties: {} },
        })),
      );
    }
  }
}

/** Seconds of writing the rows that are left behind, bucket by bucket, into tables with the same indexes. */
async function rawWrites(store: Store): Promise<number> {
  const tables = ['event', 'seen', 'entry', 'wish', 'outbox'];
  for (const table of tables) {
    await store.pool.query(`create table raw_${table} (like ${table} including all)`);
    // Rows are held in memory first, so that the limit is that of writing, not of reading.
    await store.pool.query(`create unlogged table held_${table} as select * from ${table}`);
  }
  return seconds(async () => {
    for (let bucket = 0; bucket < store.buckets; bucket++) {
      await store.transaction(async (tx) => {
        for (const table of tables)
          await tx.query(`insert into raw_${table} select * from held_${table} where bucket = $1`, [bucket]);
      });
    }
  });
}
