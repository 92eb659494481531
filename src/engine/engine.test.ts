import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { freshDatabase } from '../../test/support/database.ts';
import { anHourAndADay, publishNote } from '../../test/support/note.ts';
import { openAdapters } from '../channels/index.ts';
import { createDelivery, createWriter } from '../delivery/index.ts';
import type { Fact } from '../facts/index.ts';
import { accept } from '../intake/index.ts';
import { getTemplateVersion } from '../messages/index.ts';
import { publishScenario, saveScenario } from '../scenarios/index.ts';
import { saveSegment } from '../segments/index.ts';
import {
  bucketOfPerson,
  type Clock,
  lanes,
  liveClock,
  movableClock,
  newId,
  openStore,
  putInbox,
  type Store,
  takeBucket,
} from '../store/index.ts';
import { inboxBite } from './inbox.ts';
import { createEngine, type Engine } from './index.ts';
import { loadPhases } from './phases.ts';
import { setAsideCulprit } from './quarantine.ts';

const log = pino({ level: 'silent' });
const start = new Date('2026-03-28T08:00:00Z');
const hour = 3_600_000;

/** A store with an engine that drives the local outbox. */
async function stage(t: TestContext, clock: Clock = movableClock(start)): Promise<{ store: Store; engine: Engine }> {
  const closing: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closing.reverse()) await close();
  });
  const { connection } = await freshDatabase({ t, buckets: 8 });
  const store = await openStore({ connection, clock, schema: 'check' });
  closing.push(() => store.close());
  const loadVersion = async (id: number, version: number) =>
    (await getTemplateVersion(store.pool, id, version)).compiled;
  const write = createWriter({
    store,
    publicUrl: () => 'https://declic.example',
    secret: 'for tests only',
    loadVersion,
  });
  const delivery = createDelivery({ store, adapters: openAdapters({}), write, log });
  const engine = createEngine({ store, log, deliveries: delivery, timezone: async () => 'Europe/Paris' });
  closing.push(() => engine.stop());
  return { store, engine };
}

const track = (store: Store, externalId: string, event: string, messageId?: string): Fact => ({
  kind: 'track',
  ...(messageId ? { messageId } : {}),
  origin: 'live',
  occurredAt: store.clock.now(),
  receivedAt: store.clock.now(),
  who: { externalId },
  body: { event, properties: {} },
});

const eventCount = async (store: Store) =>
  (await store.pool.query('select count(*)::integer as n from event')).rows[0].n;

/** A message an hour after the trigger, another a day later. */
async function publishTwoMails(store: Store): Promise<void> {
  await publishNote(store);
  await saveScenario(store, {
    key: 'two',
    name: 'Two',
    triggers: [{ id: 'asked', kind: 'event', event: 'Asked' }],
    reentry: { kind: 'always' },
    start: 'hour',
    steps: anHourAndADay,
  });
  await publishScenario(store, 'two');
}

const outbox = async (store: Store) =>
  (await store.pool.query('select step, due_at, sent_at, state from outbox order by due_at, person_id')).rows.map(
    (row) => [row.step, row.state, row.due_at.toISOString(), row.sent_at?.toISOString()],
  );

test('[EN1] a bucket that another worker holds is passed over, and taken when it is free', async (t) => {
  const { store, engine } = await stage(t);
  await accept(store, [track(store, 'ada', 'Asked')]);
  const [{ bucket }] = (await store.pool.query('select bucket from inbox where kind = $1', ['track'])).rows;
  await store.transaction(async (tx) => {
    const given = { now: store.clock.now(), buckets: store.buckets, timezone: 'Europe/Paris' };
    assert.ok(await takeBucket(tx, bucket, given));
    assert.equal(await store.transaction((other) => takeBucket(other, bucket, given)), null);
    await engine.quiet();
    assert.equal(await eventCount(store), 0);
  });
  await engine.quiet();
  assert.equal(await eventCount(store), 1);
});

test('[EN2] an inbox longer than a bite is applied whole, bite by bite, and emptied', async (t) => {
  const { store, engine } = await stage(t);
  const many = Array.from({ length: inboxBite + 500 }, () => track(store, 'ada', 'Seen'));
  await accept(store, many);
  await engine.quiet();
  assert.equal(await eventCount(store), many.length);
  assert.equal((await store.pool.query('select from inbox')).rowCount, 0);
});

test('[EN3] a repeated message id counts once, in one bite and over many', async (t) => {
  const { store, engine } = await stage(t);
  await accept(store, [track(store, 'ada', 'Asked', 'same'), track(store, 'ada', 'Asked', 'same')]);
  await engine.quiet();
  await accept(store, [track(store, 'ada', 'Asked', 'same')]);
  await engine.quiet();
  assert.equal(await eventCount(store), 1);
});

