import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { awayReport, bring, complaintReport, postfixReport, type Returned } from '../../test/support/reports.ts';
import { messageIdFor, returnPathFor } from '../channels/index.ts';
import { linksFor } from '../messages/index.ts';
import { writeSetting } from '../settings/index.ts';
import { addressHash, bucketOfPerson, lanes, newId, putInbox, type Store } from '../store/index.ts';
import { feedbackAddresses } from './bounces.ts';
import { listBounces, listenForBounces, takeBounce } from './index.ts';

const NOW = new Date('2026-03-10T09:00:00Z');
const SECRET = 'a secret for tests only';
const DOMAIN = 'bounces.boutique.example';
const UNKNOWN = '550 5.1.1 User unknown';
const store = await freshStore(NOW, { buckets: 4 });
const deps = { store, secret: SECRET, log: pino({ level: 'silent' }) };

/** Somebody, and a message that left for them. */
async function written(name: string): Promise<Returned & { key: string; back: string }> {
  const id = newId();
  const bucket = bucketOfPerson(id, store.buckets);
  const to = `${name}@exemple.fr`;
  const body = { who: { externalId: name, email: to }, traits: {} };
  const row = { bucket, lane: lanes.fresh, personId: id, messageId: null, origin: 'live' as const };
  await putInbox(store.pool, [{ ...row, kind: 'identify', occurredAt: NOW, receivedAt: NOW, body }]);
  await applyAll(store);
  const key = newId();
  await store.pool.query(
    `insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at, address, state, sent_at)
     values ($1, $2, $3, 1, 1, 'email', 'promotional', 'marketing', $4, $5, 'sent', $4)`,
    [bucket, key, id, NOW, to],
  );
  const from = 'bonjour@boutique.example';
  return { key, from, to, messageId: messageIdFor(key, from), back: returnPathFor(key, DOMAIN, SECRET) };
}

const reasonsOf = async (email: string): Promise<string[]> =>
  (await store.pool.query('select reason from suppression where hash = $1', [addressHash('email', email)])).rows.map(
    ({ reason }) => reason,
  );

/** Takes a report by the API's way, and applies what came of it. */
async function take(raw: string, to: string[] = []) {
  const taken = await takeBounce(deps, { raw: Buffer.from(raw), source: 'test', to });
  await applyAll(store);
  return taken;
}

const set = (key: string, value: unknown) => store.transaction((tx) => writeSetting(tx, key, value, NOW));

async function listener(t: TestContext, given: Partial<typeof deps> = {}) {
  const server = await listenForBounces({ ...deps, ...given }, { host: '127.0.0.1', port: 0 });
  t.after(server.close);
  return server.port;
}

test('[BI1] the mail server takes signed return paths and feedback addresses, and nothing else', async (t) => {
  const port = await listener(t);
  const lea = await written('lea');
  const raw = postfixReport(lea, UNKNOWN, lea.back);
  assert.equal(await bring(port, 'somebody@elsewhere.example', raw), 550);
  assert.equal(
    await bring(
      port,
      lea.back.replace(/.@/, (end) => (end[0] === 'a' ? 'b@' : 'a@')),
      raw,
    ),
    550,
  );
  assert.equal(await bring(port, returnPathFor(lea.key, DOMAIN, 'another secret'), raw), 550);
  assert.equal(await bring(port, 'fbl@boutique.example', raw), 550);
  await set(feedbackAddresses.key, ['FBL@boutique.example']);
  assert.equal(await bring(port, 'fbl@boutique.example', awayReport(lea, 'fbl@boutique.example')), 250);
  assert.deepEqual(await reasonsOf(lea.to), []);
  assert.equal(await bring(port, lea.back, raw), 250);
  await applyAll(store);
  assert.deepEqual(await reasonsOf(lea.to), ['hard_bounce']);
});

