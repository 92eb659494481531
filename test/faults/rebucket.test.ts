/** Another number of buckets: everybody and everything is as before, whatever interrupts it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { bankFaults, defineBank, readBank, spendHeld } from '../../src/banks/index.ts';
import { openAdapters } from '../../src/channels/index.ts';
import { createDelivery, createWriter } from '../../src/delivery/index.ts';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import type { Fact } from '../../src/facts/index.ts';
import { accept } from '../../src/intake/index.ts';
import { getTemplateVersion } from '../../src/messages/index.ts';
import { publishScenario, saveScenario } from '../../src/scenarios/index.ts';
import { saveSegment } from '../../src/segments/index.ts';
import {
  attend,
  bucketCount,
  bucketOfHash,
  bucketOfPerson,
  bucketOfText,
  keyOf,
  movableClock,
  openStore,
  type Pool,
  type Store,
} from '../../src/store/index.ts';
import { rebucket } from '../../src/upkeep/index.ts';
import { homes } from '../../src/upkeep/rebucket/homes.ts';
import { inBite } from '../support/bites.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { anHourAndADay, publishNote } from '../support/note.ts';
import { startProcess, temporaryFolder } from '../support/processes.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const START = new Date('2026-03-10T08:00:00Z');
const HOUR = 3_600_000;
const PEOPLE = 40;
const PATIENCE_MS = 120_000;
const silent = pino({ level: 'silent' });

type Stage = { store: Store; engine: Engine; close: () => Promise<void> };

/** The program on a database, on a clock that stands still, with the local outbox. */
async function open({ connection }: TestDatabase, now: Date): Promise<Stage> {
  const store = await openStore({ connection, clock: movableClock(now), schema: 'check' });
  const write = createWriter({
    store,
    publicUrl: () => 'https://declic.example',
    secret: 'for tests only',
    loadVersion: async (id, version) => (await getTemplateVersion(store.pool, id, version)).compiled,
  });
  const deliveries = createDelivery({ store, adapters: openAdapters({}), write, log: silent });
  const engine = createEngine({ store, log: silent, deliveries, timezone: async () => 'Europe/Paris' });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await engine.stop();
    await deliveries.stop();
    await store.close();
  };
  return { store, engine, close };
}

/** Two mails, one after an hour and one a day later; who asks twice is let in once. */
async function publishMails(store: Store): Promise<void> {
  const now = store.clock.now();
  await publishNote(store);
  await saveScenario(store, {
    key: 'two',
    name: 'Two',
    triggers: [{ id: 'asked', kind: 'event', event: 'Asked' }],
    reentry: { kind: 'never' },
    start: 'hour',
    steps: anHourAndADay,
  });
  await publishScenario(store, 'two');
  await saveSegment(store, { key: 'askers', name: 'Askers', rule: { event: 'Asked', count: { at_least: 1 } } }, now);
}

/** What everybody did: who they are, a visitor who signs in, orders with and without a customer, a list, consent, an objection. */
function factsOf(n: number, now: Date): Fact[] {
  const base = { origin: 'live' as const, occurredAt: now, receivedAt: now };
  const externalId = `u${n}`;
  const who = { externalId, email: `u${n}@exemple.fr` };
  const line = { productId: 'p', nth: 1, quantity: '1', price: '9.90' };
  const order = { kind: 'sale' as const, status: 'completed' as const, scope: 'whole' as const, lines: [line] };
  return [
    {
      ...base,
      kind: 'track',
      messageId: `seen-${n}`,
      who: { anonymousId: `b${n}` },
      body: { event: 'Seen', properties: {} },
    },
    { ...base, kind: 'identify', messageId: `who-${n}`, who, body: { traits: { city: n % 2 ? 'Rennes' : 'Brest' } } },
    {
      ...base,
      kind: 'track',
      messageId: `asked-${n}`,
      who: { externalId, anonymousId: `b${n}` },
      body: { event: 'Asked', properties: {} },
    },
    { ...base, kind: 'order', messageId: `order-${n}`, who: { externalId }, body: { ...order, orderId: `o${n}` } },
    { ...base, kind: 'order', messageId: `nobody-${n}`, who: {}, body: { ...order, orderId: `x${n}` } },
    { ...base, kind: 'list', messageId: `list-${n}`, who: { externalId }, body: { list: 'news', action: 'add' } },
    {
      ...base,
      kind: 'consent',
      messageId: `yes-${n}`,
      who,
      body: { channel: 'email', purpose: 'marketing', status: 'granted' },
    },
    ...(n % 5 === 0
      ? [
          {
            ...base,
            kind: 'suppression' as const,
            messageId: `no-${n}`,
            who,
            body: { channel: 'email', reason: 'objection' as const },
          },
        ]
      : []),
  ];
}

