/** Whatever people and programs write into a shop, every page of the application shows it as text and holds its shape. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'playwright-core';
import { DESKTOP, openBrowser, PHONE, settled, signedIn, type Visitor, visit } from '../support/browser.ts';
import { filled, registeredPaths } from '../support/registry.ts';
import { serve } from '../support/serving.ts';

const browser = await openBrowser(after);
const server = await serve(after);
const { ok } = server;

const RUNS = 'window.hacked=1';
const TAGS = `"'><script>${RUNS}</script><img src=x onerror="${RUNS}"><svg/onload=${RUNS}>`;
const SCRIPTS = `${TAGS}{{constructor.constructor('${RUNS}')()}}`;
/** Words that no line can break, text that runs the other way and is not ended, and letters that pile up. */
const SHAPES = ['W'.repeat(180), `\u202Eevil ${'مرحبا '.repeat(20)}`, `Z${'\u0351'.repeat(60)}algo`];
/** As much of both as a name may hold. */
const NAME = `${SCRIPTS.slice(0, 150)}${'W'.repeat(40)}`;
const LONG = `${SCRIPTS} ${SHAPES.join(' ')} ${'w'.repeat(3_000)}`;

/** Traits, events, orders, lists: what programs of the shop send. */
async function hostilePeople(): Promise<void> {
  const timestamp = new Date().toISOString();
  const traits = {
    email: 'lea@exemple.fr',
    firstName: SCRIPTS,
    lastName: SHAPES[1],
    [NAME]: LONG,
    nested: { [NAME]: [LONG, { [SCRIPTS.slice(0, 60)]: SHAPES }] },
    city: SHAPES[0],
    address: { street: LONG },
  };
  const products = [{ product_id: NAME, name: LONG.slice(0, 900), category: NAME, price: 10, quantity: 1 }];
  const about = { userId: 'lea', timestamp };
  await server.track([
    { type: 'identify', messageId: 'i1', ...about, traits },
    { type: 'track', messageId: 't1', ...about, event: NAME, properties: { [NAME]: LONG, url: `javascript:${RUNS}` } },
    { type: 'page', messageId: 'p1', ...about, name: NAME, properties: { url: `javascript:${RUNS}`, title: LONG } },
    {
      type: 'track',
      messageId: 'o1',
      ...about,
      event: 'Order Completed',
      properties: { order_id: NAME.slice(0, 100), total: 10, currency: 'EUR', products },
    },
    // Not taken, and shown as it came.
    { type: 'track', messageId: 'r1', userId: 'lea', event: SCRIPTS, timestamp: SCRIPTS },
  ]);
  await ok('PUT', '/api/lists/hostile', { name: NAME });
  await ok('PUT', '/api/owners/hostile', { name: NAME, email: 'owner@exemple.fr', title: NAME });
}

