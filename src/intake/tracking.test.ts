import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { stats } from '../facts/index.ts';
import { getPerson } from '../people/index.ts';
import { accept } from './accept.ts';
import { deepest, defaultLimits } from './limits.ts';
import { listRejected } from './rejected.ts';
import { trackingRoutes } from './tracking.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 4 });
const app = Fastify();
const findWriteKey = async (key: string) => (key === 'wk' ? { id: 'shop' } : null);
await app.register(trackingRoutes({ store, findWriteKey }));
after(() => app.close());

const basic = { authorization: `Basic ${Buffer.from('wk:').toString('base64')}` };
const post = (url: string, payload: string | Buffer | object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { ...basic, ...headers } });

const batch = (...events: object[]) => ({ batch: events, sentAt: now.toISOString() });
const track = (userId: string, more: object = {}) => ({ type: 'track', userId, event: 'Tried', ...more });

async function eventsOf(externalId: string) {
  await applyAll(store);
  const person = await getPerson(store, { externalId });
  const { rows } = await store.pool.query(
    'select name, occurred_at as at, properties from event where person_id = $1 order by occurred_at',
    [person?.id],
  );
  return rows as { name: string; at: Date; properties: Record<string, unknown> }[];
}

for (const url of ['/v1/batch', '/v1/b', '/v1/batch/', '/api/public/apps/batch', '/v1/import']) {
  test(`[IN1] ${url} takes a batch, and a message id counts once`, async () => {
    const who = `batch ${url}`;
    const body = batch(track(who, { messageId: `${url}1` }), track(who, { messageId: `${url}1` }), track(who));
    assert.equal((await post(url, body)).statusCode, 200);
    await post(url, batch(track(who, { messageId: `${url}1` })));
    assert.equal((await eventsOf(who)).length, 2);
  });
}

for (const url of ['/v1/track', '/v1/t', '/api/s/track']) {
  test(`[IN1] ${url} takes one event without its type`, async () => {
    const who = `single ${url}`;
    assert.deepEqual((await post(url, { userId: who, event: 'Tried' })).json(), { success: true });
    assert.equal((await eventsOf(who))[0]?.name, 'Tried');
  });
}

test('[IN2] JSON is read under any content type, packed with and without saying so, with and without a type', async () => {
  const body = (n: number) => JSON.stringify(batch(track('types', { messageId: `types${n}` })));
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const answers = [
    await post('/v1/batch', body(1), { 'content-type': 'text/plain' }),
    await post('/v1/batch', gzipSync(body(2)), form),
    await post('/v1/batch', gzipSync(body(3)), { 'content-encoding': 'gzip', 'content-type': 'application/json' }),
    await post('/v1/batch', Buffer.from(body(4)), { 'content-encoding': 'gzip' }),
  ];
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200, 200],
  );
  assert.equal((await eventsOf('types')).length, 4);
});

test('[IN2] [IN6] a small packet that unpacks to 100 MB is refused on its way', async () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 32));
  assert.ok(bomb.length < 200_000);
  const answer = await post('/v1/batch', bomb, { 'content-encoding': 'gzip' });
  assert.equal(answer.statusCode, 413);
  assert.match(answer.json().error.message, /larger than 512000 bytes/);
});

test('[IN3] the key is found in header, body and address, and a wrong or missing one is refused', async () => {
  const event = { userId: 'keys', event: 'Tried' };
  const send = (headers: Record<string, string>, payload: object, url = '/v1/track') =>
    app.inject({ method: 'POST', url, payload, headers });
  assert.equal((await send({}, { ...event, writeKey: 'wk' })).statusCode, 200);
  assert.equal((await send({ 'x-write-key': 'wk:secret' }, event)).statusCode, 200);
  assert.equal((await send({}, { ...event, writeKey: 'wk:***' })).statusCode, 200);
  assert.equal((await send({ authorization: 'Bearer wk' }, event)).statusCode, 200);
  assert.equal((await send({}, event, '/v1/track?writeKey=wk')).statusCode, 200);
  assert.equal((await send({}, event)).json().error.code, 'INTAKE_NO_KEY');
  const wrong = await send({}, { ...event, writeKey: "wk' or 1=1 --" });
  assert.deepEqual([wrong.statusCode, wrong.json().error.code], [401, 'INTAKE_WRONG_KEY']);
  assert.equal((await eventsOf('keys')).length, 5);
});