test('[EN6] a bucket that fails does not hold back the others, and works again when the fault is gone', async (t) => {
  const { store, engine } = await stage(t);
  await accept(
    store,
    ['ada', 'bob', 'cy', 'dan', 'eve', 'flo'].map((name) => track(store, name, 'Asked')),
  );
  const [{ bucket }] = (await store.pool.query('select bucket from inbox limit 1')).rows;
  await store.pool.query(
    `insert into inbox (bucket, kind, origin, occurred_at, received_at, body) values ($1, 'of the future', 'live', $2, $2, '{}')`,
    [bucket, start],
  );
  await assert.rejects(engine.quiet(), /of the future/);
  const waiting = (await store.pool.query('select distinct bucket from inbox')).rows.map((row) => row.bucket);
  assert.deepEqual(waiting, [bucket]);
  await store.pool.query(`delete from inbox where kind = 'of the future'`);
  await engine.quiet();
  assert.equal(await eventCount(store), 6);
});

test('[EN10] a fact that cannot be applied is listed whole with its reason, and the others of its bucket are applied', async (t) => {
  const { store, engine } = await stage(t);
  await accept(store, [track(store, 'ada', 'Before')]);
  await engine.quiet();
  const [{ bucket, id }] = (await store.pool.query('select bucket, id from person')).rows;
  await accept(store, [track(store, 'ada', 'Between')]);
  await store.pool.query(
    `insert into inbox (bucket, kind, person_id, origin, occurred_at, received_at, body)
     values ($1, 'order', $2, 'live', $3, $3,
             '{"who": {}, "orderId": "o1", "kind": "sale", "status": "strange", "scope": "partial", "lines": []}')`,
    [bucket, id, start],
  );
  await accept(store, [track(store, 'ada', 'After')]);
  await engine.quiet();
  assert.equal(await eventCount(store), 3);
  const { rows } = await store.pool.query('select code, raw from rejected');
  assert.equal(rows.length, 1);
  assert.equal(rows[0].code, 'ENGINE_FACT_FAILED');
  assert.equal(JSON.parse(rows[0].raw).body.status, 'strange');
});

test('[EN10] a fact that overtakes the one that fails is not taken for it', async (t) => {
  const { store } = await stage(t);
  await accept(store, [track(store, 'ada', 'Broken')]);
  const phases = await loadPhases(store.pool);
  const { bucket } = (await store.pool.query('select bucket from inbox')).rows[0];
  let came = false;
  const applyTrack = async () => {
    if (!came) await accept(store, [track(store, 'ada', 'Urgent')], { lane: lanes.transactional });
    came = true;
    throw new Error('broken');
  };
  const failing = { ...phases, inbox: { ...phases.inbox, kinds: { ...phases.inbox.kinds, track: applyTrack } } };
  const given = { now: start, buckets: store.buckets, timezone: 'Europe/Paris' };
  assert.equal(await setAsideCulprit(store, failing, bucket, given, new Error('broken')), 'taken out');
  const { rows } = await store.pool.query('select raw from rejected');
  assert.deepEqual(
    rows.map(({ raw }) => JSON.parse(raw).body.event),
    ['Broken'],
  );
  const waiting = await store.pool.query(`select body ->> 'event' as event from inbox`);
  assert.deepEqual(waiting.rows, [{ event: 'Urgent' }]);
});

test('[EN10] a fault that no fact is to blame for takes nothing out', async (t) => {
  const { store, engine } = await stage(t);
  await accept(store, [track(store, 'ada', 'Asked')]);
  await store.pool.query('alter table membership rename to mislaid');
  await assert.rejects(engine.quiet(), /membership/);
  assert.equal((await store.pool.query('select from rejected')).rowCount, 0);
  await store.pool.query('alter table mislaid rename to membership');
  await engine.quiet();
  assert.equal(await eventCount(store), 1);
});

test('[EN11] an import moves people into segments without starting a scenario, and a live fact starts it', async (t) => {
  const { store, engine } = await stage(t);
  const fan = { key: 'fans', name: 'Fans', rule: { event: 'Liked', count: { at_least: 1 } } };
  await saveSegment(store, fan, start);
  await saveScenario(store, {
    key: 'fans',
    name: 'Fans',
    triggers: [{ id: 'in', kind: 'segment_entered', segment: 'fans' }],
    reentry: { kind: 'always' },
    start: 'end',
    steps: { end: { kind: 'exit' } },
  });
  await publishScenario(store, 'fans');
  await engine.advance(new Date(start.getTime() + hour));
  await accept(store, [{ ...track(store, 'ada', 'Liked'), origin: 'import' }, track(store, 'bob', 'Liked')]);
  await engine.quiet();
  const members = await store.pool.query(
    'select p.external_id as who from membership m join person p on p.bucket = m.bucket and p.id = m.person_id',
  );
  assert.deepEqual(members.rows.map((row) => row.who).sort(), ['ada', 'bob']);
  const entries = await store.pool.query(
    'select p.external_id as who from entry e join person p on p.bucket = e.bucket and p.id = e.person_id',
  );
  assert.deepEqual(entries.rows, [{ who: 'bob' }]);
});

