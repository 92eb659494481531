import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inBite } from '../../test/support/bites.ts';
import { isDeclicError } from '../errors.ts';
import { type InboxEntry, liveClock, openStore, readInbox } from '../store/index.ts';
import { award, bucket, type Shop, shop, sink, stateOf } from './fixtures.ts';
import {
  cancelSend,
  createDelivery,
  deliveryStatus,
  outboxMessage,
  outboxStats,
  pauseSend,
  resumeAll,
  resumeSend,
  stopAll,
} from './index.ts';
import { applyCancel } from './pauses.ts';

const said = { by: 'ada@shop.example', reason: 'a wrong price' };

/** A scenario that messages name; the definition does not matter here. */
async function scenario({ store }: Shop, key: string): Promise<number> {
  const { rows } = await store.pool.query(
    `insert into scenario (key, name, draft, updated_at) values ($1, $1, '{}', now()) returning id`,
    [key],
  );
  return rows[0].id;
}

const runDue = (given: Shop) => createDelivery(given.options).runDue();

/** What the tick of the bucket does with the commands that wait. */
const tick = ({ store }: Shop) =>
  inBite(store.pool, bucket, new Date(), async (bite) => {
    const { rows } = await bite.tx.query('select body from inbox where bucket = $1 and kind = $2', [
      bucket,
      'send.cancel',
    ]);
    await bite.tx.query('delete from inbox where bucket = $1', [bucket]);
    return applyCancel(bite, rows as InboxEntry[]);
  });

test('[DP1] a paused send waits, ready and marked, while everything else leaves; it leaves when it goes on', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const [welcome, basket] = [await scenario(given, 'welcome'), await scenario(given, 'basket')];
  const held = await award(given, { email: 'held@exemple.fr', scenarioId: welcome });
  await pauseSend(given.store, 'scenario', 'welcome', said);
  const later = await award(given, { email: 'later@exemple.fr', scenarioId: welcome });
  const other = await award(given, { email: 'other@exemple.fr', scenarioId: basket });
  const single = await award(given, { email: 'single@exemple.fr' });
  await runDue(given);
  assert.equal(await runDue(given), 0, 'what is paused is not claimed again and again');
  assert.deepEqual(await stateOf(given, other), ['sent', null]);
  assert.deepEqual(await stateOf(given, single), ['sent', null]);
  for (const key of [held, later]) {
    const { state, paused, attempts } = (await outboxMessage(given.store.pool, key))!;
    assert.deepEqual([state, paused, attempts], ['ready', true, 0]);
  }
  const { paused, waiting } = await deliveryStatus(given.store.pool);
  assert.deepEqual([paused[0]?.kind, paused[0]?.key, paused[0]?.by, waiting], ['scenario', 'welcome', said.by, 2]);
  await resumeSend(given.store, 'scenario', 'welcome');
  await runDue(given);
  assert.equal(mail.mails.length, 4);
  assert.deepEqual(await deliveryStatus(given.store.pool), { paused: [], waiting: 0 });
});

test('[DP1] a send that does not exist is named', async (t) => {
  const given = await shop(t);
  await assert.rejects(pauseSend(given.store, 'scenario', 'nothing', said), (error) =>
    isDeclicError(error, 'DELIVERY_NO_SUCH_SEND'),
  );
});

test('[DP2] stopping acts within a second in every process, on what is claimed too; only what is in hand leaves', async (t) => {
  const mail = await sink(t, () => null, 150);
  const given = await shop(t, mail.url);
  for (let i = 0; i < 120; i++) await award(given, { email: `p${i}@exemple.fr` });
  const { rows } = await given.store.pool.query('select current_database() as name');
  const { host, port, user } = given.store.pool.options;
  const second = await openStore({
    connection: { host, port, user, database: rows[0].name },
    clock: liveClock,
    schema: 'check',
  });
  const deliveries = [given.store, second].map((store) => createDelivery({ ...given.options, store }));
  given.closing.push(second.close, ...deliveries.map((one) => one.stop));
  for (const one of deliveries) one.start();
  while (mail.mails.length < 5) await sleep(20);
  await stopAll(given.store, said);
  const stoppedAt = mail.mails.length;
  await sleep(1_000);
  const secondLater = mail.mails.length;
  await sleep(1_000);
  assert.equal(mail.mails.length, secondLater, 'nothing leaves later than a second after the stop');
  assert.ok(secondLater - stoppedAt <= 10, `${secondLater - stoppedAt} left after the stop, 5 connections each`);
  // What is in memory is put back by and by, as the connections would have taken it.
  for (const end = Date.now() + 60_000; (await outboxStats(given.store)).claimed > 0; await sleep(50))
    assert.ok(Date.now() < end, 'claims are not let go');
  const { uncertain, sent, ready } = await outboxStats(given.store);
  assert.deepEqual([uncertain, sent + ready], [0, 120]);
  await resumeAll(given.store);
  while (mail.mails.length < 120) await sleep(20);
  for (const one of deliveries) await one.stop();
  assert.equal(new Set(mail.mails.map(({ to }) => to)).size, 120);
  assert.equal((await outboxStats(given.store)).sent, 120);
});