/** What a marketer of bad will, or a file that was pasted, writes into names and texts. */
async function hostileShop(): Promise<void> {
  await ok('PUT', '/api/settings/shop.name', { value: NAME });
  await ok('PUT', '/api/settings/shop.postalAddress', { value: LONG.slice(0, 480) });
  await ok('PUT', '/api/settings/delivery.senderAddress', { value: 'bonjour@boutique.example' });
  const rule = {
    all: [
      { trait: NAME, op: 'is', value: LONG.slice(0, 500) },
      { event: NAME, count: { at_least: 1 } },
    ],
  };
  await ok('PUT', '/api/segments/hostile', { name: NAME, description: LONG.slice(0, 1_500), rule });
  await ok('PUT', '/api/segments/hostile-nested', {
    name: SHAPES[1]!.slice(0, 150),
    rule: { any: [{ segment: 'hostile' }, { list: 'hostile' }, { trait: 'city', op: 'is', value: SHAPES[0] }] },
  });
  const draft = {
    format: 'html',
    subject: `{{ user.firstName }} ${TAGS}`,
    body: `<p>${TAGS}${SHAPES.join(' ')}</p>{{ user.city }}`,
  };
  await ok('PUT', '/api/templates/hostile', { name: NAME, channel: 'email', class: 'transactional', draft });
  await ok('POST', '/api/templates/hostile/publish');
  await ok('PUT', '/api/units/hostile', { name: NAME.slice(0, 100), colour: '#2b6cb0', senderName: NAME.slice(0, 90) });
  await ok('PUT', '/api/scenarios/hostile', {
    name: NAME,
    unit: 'hostile',
    description: LONG.slice(0, 2_000),
    triggers: [
      { id: 'call', kind: 'api' },
      { id: 'event', kind: 'event', event: NAME },
    ],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: 'hostile', next: 'end' }, end: { kind: 'exit' } },
  });
  await ok('POST', '/api/scenarios/hostile/publish');
  const both = (text: string) => ({ fr: text, en: text });
  const text = both(LONG.slice(0, 900));
  const wording = { name: NAME, channel: 'email', purpose: 'marketing', text, source: NAME };
  await ok('PUT', '/api/wordings/hostile', wording);
  await ok('POST', '/api/closings', { name: NAME, from: '2027-08-02', until: '2027-08-03' });
  await ok('PUT', '/api/forms/hostile', {
    name: NAME.slice(0, 100),
    draft: {
      title: both(NAME.slice(0, 100)),
      fields: [{ trait: 'firstName', label: both(NAME.slice(0, 90)) }],
      consents: [{ channel: 'email', purpose: 'marketing', wording: text, kept: { key: 'hostile' } }],
    },
  });
  await ok('POST', '/api/forms/hostile/publish');
  await ok('POST', '/api/keys', { kind: 'write', name: NAME });
  await ok('POST', '/api/imports', { kind: 'customers', file: NAME });
  await server.call('PUT', '/api/banks/hostile', { body: { kind: 'stock', name: NAME, total: '10' } });
}

let upload = '';

/** A file that waits to be read in. */
async function hostileFile(): Promise<string> {
  const cells = [SCRIPTS, SHAPES[0]!, SHAPES[1]!].map((cell) => `"${cell.replaceAll('"', '""')}"`);
  const raw = `email,${cells.join(',')}\nlea@exemple.fr,${cells.join(',')}\nnone,${cells.join(',')}\n`;
  const headers = { 'content-type': 'application/octet-stream' };
  const path = `/api/imports/uploads?file=${encodeURIComponent(NAME)}`;
  const answer = await server.call('POST', path, { raw, headers, patienceMs: 60_000 });
  assert.equal(answer.status, 200, answer.text);
  return answer.body.id;
}

before(async () => {
  await hostilePeople();
  await hostileShop();
  upload = await hostileFile();
  await server.quiet();
  await ok('POST', '/api/scenarios/hostile/enrol', { externalId: 'lea' });
  for (const end = Date.now() + 60_000; ; await new Promise((later) => setTimeout(later, 200))) {
    if ((await ok('GET', '/api/outbox?state=sent')).items.length > 0) break;
    assert.ok(Date.now() < end, 'the message does not leave');
  }
});

type Seen = { hacked: boolean; wide: string[]; violations: string[] };
const CALM: Seen = { hacked: false, wide: [], violations: [] };

/** Runs in the page before anything of it does. */
function watch(): void {
  const seen = window as unknown as { violations: string[] };
  seen.violations = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
    seen.violations.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
  );
}

/** What went wrong in the page as it is: something ran, something was stopped, or something is wider than the screen. */
function look(): Seen {
  const { hacked, violations } = window as unknown as { hacked?: unknown; violations: string[] };
  const root = document.documentElement;
  const over = root.scrollWidth > root.clientWidth;
  const right = [...document.querySelectorAll('body *')].filter(
    (one) => one.getBoundingClientRect().right > root.clientWidth + 1,
  );
  const named = right.slice(0, 5).map((one) => `${one.tagName}.${one.className}: ${one.textContent?.slice(0, 40)}`);
  return { hacked: hacked !== undefined, wide: over ? [`${root.scrollWidth} px`, ...named] : [], violations };
}