const everybody = (now: Date) => Array.from({ length: PEOPLE }, (_, n) => factsOf(n, now)).flat();

/** Somebody of each bucket takes a unit of a stock: asked for, granted, spent. */
async function spend({ store, engine }: Stage, round: number): Promise<void> {
  const each = async () => {
    for (let bucket = 0; bucket < store.buckets; bucket++)
      await inBite(store.pool, bucket, store.clock.now(), (bite) =>
        spendHeld(bite, 'gifts', [{ key: keyOf('gift', bucket, round), units: 1 }]),
      );
  };
  await each();
  await engine.quiet();
  await each();
}

/** Tables of which copies lie where the row may belong, and what is made anew. */
const copied = new Set(['seen', 'sent', 'recall', 'bank_use', 'bank_ask', 'segment_bucket', 'moment_watch']);
const leftOut = new Set(['bank_hold', 'bank_held_code', 'bucket_mark', 'segment_count', 'inbox', 'lease']);
const places = ['bucket', 'person_bucket', 'to_bucket', 'holder_bucket', 'computed_at', 'answer', 'granted'];

/** All there is, without where it lies. */
async function all(pool: Pool): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const table of Object.keys(homes).filter((name) => !leftOut.has(name))) {
    const { rows } = await pool.query<{ row: string }>(
      `select ${copied.has(table) ? 'distinct' : ''} (to_jsonb(t) - $1::text[])::text as row from "${table}" t order by 1`,
      [places],
    );
    found[table] = rows.map(({ row }) => row);
  }
  return found;
}

/** Every row lies where the program looks for it. */
async function assertInPlace(pool: Pool, buckets: number): Promise<void> {
  assert.equal(await bucketCount(pool), buckets);
  const held = async <Row extends object>(text: string): Promise<Row[]> => (await pool.query<Row>(text)).rows;
  type Of = { table: string; bucket: number; id: string };
  const ofPeople = [
    ...['event', 'entry', 'position', 'wish', 'outbox', 'membership', 'list_member', 'permission'].map((table) => [
      table,
      'person_id',
    ]),
    ['person', 'id'],
  ];
  for (const [table, column] of ofPeople)
    for (const { bucket, id } of await held<Of>(`select bucket, "${column}" as id from "${table}"`))
      assert.equal(bucket, bucketOfPerson(id, buckets), `${table} of ${id}`);
  type Known = { bucket: number; key: string; person: string | null; place: number };
  const book = await held<Known>(
    `select bucket, kind || ':' || value as key, person_id as person, person_bucket as place from identifier`,
  );
  for (const { bucket, key, person, place } of book) {
    assert.equal(bucket, bucketOfText(key, buckets), key);
    assert.equal(place, person ? bucketOfPerson(person, buckets) : bucketOfText(key, buckets), key);
  }
  for (const table of ['consent', 'suppression', 'address_user'])
    for (const { bucket, hash } of await held<{ bucket: number; hash: Buffer }>(`select bucket, hash from ${table}`))
      assert.equal(bucket, bucketOfHash(hash, buckets), table);
  const orders = await held<Of & { person: string | null }>(
    `select o.bucket, o.order_id as id, o.person_id as person from purchase o join purchase_line l using (bucket, order_id)`,
  );
  assert.equal(orders.length, 2 * PEOPLE);
  for (const { bucket, id, person } of orders)
    assert.equal(bucket, person ? bucketOfPerson(person, buckets) : bucketOfText(`order:${id}`, buckets), id);
  const strangers = await pool.query(
    `select o.key from outbox o where o.state = 'sent' and not exists (select from sent s where s.bucket = o.bucket and s.key = o.key)`,
  );
  assert.equal(strangers.rowCount, 0, 'the key of each message that left is remembered beside it');
}

const quietly = { now: START, say: () => {} };

