/** The libraries that shops use, as npm has them, against the real doors, store and appliers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node';
import { jitsuAnalytics } from '@jitsu/js';
import RudderStack from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
import chromiumBinary from '@sparticuz/chromium';
import Fastify from 'fastify';
import { chromium } from 'playwright-core';
import { stats as factStats } from '../../src/facts/index.ts';
import { trackingRoutes } from '../../src/intake/index.ts';
import { getPerson, stats as peopleStats } from '../../src/people/index.ts';
import { applyAll, freshStore } from '../support/applying.ts';

const WRITE_KEY = 'wk_shop';
const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now);

/** Bodies of requests, to see that repeats really came in. */
let requests = 0;
const app = Fastify();
app.addHook('onRequest', async (request) => {
  if (request.method === 'POST') requests += 1;
});
await app.register(trackingRoutes({ store, findWriteKey: async (key) => (key === WRITE_KEY ? { id: 'shop' } : null) }));
const host = await app.listen({ port: 0, host: '127.0.0.1' });
after(() => app.close());

/** What `work` adds: applied facts, and the person it was about. */
async function added(externalId: string, work: () => Promise<void>) {
  const before = { ...(await factStats(store.pool)), ...(await peopleStats(store.pool)) };
  const sent = requests;
  await work();
  await applyAll(store);
  const now = { ...(await factStats(store.pool)), ...(await peopleStats(store.pool)) };
  const person = await getPerson(store, { externalId });
  return {
    events: now.events - before.events,
    orders: now.orders - before.orders,
    people: now.people - before.people,
    requests: requests - sent,
    person,
  };
}

async function eventsOf(personId: string): Promise<{ name: string; properties: Record<string, unknown> }[]> {
  const { rows } = await store.pool.query('select name, properties from event where person_id = $1 order by name', [
    personId,
  ]);
  return rows;
}

const order = {
  order_id: 'o-1',
  total: 25,
  currency: 'EUR',
  products: [{ product_id: 'p1', price: 12.5, quantity: 2 }],
};

/** Sends everything twice with the same ids, as a library does that had no answer. */
const twice = [1, 2];

test('A1 · [IN1] @segment/analytics-node delivers, and every event counts once', async () => {
  const found = await added('seg-1', async () => {
    const client = new Segment({ writeKey: WRITE_KEY, host, path: '/v1/batch', flushAt: 4 });
    const failures: unknown[] = [];
    client.on('error', (error) => failures.push(error));
    for (const _ of twice) {
      client.identify({ userId: 'seg-1', messageId: 'seg-i', traits: { email: 'Ada@Exemple.fr', firstName: 'Ada' } });
      client.track({ userId: 'seg-1', messageId: 'seg-t', event: 'Product Viewed', properties: { sku: 'A' } });
      client.track({
        userId: 'seg-1',
        messageId: 'seg-o',
        event: 'Order Completed',
        properties: { ...order, order_id: 'seg-o1' },
      });
      client.page({ userId: 'seg-1', messageId: 'seg-p', name: 'Home' });
    }
    await client.closeAndFlush();
    assert.deepEqual(failures, []);
  });
  assert.deepEqual([found.events, found.orders, found.people], [2, 1, 1]);
  assert.equal(found.person?.email, 'ada@exemple.fr');
  assert.equal(found.person?.traits.firstName, 'Ada');
  const names = (await eventsOf(found.person!.id)).map(({ name }) => name);
  assert.deepEqual(names, ['Home', 'Order Completed', 'Product Viewed']);
});

test('A1 · [IN2] @rudderstack/rudder-sdk-node delivers packed bodies, and every event counts once', async () => {
  const found = await added('rud-1', async () => {
    // The library takes a message id; its types have not caught up.
    type Ids = { userId: string; messageId?: string };
    const client = new RudderStack(WRITE_KEY, { dataPlaneUrl: host, flushAt: 20, flushInterval: 60_000 });
    for (const _ of twice) {
      client.identify({ userId: 'rud-1', messageId: 'rud-i', traits: { email: 'bob@exemple.fr' } } as Ids);
      client.track({ userId: 'rud-1', messageId: 'rud-t', event: 'Tried' } as Ids & { event: string });
      await new Promise<void>((done, fail) => {
        client.flush((error?: Error) => (error ? fail(error) : done()));
      });
    }
  });
  assert.deepEqual([found.events, found.people], [1, 1]);
  assert.ok(found.requests >= 2);
  assert.equal(found.person?.email, 'bob@exemple.fr');
});