test('[IN4] any page may send, and gets its settings', async () => {
  const origin = 'https://shop.example';
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/v1/t',
    headers: { origin, 'access-control-request-headers': 'content-type,x-one' },
  });
  assert.equal(preflight.statusCode, 204);
  assert.equal(preflight.headers['access-control-allow-origin'], origin);
  assert.equal(preflight.headers['access-control-allow-headers'], 'content-type,x-one');
  const settings = await app.inject({ url: '/v1/projects/wk/settings', headers: { host: 'declic.example' } });
  assert.equal(settings.json().integrations['Segment.io'].apiHost, 'declic.example/v1');
  assert.equal((await app.inject('/v1/projects/other/settings')).statusCode, 401);
});

test('[IN5] bad events are listed with their reasons, and the others of the batch are taken', async () => {
  const bad = [
    7,
    null,
    { type: 'sing', userId: 'x' },
    track('x', { event: '' }),
    { type: 'track', event: 'Tried' },
    track('x', { timestamp: 'yesterday' }),
    track('x', { timestamp: '3026-01-01T00:00:00Z', sentAt: null, event: 'x'.repeat(256) }),
    track('x', { properties: { text: 'x'.repeat(defaultLimits.event) } }),
    { type: 'track', userId: 'u'.repeat(600), event: 'Tried' },
    { type: 'alias', userId: 'x' },
  ];
  const answer = await post('/v1/batch', { batch: [track('good'), ...bad, track('good')] });
  assert.equal(answer.statusCode, 200);
  assert.equal((await eventsOf('good')).length, 2);
  const { items } = await listRejected(store.pool, { limit: bad.length });
  const codes = items.map(({ code }) => code).sort();
  const expected = [
    'bad_event',
    'bad_event',
    'bad_field',
    'bad_field',
    'bad_field',
    'bad_identity',
    'bad_time',
    'bad_type',
    'no_identity',
    'too_large',
  ];
  assert.deepEqual(codes, expected);
  assert.ok(items.every(({ reason, source }) => reason.endsWith('.') && source === 'shop'));
});

test('[IN12] an order with a price that is no number is taken, and listed with what it counts for', async () => {
  const products = [
    { product_id: 'p', price: 'twelve' },
    { product_id: 'q', price: 3 },
  ];
  const order = track('priced', { event: 'Order Completed', properties: { order_id: 'priced', total: 15, products } });
  assert.equal((await post('/v1/batch', batch(order))).statusCode, 200);
  assert.equal((await eventsOf('priced'))[0]?.name, 'Order Completed');
  const [listed] = (await listRejected(store.pool, { limit: 1 })).items;
  assert.equal(listed!.code, 'amount_unread');
  assert.match(
    listed!.reason,
    /^The order was taken, but “price” of line 1 \(“twelve”\) cannot be read: .*“Order Updated”/,
  );
  assert.match(listed!.raw, /"order_id":"priced"/);
  const { rows } = await store.pool.query(
    `select price from purchase_line where order_id = 'priced' order by product_id`,
  );
  assert.deepEqual(rows, [{ price: '0' }, { price: '3' }]);
});

test('[IN6] what is no JSON or too large is refused with a sentence, and nothing of it is kept', async () => {
  const before = await stats(store.pool);
  for (const body of ['', '{"batch":[', '[1]', '"text"', '{"batch":7}', Buffer.from([0x7b, 0xff, 0xfe])]) {
    const answer = await post('/v1/batch', body, { 'content-type': 'application/json' });
    assert.equal(answer.statusCode, 400, String(body));
    assert.equal(answer.json().error.code, 'INTAKE_BAD_JSON');
  }
  const large = await post(
    '/v1/batch',
    JSON.stringify(batch(track('large', { properties: { a: 'x'.repeat(10_000_000) } }))),
  );
  assert.deepEqual([large.statusCode, large.json().error.code], [413, 'INTAKE_TOO_LARGE']);
  await applyAll(store);
  assert.deepEqual(await stats(store.pool), before);
});