test('[UP9] from 8 buckets to 12, 5, 64 and 8: the same people, messages, keys and counts, and the work goes on where it was', async (t) => {
  let stage: Stage | undefined;
  // Hooks run in the order of their registration: connections leave before their database is dropped.
  t.after(() => stage?.close());
  const db = await freshDatabase({ t, buckets: 8 });
  stage = await open(db, START);
  await publishMails(stage.store);
  await defineBank(stage.store, { key: 'gifts', kind: 'stock', total: 1_000 });
  await accept(stage.store, everybody(START));
  await stage.engine.quiet();
  await spend(stage, 1);
  await stage.engine.advance(new Date(START.getTime() + 2 * HOUR));
  const spent = (await readBank(stage.store.pool, 'gifts', START)).spent + 8;
  const before = await all(db.pool);
  assert.equal(before.outbox!.length, PEOPLE);
  assert.ok(Object.values(before).filter((rows) => rows.length > 0).length > 20, Object.keys(before).join());
  await stage.close();

  for (const buckets of [12, 5, 64, 8]) {
    const done = await rebucket(db.pool, buckets, quietly);
    assert.equal(done.to, buckets);
    const after = await all(db.pool);
    for (const table of Object.keys(before)) {
      if (table === 'bank') continue;
      assert.deepEqual(after[table], before[table], `${table} at ${buckets}`);
    }
    await assertInPlace(db.pool, buckets);
    assert.deepEqual(await bankFaults(db.pool), []);
    const gifts = await readBank(db.pool, 'gifts', START);
    assert.deepEqual([gifts.granted, gifts.spent], [0, spent]);
    assert.deepEqual((await rebucket(db.pool, buckets, quietly)).tables, [], 'nothing is left to do');
  }
  await rebucket(db.pool, 20, quietly);

  stage = await open(db, new Date(START.getTime() + 2 * HOUR));
  assert.equal(stage.store.buckets, 20);
  const count = async (table: string) => (await db.pool.query(`select from ${table}`)).rowCount;
  const [people, events] = [await count('person'), await count('event')];
  await accept(stage.store, everybody(START));
  await stage.engine.quiet();
  assert.deepEqual(
    [await count('person'), await count('event')],
    [people, events],
    'what was counted is not counted again',
  );
  await spend(stage, 2);
  assert.deepEqual(await bankFaults(db.pool), []);
  await stage.engine.advance(new Date(START.getTime() + 48 * HOUR));
  const said = await db.pool.query(
    'select count(*)::integer as messages, count(distinct (person_id, step))::integer as of from outbox',
  );
  assert.deepEqual(said.rows, [{ messages: 2 * PEOPLE, of: 2 * PEOPLE }]);
});

test('[UP10] it is refused while a server lives or facts wait, and for a number that cannot be', async (t) => {
  const db = await freshDatabase({ t, buckets: 8 });
  const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted;
  const attendance = await attend(db.connection, () => {});
  await assert.rejects(rebucket(db.pool, 12, quietly), code('STORE_IN_USE'));
  await attendance.leave();
  for (const wrong of [0, -1, 1.5, 5_000, Number.NaN])
    await assert.rejects(rebucket(db.pool, wrong, quietly), code('UPKEEP_BUCKETS'));
  const stage = await open(db, START);
  await accept(stage.store, factsOf(1, START));
  await stage.close();
  await assert.rejects(rebucket(db.pool, 12, quietly), code('UPKEEP_FACTS_WAIT'));
  assert.equal(await bucketCount(db.pool), 8);
});

test('[UP10] the command applies what waits first; killed on its way it leaves all as it was, and is done when it is run again', async (t) => {
  const db = await freshDatabase({ t, buckets: 8 });
  const stage = await open(db, START);
  await publishMails(stage.store);
  await accept(stage.store, everybody(START));
  await stage.engine.quiet();
  await stage.engine.advance(new Date(START.getTime() + 2 * HOUR));
  await stage.close();
  const before = await all(db.pool);
  const env = { PATH: process.env.PATH, DATABASE_URL: db.url, DECLIC_DATA: join(temporaryFolder(t), 'data') };
  const run = () => startProcess(t, process.execPath, [MAIN, 'db', 'rebucket', '12', '--json'], { env });
  const alone = async () => {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(50)) {
      const { rowCount } = await db.pool.query(
        `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
            and application_name not like 'citus%'`,
      );
      if (rowCount === 0) return;
      assert.ok(Date.now() < end, 'the session of a killed command stays');
    }
  };
  for (const at of ['sent:', 'identifier:', 'person:']) {
    const command = run();
    await command.line((line) => line.startsWith(at));
    command.child.kill('SIGKILL');
    await command.ended;
    await alone();
    const buckets = await bucketCount(db.pool);
    assert.ok(buckets === 8 || (at === 'person:' && buckets === 12), `${buckets} after “${at}”`);
    const now = await all(db.pool);
    for (const table of Object.keys(before)) assert.deepEqual(now[table], before[table], table);
  }
  const again = await open(db, new Date());
  const [more] = factsOf(PEOPLE, again.store.clock.now());
  await accept(again.store, [more!]);
  await again.close();
  const last = run();
  assert.equal(await last.ended, 0, last.lines.join('\n'));
  assert.equal(await bucketCount(db.pool), 12);
  const people = (await db.pool.query('select from person')).rowCount;
  assert.equal(people, before.person!.length + 1, 'what waited was applied');
});