test('[DP3] what is transactional still leaves when everything is stopped, unless that is said too', async (t) => {
  const given = await shop(t);
  await stopAll(given.store, said);
  const classes = ['promotional', 'service', 'transactional'] as const;
  const keys = [];
  for (const one of classes) keys.push(await award(given, { email: `${one}@exemple.fr`, class: one }));
  await runDue(given);
  const states = await Promise.all(keys.map(async (key) => (await stateOf(given, key))[0]));
  assert.deepEqual(states, ['ready', 'ready', 'sent']);
  await stopAll(given.store, { ...said, transactional: true });
  const receipt = await award(given, { email: 'receipt@exemple.fr', class: 'transactional' });
  await runDue(given);
  assert.equal((await stateOf(given, receipt))[0], 'ready');
  await resumeAll(given.store);
  await runDue(given);
  assert.equal((await outboxStats(given.store)).sent, 4);
});

test('[DP3] letting everything go leaves sends paused that were paused one by one', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'a@exemple.fr', scenarioId: await scenario(given, 'welcome') });
  await pauseSend(given.store, 'scenario', 'welcome', said);
  await stopAll(given.store, said);
  await resumeAll(given.store);
  await runDue(given);
  assert.equal((await stateOf(given, key))[0], 'ready');
});

test('[DP4] a cancelled send is taken back with the reason, at once; what it says later waits until it goes on', async (t) => {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const scenarioId = await scenario(given, 'welcome');
  const aside = await award(given, { email: 'aside@exemple.fr', scenarioId });
  await pauseSend(given.store, 'scenario', 'welcome', said);
  await runDue(given);
  const waits = await award(given, { email: 'waits@exemple.fr', scenarioId });
  await cancelSend(given.store, 'scenario', 'welcome', said);
  await runDue(given);
  assert.deepEqual(mail.mails, [], 'nothing leaves before the bucket has done its part');
  await tick(given);
  await runDue(given);
  for (const key of [aside, waits]) assert.deepEqual(await stateOf(given, key), ['recalled', 'send_cancelled']);
  const later = await award(given, { email: 'later@exemple.fr', scenarioId });
  await runDue(given);
  assert.equal((await stateOf(given, later))[0], 'ready');
  await resumeSend(given.store, 'scenario', 'welcome');
  await runDue(given);
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    ['later@exemple.fr'],
  );
  const facts = await readInbox(given.store.pool, bucket, 100);
  assert.deepEqual(
    facts.map(({ body }) => (body as { state: string }).state),
    ['recalled', 'recalled', 'sent'],
  );
});

test('[DP5] a message put aside just after its pause ended is found by the next look and leaves', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'a@exemple.fr' });
  const delivery = createDelivery({ ...given.options, orphansEvery: 100 });
  await delivery.runDue();
  const late = await award(given, { email: 'b@exemple.fr' });
  await given.store.pool.query(`update outbox set aside = true where key = $1`, [late]);
  assert.equal(await delivery.runDue(), 0);
  delivery.start();
  for (let tries = 0; tries < 100 && (await stateOf(given, late))[0] !== 'sent'; tries++) await sleep(20);
  await delivery.stop();
  assert.deepEqual(await stateOf(given, key), ['sent', null]);
  assert.deepEqual(await stateOf(given, late), ['sent', null]);
});

test('[DP5] the database refuses to put aside what does not wait', async (t) => {
  const given = await shop(t);
  const key = await award(given, { email: 'a@exemple.fr' });
  await runDue(given);
  await assert.rejects(given.store.pool.query(`update outbox set aside = true where key = $1`, [key]), /check/);
});
