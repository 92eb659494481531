import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { openAdapters } from '../../src/channels/index.ts';
import { sink } from '../../src/delivery/fixtures.ts';
import { createDelivery, createWriter, type Delivery } from '../../src/delivery/index.ts';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { loadPhases } from '../../src/engine/phases.ts';
import { round } from '../../src/engine/round.ts';
import type { Fact } from '../../src/facts/index.ts';
import { accept } from '../../src/intake/index.ts';
import { getTemplateVersion, publish, saveTemplate } from '../../src/messages/index.ts';
import { publishScenario, saveScenario } from '../../src/scenarios/index.ts';
import { saveSegment } from '../../src/segments/index.ts';
import { liveClock, openStore, type Store, takeBucket } from '../../src/store/index.ts';
import { freshDatabase } from '../support/database.ts';
import { failEverywhere, Outages, type Plan } from '../support/faults.ts';

const log = pino({ level: 'silent' });

/** Whoever signs up comes into a segment, enters a scenario by it, and is written to. */
async function publishWelcome(store: Store): Promise<void> {
  const now = new Date(Date.now() - 60_000);
  await store.pool.query(
    `insert into setting values ('shop.name', '"Atelier"', $1), ('delivery.senderAddress', '"a@exemple.fr"', $1)`,
    [now],
  );
  const draft = { format: 'html' as const, subject: 'Bonjour', body: '<p>Bonjour</p>' };
  await saveTemplate(store.pool, { key: 'note', name: 'Note', channel: 'email', class: 'transactional', draft }, now);
  const shop = { name: 'Atelier', postalAddress: '1 rue du Port, 35000 Rennes' };
  await publish(store.pool, 'note', { shop, sender: { address: 'a@exemple.fr' }, now });
  const rule = { event: 'Signed Up', count: { at_least: 1 } };
  await saveSegment(store, { key: 'members', name: 'Members', rule }, now);
  await saveScenario(store, {
    key: 'welcome',
    name: 'Welcome',
    triggers: [{ id: 'in', kind: 'segment_entered', segment: 'members' }],
    start: 'say',
    steps: { say: { kind: 'message', template: 'note', next: 'end' }, end: { kind: 'exit' } },
  });
  await publishScenario(store, 'welcome');
}

type Stage = {
  store: Store;
  outages: Outages;
  engine: Engine;
  delivery: Delivery;
  mailsTo: (name: string) => number;
};

/** A process on a store that can fail, and a mail server. */
async function openStage(t: TestContext, buckets = 2): Promise<Stage> {
  const mail = await sink(t);
  const adapters = openAdapters({ smtpUrl: mail.url });
  let opened: Store | undefined;
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
    await adapters.close();
    await opened?.close();
  });
  const { connection } = await freshDatabase({ t, buckets });
  const store = await openStore({ connection, clock: liveClock, schema: 'check' });
  opened = store;
  await publishWelcome(store);
  const outages = new Outages(store);
  const loadVersion = async (id: number, version: number) =>
    (await getTemplateVersion(store.pool, id, version)).compiled;
  const write = createWriter({ store, publicUrl: () => 'https://declic.example', secret: 'for tests', loadVersion });
  const delivery = createDelivery({ store: outages.store, adapters, write, log });
  const engine = createEngine({ store: outages.store, log, deliveries: null, timezone: async () => 'Europe/Paris' });
  closing.push(delivery.stop, engine.stop);
  const mailsTo = (name: string) => mail.mails.filter(({ to }) => to === `${name}@exemple.fr`).length;
  return { store, outages, engine, delivery, mailsTo };
}

const signedUp = (name: string): Fact => ({
  kind: 'track',
  messageId: `sign-up of ${name}`,
  origin: 'live',
  occurredAt: new Date(),
  receivedAt: new Date(),
  who: { externalId: name, email: `${name}@exemple.fr` },
  body: { event: 'Signed Up', properties: {} },
});