test('[IN7] the sender’s clock only says how long before the sending something happened', async () => {
  const sentAt = '2026-03-01T15:00:00.000Z';
  const early = track('clock', { timestamp: '2026-03-01T14:30:00.000Z' });
  const late = track('clock', { timestamp: '2026-03-01T16:00:00.000Z' });
  await post('/v1/batch', { batch: [early, late], sentAt });
  await post('/v1/batch', { batch: [track('clock', { timestamp: '2026-02-01T00:00:00.000Z' }), track('clock')] });
  await post('/v1/import', { batch: [track('clock', { timestamp: '2020-02-01T00:00:00.000Z' })], sentAt });
  const times = (await eventsOf('clock')).map(({ at }) => at.toISOString());
  assert.deepEqual(times, [
    '2020-02-01T00:00:00.000Z',
    '2026-02-01T00:00:00.000Z',
    '2026-03-01T11:30:00.000Z',
    '2026-03-01T12:00:00.000Z',
    '2026-03-01T12:00:00.000Z',
  ]);
});

test('[IN8] when too many facts wait, senders are told when to come back', async () => {
  const busy = Fastify();
  await busy.register(trackingRoutes({ store, findWriteKey, limits: { waiting: 1 } }));
  await accept(store, [
    {
      kind: 'track',
      origin: 'live',
      occurredAt: now,
      receivedAt: now,
      who: { externalId: 'b' },
      body: { event: 'A', properties: {} },
    },
    {
      kind: 'track',
      origin: 'live',
      occurredAt: now,
      receivedAt: now,
      who: { externalId: 'b' },
      body: { event: 'B', properties: {} },
    },
  ]);
  const answer = await busy.inject({ method: 'POST', url: '/v1/t', payload: '{', headers: basic });
  assert.equal(answer.statusCode, 429);
  assert.equal(answer.headers['retry-after'], String(defaultLimits.retryAfter));
  await busy.close();
  await applyAll(store);
});

test('[IN9] what was answered is in the inbox', async () => {
  await post('/v1/batch', batch(track('durable'), track('durable')));
  const { rows } = await store.pool.query(
    `select sum(facts)::int as n from inbox where strpos(body::text, '"externalId":"durable"') > 0`,
  );
  assert.equal(rows[0].n, 2);
});

test('[IN10] text that the database cannot keep is cleaned, and what nests too deep is rejected', async () => {
  const odd = {
    text: 'a\u0000b\ud800c',
    ['k\u0000']: 1,
    sql: "'; drop table person; --",
    liquid: '{% for i in (1..9999999) %}',
  };
  const nested = `${'['.repeat(9_000)}${']'.repeat(9_000)}`;
  const deep = `{"type":"track","userId":"odd","event":"Tried","properties":{"deep":${nested}}}`;
  await post('/v1/batch', `{"batch":[${JSON.stringify(track('odd\u0000', { properties: odd }))},${deep}]}`);
  const [event, ...others] = await eventsOf('odd');
  assert.equal(others.length, 0);
  assert.deepEqual(event?.properties, { text: 'ab\ufffdc', k: 1, sql: odd.sql, liquid: odd.liquid });
  const { items } = await listRejected(store.pool, { limit: 1 });
  assert.deepEqual([items[0]?.code, items[0]?.reason.includes(String(deepest))], ['too_deep', true]);
});

test('[IN11] events of a file without ids add nothing when it is imported again', async () => {
  const one = (n: number) =>
    ({
      kind: 'track',
      origin: 'import',
      occurredAt: now,
      receivedAt: now,
      who: { externalId: 'file' },
      body: { event: 'Seen', properties: { n } },
    }) as const;
  for (const _ of [1, 2]) await accept(store, [one(1), one(2)]);
  assert.equal((await eventsOf('file')).length, 2);
});
