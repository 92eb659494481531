import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { type Bench, figure, seconds, wantedRate } from './harness.ts';
import { connections } from './sender.ts';
import { type Served, serve } from './served.ts';

/** Question: how fast do facts go from POST to applied, beside a plain insert of the same rows? */
const peopleCount = 20_000;
const factCount = 200_000;
const batchSize = 500;

type Item = {
  type: 'identify' | 'track';
  messageId: string;
  userId: string;
  timestamp: string;
  event?: string;
  properties?: object;
  traits?: object;
};

const moment = new Date().toISOString();

/** What is live while the facts come in: a trait, orders, events and a segment in a segment; an event and a movement that make people enter. */
const segments = [
  { key: 'firsts', name: 'Firsts', rule: { trait: 'firstName', op: 'starts', value: 'P1' } },
  { key: 'buyers', name: 'Buyers', rule: { orders: { count: { at_least: 1 }, within: 'P90D' } } },
  { key: 'keen', name: 'Keen', rule: { event: 'Product Viewed', count: { at_least: 4 }, within: 'P30D' } },
  { key: 'keen-firsts', name: 'Keen firsts', rule: { all: [{ segment: 'keen' }, { segment: 'firsts' }] } },
];
const scenario = (key: string, trigger: object) => ({
  key,
  name: key,
  triggers: [{ id: 'in', ...trigger }],
  reentry: { kind: 'never' },
  start: 'pause',
  steps: { pause: { kind: 'wait', for: 'P1D', next: 'end' }, end: { kind: 'exit' } },
});
const scenarios = [
  scenario('after-order', { kind: 'event', event: 'Order Completed' }),
  scenario('after-keen', { kind: 'segment_entered', segment: 'keen-firsts' }),
];

async function setUp({ call }: Served): Promise<void> {
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  for (const { key, ...segment } of segments) await must('PUT', `/api/segments/${key}`, segment);
  for (const { key, ...draft } of scenarios) {
    await must('PUT', `/api/scenarios/${key}`, draft);
    await must('POST', `/api/scenarios/${key}/publish`);
  }
}

const identify = (i: number): Item => ({
  type: 'identify',
  messageId: `bench-i-${i}`,
  userId: `u${i}`,
  timestamp: moment,
  traits: { email: `u${i}@exemple.fr`, firstName: `P${i}` },
});
const track = (i: number): Item => ({
  type: 'track',
  messageId: `bench-t-${i}`,
  userId: `u${i % peopleCount}`,
  timestamp: moment,
  event: 'Product Viewed',
  properties: { product_id: `p${i % 500}`, price: 19.9, category: i % 3 ? 'shoes' : 'bags' },
});

export const facts: Bench = async (say) => {
  const served = await serve();
  try {
    const { key } = (await (await served.call('POST', '/api/keys', { kind: 'write', name: 'bench' })).json()) as {
      key: string;
    };
    await setUp(served);
    say(
      `facts: ${peopleCount} people, then ${factCount} facts in batches of ${batchSize} over ${connections} connections`,
    );
    const items = (count: number, make: (i: number) => Item) => Array.from({ length: count }, (_, i) => make(i));
    const introduced = await sendAndApply(served, key, items(peopleCount, identify));
    // Half of the raw rows before and half after: a machine that others share does not keep its speed.
    const tracks = items(factCount, track);
    const before = await rawInserts(served.pool, tracks.slice(0, factCount / 2));
    const tracked = await sendAndApply(served, key, tracks);
    const raw = before + (await rawInserts(served.pool, tracks.slice(factCount / 2)));
    const rawIs = 'plain multi-row insert of the same events and message ids, same indexes and durability';
    return [
      figure({
        name: 'facts/identify',
        value: peopleCount / introduced,
        unit: 'facts/s',
        raw: null,
        rawIs: '',
        goal: null,
      }),
      figure({
        name: 'facts/track',
        value: factCount / tracked,
        unit: 'facts/s',
        raw: factCount / raw,
        rawIs,
        goal: 0.4,
      }),
      wantedRate('facts/track', factCount / tracked, 'facts/s', 20_000),
    ];
  } finally {
    await served.close();
  }
};

/** Sends batches of these facts from another process; answers seconds from the first byte until none waits to be applied. */
async function sendAndApply({ address, pool }: Served, key: string, items: readonly Item[]): Promise<number> {
  const bodies = batchesOf(items).map((batch) => JSON.stringify({ batch, sentAt: moment }));
  const sender = fork(fileURLToPath(new URL('sender.ts', import.meta.url)));
  try {
    const heard = once(sender, 'message');
    sender.send({ address, key, bodies });
    await heard;
    return await seconds(async () => {
      const done = once(sender, 'message');
      sender.send('go');
      await done;
      await applied(pool);
    });
  } finally {
    sender.kill();
  }
}

const batchesOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / batchSize) }, (_, i) =>
    items.slice(i * batchSize, (i + 1) * batchSize),
  );

async function inBatches(items: readonly Item[], send: (batch: Item[]) => Promise<void>): Promise<void> {
  const batches = batchesOf(items);
  const worker = async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await send(batch);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Returns when no fact waits any more. */
async function applied(pool: pg.Pool): Promise<void> {
  while ((await pool.query('select from inbox limit 1')).rowCount) await new Promise((done) => setTimeout(done, 25));
}

/** Seconds of inserting the same events and message ids by the same number of connections, one commit a batch. */
async function rawInserts(pool: pg.Pool, items: Item[]): Promise<number> {
  await pool.query('create table if not exists raw_event (like event including all)');
  await pool.query('create table if not exists raw_seen (like seen including all)');
  const ids = (await pool.query('select id, bucket, external_id from person')).rows;
  const known = new Map(ids.map((row) => [row.external_id as string, row]));
  return seconds(() =>
    inBatches(items, async (batch) => {
      const rows = batch.map((item) => known.get(item.userId)!);
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query(
          `insert into raw_event select b, p, $4, md5(m)::uuid, 'track', 'Product Viewed', v, 'live', $4
           from unnest($1::integer[], $2::uuid[], $3::text[], $5::jsonb[]) as t(b, p, m, v)`,
          [
            rows.map((row) => row.bucket),
            rows.map((row) => row.id),
            batch.map((item) => item.messageId),
            moment,
            batch.map((item) => JSON.stringify(item.properties)),
          ],
        );
        await client.query(
          'insert into raw_seen select b, md5(m)::uuid, $3 from unnest($1::integer[], $2::text[]) as t(b, m) on conflict do nothing',
          [rows.map((row) => row.bucket), batch.map((item) => item.messageId), moment],
        );
        await client.query('commit');
      } finally {
        client.release();
      }
    }),
  );
}
