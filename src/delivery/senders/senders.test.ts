import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { inBite } from '../../../test/support/bites.ts';
import { switchRule } from '../../compliance/index.ts';
import { isDeclicError } from '../../errors.ts';
import { scrape } from '../../metrics/index.ts';
import { writeSetting } from '../../settings/index.ts';
import type { InboxEntry } from '../../store/index.ts';
import { applyOutcomes } from '../came-back.ts';
import { award, bucket, type Shop, shop, sink, stateOf } from '../fixtures.ts';
import { createDelivery, deliveryStatus, outboxMessage, pauseSend, resumeSend, senders } from '../index.ts';
import { type ComplaintRules, type Counted, type Standing, standingAfter } from './complaints.ts';
import { watchSenders } from './watch.ts';

const DOMAIN = 'atelier.example';
const MAILS = 20;
const DAY = `interval '1 day'`;

test('[DR1] a rate warns, stops and is over at its bounds; between them nothing changes, and of few mails nothing is said', () => {
  const rules: ComplaintRules = { warn: 0.001, stop: 0.003, days: 7, least: 1_000 };
  const of = (complaints: number, messages: number, bounced = 0): Counted => ({ complaints, messages, bounced });
  const cases: [Standing, Counted, Standing][] = [
    ['well', of(0, 0), 'well'],
    ['well', of(9, 999), 'well'],
    ['well', of(0, 1_000_000), 'well'],
    ['well', of(999, 1_000_000), 'well'],
    ['well', of(1_000, 1_000_000), 'warned'],
    ['well', of(2_999, 1_000_000), 'warned'],
    ['well', of(3_000, 1_000_000), 'stopped'],
    ['warned', of(3, 1_000), 'stopped'],
    ['warned', of(0, 1_000), 'well'],
    ['stopped', of(2_999, 1_000_000), 'stopped'],
    ['stopped', of(1_000, 1_000_000), 'stopped'],
    ['stopped', of(999, 1_000_000), 'well'],
    ['stopped', of(5, 500), 'well'],
    // What bounced was not delivered: 29 of 10,000 are below the bound, of 9,000 above it.
    ['well', of(29, 10_000), 'warned'],
    ['well', of(29, 10_000, 1_000), 'stopped'],
    ['well', of(3, 1_100, 101), 'well'],
    // Reports about mails of before the window, of which none left since.
    ['well', of(3, 0, 2), 'well'],
  ];
  for (const [before, counted, after] of cases)
    assert.equal(standingAfter(before, counted, rules), after, `${before} ${JSON.stringify(counted)}`);
});

/** People complain about their mails: what the tick of their bucket does with the reports. */
const complain = ({ store }: Shop, keys: readonly string[]) =>
  inBite(store.pool, bucket, store.clock.now(), (bite) =>
    applyOutcomes(
      bite,
      keys.map((key) => ({ body: { key, outcome: 'complained', reason: 'spam' } })) as unknown as InboxEntry[],
    ),
  );

/** A shop that has sent its mails, and a delivery that logs. */
async function sentShop(t: Parameters<typeof shop>[0]) {
  const mail = await sink(t);
  const given = await shop(t, mail.url);
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(line) });
  const now = given.store.clock.now();
  await writeSetting(given.store.pool, 'delivery.complaintLeastMessages', MAILS, now);
  const delivery = createDelivery({ ...given.options, log });
  const keys: string[] = [];
  for (let i = 0; i < MAILS; i++) keys.push(await award(given, { email: `p${i}@exemple.fr` }));
  await delivery.runDue();
  assert.equal(mail.mails.length, MAILS);
  return { mail, given, delivery, keys, events: () => logged.map((line) => JSON.parse(line).event as string), log };
}

const held = async ({ store }: Shop, key: string) => {
  const { state, paused, reason, attempts } = (await outboxMessage(store.pool, key))!;
  return { state, paused, reason, attempts };
};