/** Tries of one part of the way before the test gives up on it. */
const mostTries = 20;

/** What a caller, a loop and a timer do: what failed is tried again. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries >= mostTries) throw error;
      await sleep(20);
    }
  }
}

/** The whole way of a fact: intake, ticks, delivery, and what delivery tells. Answers how many queries it took. */
async function journey(stage: Stage, name: string, plan: Plan | null): Promise<number> {
  const { outages, engine, delivery } = stage;
  outages.plan(plan);
  const fact = signedUp(name);
  await untilDone(() => accept(outages.store, [fact]));
  await untilDone(() => engine.quiet());
  await untilDone(() => delivery.runDue());
  await untilDone(() => engine.quiet());
  const { queries } = outages;
  outages.plan(null);
  return queries;
}

/** The next delivery deals with what was left behind, long before a lease runs out; then the person has the message, once. */
async function assertOnce(stage: Stage, name: string, where: string): Promise<void> {
  const { store, engine, delivery, mailsTo } = stage;
  await delivery.runDue();
  await engine.quiet();
  const { rows } = await store.pool.query(
    `select o.state from person p join outbox o on o.bucket = p.bucket and o.person_id = p.id where p.external_id = $1`,
    [name],
  );
  assert.deepEqual([mailsTo(name), rows.map(({ state }) => state)], [1, ['sent']], where);
}

test('[EN14] a round from fact to outbox, cut off at every statement, leaves every table as it was before', async (t) => {
  const { store } = await openStage(t, 1);
  const tables = (
    await store.pool.query(
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition order by 1`,
    )
  ).rows.map(({ name }) => name);
  const phases = await loadPhases(store.pool);
  const statements: number[] = [];
  /** Rounds until the bucket is quiet. */
  const quiet = async () => {
    const given = { now: store.clock.now(), buckets: 1, timezone: 'Europe/Paris' };
    for (let more = true; more; ) {
      const inRound = (on: Store) =>
        on.bite(async (tx) => {
          more = (await round((await takeBucket(tx, 0, given))!, phases)).did;
        });
      statements.push(await failEverywhere(store, tables, inRound));
    }
  };
  await quiet();
  await accept(store, ['ada', 'bob', 'eve'].map(signedUp));
  await quiet();
  assert.ok(Math.max(...statements) > 20, statements.join());
  const { rows } = await store.pool.query('select person_id, state from outbox');
  assert.equal(new Set(rows.map((row) => row.person_id)).size, 3, 'everybody is in the outbox');
  assert.equal(rows.length, 3, 'once');
});

for (const how of ['refused', 'lost'] as const) {
  test(`[DE17] [EN14] every query of the way of a fact fails once (${how}): the process goes on, nobody is written to twice and nobody is lost`, async (t) => {
    const stage = await openStage(t);
    await journey(stage, 'warm-up', null);
    const queries = await journey(stage, 'nobody-fails', null);
    assert.ok(queries > 50, `${queries} queries`);
    for (let at = 0; at < queries; at++) {
      await journey(stage, `p${at}`, { at, how });
      await assertOnce(stage, `p${at}`, `query ${at}`);
    }
    assert.equal((await stage.store.pool.query('select from rejected')).rowCount, 0, 'no fact is to blame');
  });
}

test('[DE17] [EN14] every query of the way of a fact is the last one of an outage: afterwards the same process goes on', async (t) => {
  const stage = await openStage(t);
  await journey(stage, 'warm-up', null);
  const queries = await journey(stage, 'nobody-fails', null);
  for (let at = 0; at < queries; at++) {
    await journey(stage, `p${at}`, { at, how: 'refused', lasts: 60 });
    await assertOnce(stage, `p${at}`, `query ${at}`);
  }
  assert.equal((await stage.store.pool.query('select from rejected')).rowCount, 0, 'no fact is to blame');
});