test('[BI2] what is answered with 250 is in the database; while nothing can be kept the sender is asked to come again', async (t) => {
  const max = await written('max');
  const raw = postfixReport(max, UNKNOWN, max.back);
  const port = await listener(t);
  assert.equal(await bring(port, max.back, raw), 250);
  const { rows } = await store.pool.query(`select body->>'key' as key from inbox where kind = 'message.outcome'`);
  assert.deepEqual(rows, [{ key: max.key }]);
  await applyAll(store);
  const broken = { ...store, pool: { query: async () => Promise.reject(new Error('the database is away')) } };
  const deaf = await listener(t, { store: broken as unknown as Store });
  assert.equal(await bring(deaf, max.back, raw), 451);
});

test('[BI2] a report of 20 MB and more is refused, and one of many megabytes is understood by its beginning', async (t) => {
  const port = await listener(t);
  const big = await written('big');
  const raw = postfixReport(big, UNKNOWN, big.back);
  const pictures = (megabytes: number) => raw + `${'x'.repeat(76)}\r\n`.repeat((megabytes * 1024 * 1024) / 78);
  assert.equal(await bring(port, big.back, pictures(21)), 552);
  assert.deepEqual(await reasonsOf(big.to), []);
  assert.equal(await bring(port, big.back, pictures(8)), 250);
  await applyAll(store);
  assert.deepEqual(await reasonsOf(big.to), ['hard_bounce']);
});

test('[BI3] a signed return path is proof, wherever the report carries it', async () => {
  const [one, two, three] = [await written('one'), await written('two'), await written('three')];
  // The envelope alone knows it.
  assert.equal((await take(postfixReport({ ...one, messageId: '<x@y>' }, UNKNOWN, 'hidden'), [one.back])).key, one.key);
  // A mailbox kept it in a header.
  assert.equal((await take(postfixReport({ ...two, messageId: '<x@y>' }, UNKNOWN, two.back))).key, two.key);
  // A loop that hides the address repeats the return path of the message.
  const hidden = { ...three, to: 'redacted', messageId: '<x@y>' };
  const told = await take(complaintReport(hidden, 'fbl@boutique.example', [`Original-Mail-From: <${three.back}>`]));
  assert.deepEqual([told.result, told.outcome], ['taken', 'complained']);
  assert.deepEqual(await reasonsOf(three.to), ['complaint']);
});

test('[BI3] our Message-ID is proof beside the address that the message went to, and not without it', async () => {
  const [zoe, eve] = [await written('zoe'), await written('eve')];
  const taken = await take(postfixReport(zoe, UNKNOWN, 'bonjour@boutique.example'));
  assert.deepEqual([taken.result, taken.key, taken.outcome], ['taken', zoe.key, 'bounced_hard']);
  const forged = await take(postfixReport({ ...zoe, to: eve.to }, UNKNOWN, 'bonjour@boutique.example'));
  assert.deepEqual([forged.result, forged.reason], ['listed', 'no_proof']);
  assert.deepEqual(await reasonsOf(eve.to), []);
});

test('[BI3] the signed link of the message proves a complaint, also when the outbox has forgotten it, and no bounce', async () => {
  const [ana, bob] = [await written('ana'), await written('bob')];
  const payload = { c: 'email', h: addressHash('email', ana.to).toString('base64url'), u: 'marketing', k: ana.key };
  const link = linksFor('https://declic.example', SECRET, payload).unsubscribe;
  const known = { ...ana, to: 'redacted', messageId: '<x@y>', headers: { 'List-Unsubscribe': `<${link}>` } };
  assert.equal((await take(postfixReport(known, UNKNOWN, 'x@boutique.example'))).result, 'listed');
  await store.pool.query('delete from outbox where key = $1', [ana.key]);
  // A signed return path names a message that is forgotten: the link still tells whose address it is.
  const both = complaintReport(known, 'fbl@boutique.example', [`Original-Mail-From: <${ana.back}>`]);
  assert.equal((await take(both)).result, 'taken');
  assert.deepEqual(await reasonsOf(ana.to), ['complaint']);
  const forged = {
    ...bob,
    to: 'redacted',
    messageId: '<x@y>',
    headers: { 'List-Unsubscribe': `<${link.slice(0, -2)}>` },
  };
  assert.equal((await take(complaintReport(forged, 'fbl@boutique.example'))).result, 'listed');
});