/** The frame of a message is sandboxed: that its scripts are stopped is what the sandbox is there for. */
const IN_SANDBOX = /Blocked script execution in 'about:srcdoc'/;

/** What went wrong, by place: all of it is told at once. */
type Faults = Record<string, Seen>;

async function judge(page: Page, where: string, faults: Faults): Promise<void> {
  await settled(page);
  const seen = await page.evaluate(look);
  if (!isDeepStrictEqual(seen, CALM)) faults[where] = seen;
}

/** Opens every tab of the page as well. */
async function walk({ page }: Visitor, place: string, faults: Faults): Promise<void> {
  await page.goto(place);
  await judge(page, place, faults);
  const tabs = page.getByRole('main').getByRole('tab');
  for (let at = 1; at < (await tabs.count()); at++) {
    await tabs.nth(at).click();
    await judge(page, `${place}, tab ${at + 1}`, faults);
  }
}

for (const [name, size] of [
  ['a phone', PHONE],
  ['a desktop', DESKTOP],
] as const) {
  test(`[WE2] on every page of the registry hostile text is text, and nothing is wider than ${name}`, async (t) => {
    const visitor = await signedIn(await visit(browser, server.address, { language: 'fr', size }));
    await visitor.page.addInitScript(watch);
    const faults: Faults = {};
    for (const path of registeredPaths()) {
      const place = await filled(visitor.page.request, path, { upload });
      // Where there is nothing to open, the page says so.
      if (place === null) t.diagnostic(`${path} had nothing hostile to show`);
      await walk(visitor, place ?? path.replace(/\$\w+/, 'nothing'), faults);
    }
    assert.deepEqual(faults, {});
    assert.deepEqual(
      visitor.troubles.filter((line) => !IN_SANDBOX.test(line)),
      [],
    );
  });
}

test('[WE3] a page of another site that its visitor opens while signed in changes nothing', async () => {
  const before = await ok('GET', '/api/settings');
  const body = JSON.stringify({ value: 'Stolen' });
  const evil = `<!doctype html><title>evil</title><body><script>
    const ask = (method, path, type, body) => fetch('${server.address}' + path, { method, credentials: 'include', mode: 'no-cors', headers: { 'content-type': type }, body }).catch(() => {});
    window.asked = Promise.all([
      ask('POST', '/api/segments/typologies', 'text/plain', ''),
      ask('POST', '/api/scenarios/hostile/pause', 'application/x-www-form-urlencoded', ''),
      ask('POST', '/api/keys', 'text/plain', '{"kind":"secret","role":"admin"}'),
      fetch('${server.address}/api/settings/shop.name', { method: 'PUT', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '${body}' }).catch(() => {}),
    ]);</script>
    <form method="post" action="${server.address}/api/scenarios/hostile/archive"></form>`;
  const http = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end(evil));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  after(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as { port: number };
  const { page } = await signedIn(await visit(browser, server.address));
  // Another site, and another port of the same one, whose pages are sent the session's cookie.
  for (const host of ['localhost', '127.0.0.1']) {
    await page.goto(`http://${host}:${port}/`);
    await page.evaluate('window.asked');
    await Promise.all([page.waitForNavigation(), page.evaluate('document.forms[0].submit()')]);
  }
  assert.deepEqual(await ok('GET', '/api/settings'), before);
  assert.equal((await ok('GET', '/api/scenarios/hostile')).pausedAt, null);
  assert.equal((await ok('GET', '/api/scenarios/hostile')).archivedAt, null);
  const { items } = await ok('GET', '/api/segments');
  assert.ok(!items.some(({ key }: { key: string }) => key === 'loyal-customer'));
  const { items: keys } = await ok('GET', '/api/keys');
  // Those that the test itself made.
  assert.equal(keys.filter(({ kind }: { kind: string }) => kind === 'secret').length, 1);
  await page.goto(`${server.address}/`);
  await page.getByRole('navigation').first().waitFor();
});