test('[EN7] advancing stops at every due moment: messages are sent at exactly their own, over the change to summer time', async (t) => {
  const { store, engine } = await stage(t);
  await publishTwoMails(store);
  await engine.advance(new Date(start.getTime() + hour));
  await accept(store, [track(store, 'ada', 'Asked')]);
  await accept(store, [
    { ...track(store, 'ada', ''), kind: 'identify', body: { traits: { email: 'ada@exemple.fr' } } } as Fact,
  ]);
  await engine.advance(new Date(start.getTime() + 72 * hour));
  // Asked at 10:00 in Paris on 28 March; the clocks go forward in the night, so a day later is 23 hours later.
  const first = '2026-03-28T10:00:00.000Z';
  const second = '2026-03-29T09:00:00.000Z';
  assert.deepEqual(await outbox(store), [
    ['first', 'sent', first, first],
    ['second', 'sent', second, second],
  ]);
  assert.equal(store.clock.now().getTime(), start.getTime() + 72 * hour);
});

test('[EN8] the clock of daily life cannot be moved, and no clock goes back', async (t) => {
  const moved = await stage(t);
  await assert.rejects(moved.engine.advance(new Date(start.getTime() - 1)), { code: 'ENGINE_CLOCK_BACKWARDS' });
  const daily = await stage(t, liveClock);
  await assert.rejects(daily.engine.advance(new Date(Date.now() + hour)), { code: 'ENGINE_CLOCK_RUNS' });
});

test('[EN9] three days in one go give the same messages as hour by hour', async (t) => {
  const walk = async (strides: number) => {
    const { store, engine } = await stage(t);
    await publishTwoMails(store);
    await engine.advance(new Date(start.getTime() + hour));
    await accept(
      store,
      ['ada', 'bob'].map((name) => track(store, name, 'Asked')),
    );
    await accept(
      store,
      ['ada', 'bob'].map(
        (name) =>
          ({ ...track(store, name, ''), kind: 'identify', body: { traits: { email: `${name}@exemple.fr` } } }) as Fact,
      ),
    );
    for (let i = 1; i <= strides; i++)
      await engine.advance(new Date(start.getTime() + hour + (i * 71 * hour) / strides));
    return outbox(store);
  };
  const whole = await walk(1);
  assert.equal(whole.length, 4);
  assert.deepEqual(await walk(71), whole);
});

test('[EN1] a running engine applies facts as they come, by signal and by poll, and finishes its bite on stop', async (t) => {
  const { store, engine } = await stage(t, liveClock);
  engine.start();
  await accept(store, [track(store, 'ada', 'Asked')]);
  for (let tries = 0; tries < 200 && (await eventCount(store)) < 1; tries++)
    await new Promise((done) => setTimeout(done, 20));
  assert.equal(await eventCount(store), 1);
  await engine.stop();
  await accept(store, [track(store, 'ada', 'Asked')]);
  await new Promise((done) => setTimeout(done, 500));
  assert.equal(await eventCount(store), 1);
});

test('[EN12] [DS7] a transactional fact of a bucket that had its turn is applied while the facts of others still wait', async (t) => {
  const { store, engine } = await stage(t);
  const crowd = Array.from({ length: 8_000 }, (_, i) => track(store, `p${i}`, 'Looked'));
  await accept(store, crowd, { lane: lanes.bulk });
  const waiting = async (): Promise<{ bucket: number; lane: number; facts: number }[]> =>
    (await store.pool.query('select bucket, lane, sum(facts)::integer as facts from inbox group by bucket, lane')).rows;
  const drained = engine.quiet();
  let rows = await waiting();
  while (rows.length === store.buckets) rows = await waiting();
  const done = [0, 1, 2, 3, 4, 5, 6, 7].find((bucket) => rows.every((row) => row.bucket !== bucket))!;
  let id = newId();
  while (bucketOfPerson(id, store.buckets) !== done) id = newId();
  const place = { bucket: done, lane: lanes.transactional, personId: id, messageId: newId(), origin: 'live' as const };
  const body = { who: { externalId: 'ada' }, event: 'Urgent', properties: {} };
  await putInbox(store.pool, [{ ...place, kind: 'track', occurredAt: start, receivedAt: start, body }]);
  rows = await waiting();
  while (rows.some(({ lane }) => lane === lanes.transactional)) rows = await waiting();
  const left = rows.reduce((sum, { facts }) => sum + facts, 0);
  await drained;
  assert.ok(left > 500, `${left} of 8,000 waited when it was applied`);
});