test('A1 · [IN1] @customerio/cdp-analytics-node delivers, and every event counts once', async () => {
  const found = await added('cio-1', async () => {
    const client = new CustomerIo({ writeKey: WRITE_KEY, host, path: '/v1/batch' });
    for (const _ of twice) {
      client.identify({ userId: 'cio-1', traits: { plan: 'trial' } });
      client.track({ userId: 'cio-1', messageId: 'cio-t', event: 'Used' } as Parameters<typeof client.track>[0]);
    }
    await client.closeAndFlush();
  });
  assert.deepEqual([found.events, found.people], [1, 1]);
  assert.equal(found.person?.traits.plan, 'trial');
});

test('A1 · [IN3] @jitsu/js delivers with a masked key, and every event counts once', async () => {
  const found = await added('jit-1', async () => {
    // What the network does when an answer is lost: the same request comes again.
    const again = async (url: string, init: RequestInit) => {
      await fetch(url, init);
      return fetch(url, init);
    };
    const client = jitsuAnalytics({
      host,
      writeKey: `${WRITE_KEY}:secret`,
      fetch: again as unknown as typeof fetch,
      runtime: undefined,
    });
    await client.identify('jit-1', { email: 'jit@exemple.fr' });
    await client.track('Tried', { n: 1 });
    await client.track('Tried', { n: 2 });
  });
  assert.deepEqual([found.events, found.people], [2, 1]);
  assert.ok(found.requests >= 6);
});

test('A1 · [IN4] @segment/analytics-next delivers from a page of another origin, and every event counts once', async (t) => {
  const found = await added('web-1', () => browse(t));
  assert.deepEqual([found.events, found.people], [2, 1]);
  const events = await eventsOf(found.person!.id);
  assert.deepEqual(
    events.map(({ name }) => name).filter((name) => name.startsWith('Product')),
    ['Product Added', 'Product Viewed'],
  );
  assert.equal(found.person?.anonymousIds.length, 1, 'the visitor became the person');
});

/** A shop's page in a real browser: it looks around, then signs in. Every request is sent a second time. */
async function browse(t: TestContext): Promise<void> {
  const shop = await serveShop(t);
  const browser = await chromium.launch({
    executablePath: await chromiumBinary.executablePath(),
    args: [...chromiumBinary.args, '--no-sandbox'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage();
  const bodies: { url: string; body: string }[] = [];
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (request.method() === 'POST') bodies.push({ url: request.url(), body: request.postData() ?? '' });
  });
  await page.goto(`${shop}/?host=${encodeURIComponent(host)}&key=${WRITE_KEY}`);
  await page.waitForFunction('window.done === true', undefined, { timeout: 20_000 });
  assert.deepEqual(troubles, []);
  assert.ok(bodies.length >= 4, `the page sent ${bodies.length} requests`);
  for (const { url, body } of bodies) {
    const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
    assert.equal(answer.status, 200);
  }
}

const PAGE = `<!doctype html><title>Shop</title><script src="/index.js"></script><script type="module">
  const asked = new URLSearchParams(location.search);
  const host = asked.get('host');
  const analytics = window.AnalyticsNext.AnalyticsBrowser.load(
    { writeKey: asked.get('key'), cdnURL: host },
    { integrations: { 'Segment.io': { apiHost: host.replace('http://', '') + '/v1', protocol: 'http' } } },
  );
  await analytics.page('Home');
  await analytics.track('Product Viewed', { product_id: 'p1' });
  await analytics.identify('web-1', { email: 'web@exemple.fr' });
  await analytics.track('Product Added', { product_id: 'p1' });
  setTimeout(() => { window.done = true; }, 500);
</script>`;

async function serveShop(t: TestContext): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@segment/analytics-next/package.json');
  const server: Server = createServer((request, response) => {
    const script = /^\/([\w.-]+\.js)$/.exec(request.url ?? '')?.[1];
    if (script) {
      response.setHeader('content-type', 'text/javascript');
      response.end(readFileSync(entry.replace('package.json', `dist/umd/${script}`)));
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(PAGE);
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => new Promise<void>((closed) => void server.close(() => closed())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