test('[BI4] a report without proof suppresses nobody and is listed', async () => {
  const tom = await written('tom');
  const forged = postfixReport(
    { ...tom, messageId: '<1@evil.example>' },
    UNKNOWN,
    returnPathFor(tom.key, DOMAIN, 'guessed'),
  );
  assert.equal((await take(forged)).result, 'listed');
  assert.equal(
    (await take('From: friend@exemple.fr\r\nSubject: Bonjour\r\n\r\nAdresse inconnue ?')).reason,
    'no_report',
  );
  assert.deepEqual(await reasonsOf(tom.to), []);
  const [letter, bounce] = await listBounces(store.pool, { most: 2 });
  assert.deepEqual(
    [letter?.kind, letter?.reason, bounce?.kind, bounce?.reason],
    ['other', 'no_report', 'bounce', 'no_proof'],
  );
  assert.match(bounce!.raw, /tom@exemple\.fr/);
  await take(`From: x\r\n\r\n${'y'.repeat(200_000)}\u0000`);
  assert.ok((await listBounces(store.pool, { most: 1 }))[0]!.raw.length <= 64 * 1024);
});

test('[BI4] of more than ten thousand reports the oldest go', async () => {
  await store.pool.query(
    `insert into bounce (received_at, source, kind, reason, raw) select now(), 'smtp', 'other', 'flood', 'x' from generate_series(1, 10000)`,
  );
  await take('From: friend@exemple.fr\r\n\r\nBonjour');
  const { rows } = await store.pool.query(
    `select count(*)::integer as n, count(*) filter (where reason = 'flood')::integer as flood from bounce`,
  );
  assert.deepEqual(rows, [{ n: 10_000, flood: 9_999 }]);
  await store.pool.query(`delete from bounce where reason = 'flood'`);
});

test('[BI4] a report about a message that the outbox has forgotten is listed as such', async () => {
  const old = await written('old');
  await store.pool.query('delete from outbox where key = $1', [old.key]);
  assert.equal((await take(postfixReport(old, UNKNOWN, old.back))).reason, 'message_forgotten');
  assert.deepEqual(await reasonsOf(old.to), []);
});

test('[BI5] automatic answers, delays and arrivals do nothing and are not listed; other feedback is listed', async () => {
  const pia = await written('pia');
  const before = (await listBounces(store.pool, { most: 100 })).length;
  const late = postfixReport(pia, '451 4.4.1 timed out', pia.back).replace('Action: failed', 'Action: delayed');
  const there = postfixReport(pia, '250 OK', pia.back).replace('Action: failed', 'Action: delivered');
  const answers = [await take(awayReport(pia, pia.back), [pia.back]), await take(late), await take(there)];
  assert.deepEqual(
    answers.map(({ result, reason }) => `${result} ${reason}`),
    ['nothing auto_reply', 'nothing delayed', 'nothing delivered'],
  );
  assert.equal((await listBounces(store.pool, { most: 100 })).length, before);
  const liked = complaintReport(pia, 'fbl@boutique.example').replace('Feedback-Type: abuse', 'Feedback-Type: not-spam');
  assert.equal((await take(liked)).reason, 'feedback_not-spam');
  assert.deepEqual(await reasonsOf(pia.to), []);
});

test('[BI6] the same report twice counts once', async () => {
  const dan = await written('dan');
  const raw = postfixReport(dan, '552 5.2.2 Mailbox full', dan.back);
  for (let i = 0; i < 3; i++) assert.equal((await take(raw)).outcome, 'bounced_soft');
  const { rows } = await store.pool.query(`select count(*)::int as n from event where properties->>'key' = $1`, [
    dan.key,
  ]);
  assert.equal(rows[0].n, 1);
  assert.deepEqual(await reasonsOf(dan.to), []);
});