test('[DR2] [DR3] [DR4] too many complaints hold the promotional mail of the domain back, with its reason, until somebody lets it go or the rate falls', async (t) => {
  const { mail, given, delivery, keys, events } = await sentShop(t);
  const { pool } = given.store;
  await delivery.runDue();
  assert.deepEqual(
    (await senders(pool, new Date())).map(({ since, ...one }) => one),
    [{ domain: DOMAIN, standing: 'well', delivered: MAILS, complaints: 0, rate: 0 }],
  );
  await complain(given, keys.slice(0, 2));
  const [offer, receipt] = [
    await award(given, { email: 'offer@exemple.fr' }),
    await award(given, { email: 'receipt@exemple.fr', class: 'transactional' }),
  ];
  await delivery.runDue();
  assert.deepEqual(await held(given, offer), { state: 'ready', paused: true, reason: 'sender_paused', attempts: 0 });
  assert.deepEqual(await stateOf(given, receipt), ['sent', null], 'what is no advertisement leaves');
  assert.equal(await delivery.runDue(), 0, 'what is held back is not claimed again and again');
  const { paused, waiting } = await deliveryStatus(pool);
  assert.deepEqual(
    paused.map(({ kind, key, by, reason }) => [kind, key, by, reason]),
    [['sender', DOMAIN, 'declic', '2 complaints about 20 delivered mails in 7 days (10.00 %)']],
  );
  assert.equal(waiting, 1);
  assert.ok(events().includes('delivery.complaints_stop'));
  const now = new Date();
  assert.match(
    (await scrape({ on: pool, now, wall: now })).text,
    /declic_sender_stopped\{domain="atelier.example"\} 1/,
  );

  await resumeSend(given.store, 'sender', DOMAIN.toUpperCase());
  await delivery.runDue();
  assert.deepEqual(await stateOf(given, offer), ['sent', null]);
  await delivery.runDue();
  assert.deepEqual(await deliveryStatus(pool), { paused: [], waiting: 0 }, 'what was before is not held against it');

  await pool.query(`update sender_standing set counted_from = '-infinity'`);
  await delivery.runDue();
  assert.equal((await deliveryStatus(pool)).paused.length, 1);
  const again = await award(given, { email: 'again@exemple.fr' });
  await delivery.runDue();
  assert.equal((await held(given, again)).paused, true);
  // Eight days later.
  await pool.query(
    `update outbox set outcome_at = (outcome_at at time zone 'UTC' - 8 * ${DAY}) at time zone 'UTC' where outcome is not null`,
  );
  await pool.query(`update sender_hour set hour = (hour at time zone 'UTC' - 8 * ${DAY}) at time zone 'UTC'`);
  await delivery.runDue();
  assert.deepEqual(await stateOf(given, again), ['sent', null]);
  assert.ok(events().includes('delivery.complaints_over'));
  assert.equal(mail.mails.length, MAILS + 3);
});

test('[DR2] a warning stops nothing; two processes say one thing once; whoever paused a domain ends that pause', async (t) => {
  const { given, delivery, keys, events, log } = await sentShop(t);
  const { store } = given;
  await writeSetting(store.pool, 'delivery.complaintStopPercent', 8, store.clock.now());
  await complain(given, keys.slice(0, 1));
  const other = watchSenders({ store, log });
  await delivery.runDue();
  assert.deepEqual(
    events().filter((event) => event?.startsWith('delivery.complaints')),
    ['delivery.complaints_warn'],
  );
  assert.deepEqual((await deliveryStatus(store.pool)).paused, []);
  await complain(given, keys.slice(1, 3));
  await Promise.all([other.look(), watchSenders({ store, log }).look()]);
  assert.equal(events().filter((event) => event === 'delivery.complaints_stop').length, 1);
  await switchRule(store, 'complaintRate', false);
  await other.look();
  assert.deepEqual((await deliveryStatus(store.pool)).paused, [], 'the rule is off');

  await pauseSend(store, 'sender', DOMAIN, { by: 'ada@shop.example', reason: 'a wrong list' });
  await switchRule(store, 'complaintRate', true);
  await other.look();
  await switchRule(store, 'complaintRate', false);
  await other.look();
  assert.deepEqual(
    (await deliveryStatus(store.pool)).paused.map(({ by }) => by),
    ['ada@shop.example'],
  );
  await assert.rejects(pauseSend(store, 'sender', 'no domain', { by: 'ada' }), (error) =>
    isDeclicError(error, 'DELIVERY_NO_SUCH_SEND'),
  );
});
