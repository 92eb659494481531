import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signLink } from '../messages/index.ts';
import { getPerson } from '../people/index.ts';
import { PUBLIC, SECRET, START, testApp } from './fixtures.ts';

const { app, store, engine, as } = await testApp({ after });
const DAY = 86_400_000;

/** Léa agreed to e-mail, entered the scenario by the API, and was written to. */
const fact = (kind: string, who: object, body: object) =>
  JSON.stringify({ kind, who, body, occurredAt: new Date(START.getTime() - DAY) });
const lea = { externalId: 'lea', email: 'lea@exemple.fr' };

async function settings(values: Record<string, unknown>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const answer = await as('admin', 'PUT', `/api/settings/${key}`, { value });
    assert.equal(answer.statusCode, 200, answer.body);
  }
}

async function importFacts(lines: string[]): Promise<void> {
  const { id } = (await as('admin', 'POST', '/api/imports', { kind: 'customers', file: 'test' })).json();
  const headers = { 'content-type': 'application/x-ndjson' };
  const answer = await as('admin', 'POST', `/api/imports/${id}/facts`, lines.join('\n'), { headers });
  assert.deepEqual(answer.json(), { accepted: lines.length, rejected: [] });
  await engine.quiet();
  assert.equal((await as('admin', 'POST', `/api/imports/${id}/finish`, {})).json().state, 'finished');
}

async function publishHello(): Promise<void> {
  const template = {
    name: 'Bonjour',
    channel: 'email',
    class: 'promotional',
    draft: {
      format: 'html',
      subject: 'Bonjour {{ user.firstName | default: "à vous" }}',
      body: '<h1>Bonjour {{ user.firstName | default: "à vous" }}</h1><p>{{ event.gift | default: "" }}</p>',
    },
  };
  assert.equal((await as('marketer', 'PUT', '/api/templates/hello', template)).statusCode, 200);
  const published = await as('marketer', 'POST', '/api/templates/hello/publish');
  assert.equal(published.statusCode, 200, published.body);
  const scenario = {
    name: 'Bonjour',
    triggers: [{ id: 'call', kind: 'api' }],
    reentry: { kind: 'always' },
    start: 'say',
    steps: { say: { kind: 'message', template: 'hello', next: 'end' }, end: { kind: 'exit' } },
  };
  const saved = await as('marketer', 'PUT', '/api/scenarios/hello', scenario);
  assert.deepEqual(saved.json().errors, [], saved.body);
  assert.equal((await as('marketer', 'POST', '/api/scenarios/hello/publish')).json().version, 1);
}

async function write(context: object): Promise<{ key: string; state: string }> {
  const answer = await as('marketer', 'POST', '/api/scenarios/hello/enrol', { externalId: 'lea', context });
  assert.equal(answer.statusCode, 200, answer.body);
  await engine.quiet();
  const { items } = (await as('analyst', 'GET', '/api/outbox?scenario=hello')).json();
  return items.at(-1);
}

await settings({
  'shop.name': 'L’Atelier',
  'shop.postalAddress': '1 rue du Port\n35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
});
await importFacts([
  fact('identify', lea, { traits: { firstName: 'Léa <b>' } }),
  fact('consent', lea, { channel: 'email', purpose: 'marketing', status: 'granted', wording: 'oui', source: 'test' }),
]);
await publishHello();
const { key } = await write({ gift: 'un cadeau' });
const { message } = (await as('analyst', 'GET', `/api/outbox/${key}`)).json();
const header: string = message.headers['List-Unsubscribe'];
const link = new URL(header.slice(1, -1));

test('[AP14] one message is shown as it was made: subject, both parts, headers', () => {
  assert.equal(message.subject, 'Bonjour Léa <b>');
  assert.match(message.html, /Bonjour Léa &(#60|lt);b/);
  assert.match(message.text, /1 rue du Port/);
  assert.equal(message.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  assert.equal(link.origin, PUBLIC);
});

test('[AP14] the outbox is filtered by state, scenario and person, and read page by page', async () => {
  await write({ gift: 'encore' });
  const list = async (query: string) => (await as('analyst', 'GET', `/api/outbox?${query}`)).json();
  const all = (await list('')).items;
  assert.ok(all.length >= 2);
  const person = all[0].personId;
  assert.equal((await list(`person=${person}&state=sent`)).items.length, all.length);
  assert.equal((await list('state=failed')).items.length, 0);
  assert.equal((await list('person=nobody')).items.length, 0);
  assert.equal((await list(`scenario=${encodeURIComponent(`x' or '1'='1`)}`)).items.length, 0);
  const first = await list('limit=1');
  const second = await list(`limit=1&after=${first.next}`);
  assert.notEqual(first.items[0].key, second.items[0].key);
  const keys = (items: { key: string }[]) => items.map(({ key }) => key);
  assert.deepEqual(keys((await list('order=latest')).items), keys(all).reverse());
  const last = await list('order=latest&limit=1');
  const before = await list(`order=latest&limit=1&after=${last.next}`);
  assert.deepEqual(keys([...last.items, ...before.items]), keys(all).reverse().slice(0, 2));
});

test('[AP15] opening the unsubscribe link, or a scanner’s HEAD, shows a page in the person’s language and changes nothing', async () => {
  const page = await app.inject({ url: link.pathname, headers: { 'accept-language': 'fr' } });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /<form method="post">[\s\S]*Confirmer ma désinscription/);
  assert.match(page.body, /L’Atelier/, 'the page says which shop');
  assert.doesNotMatch(page.body, /lea@exemple\.fr/, 'the address is not shown to whoever holds the link');
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  await app.inject({ method: 'HEAD', url: link.pathname });
  await engine.quiet();
  assert.equal((await write({ gift: 'toujours' })).state, 'sent');
  const english = await app.inject({ url: link.pathname, headers: { 'accept-language': 'en-GB' } });
  assert.match(english.body, /Yes, unsubscribe me/);
});

test('[AP15] a link that was changed, or made for something else, does nothing', async () => {
  const view = link.pathname.replace('/l/unsubscribe/', '/l/view/');
  const token = link.pathname.split('/').at(-1)!;
  for (const path of [
    `${link.pathname}x`,
    '/l/unsubscribe/v1.e30.e30',
    `/l/unsubscribe/${token.split('.').reverse().join('.')}`,
  ]) {
    assert.equal((await app.inject({ url: path })).statusCode, 404);
    assert.equal((await app.inject({ method: 'POST', url: path })).statusCode, 404);
  }
  assert.equal((await app.inject({ url: view })).statusCode, 404);
  await engine.quiet();
  assert.equal((await write({})).state, 'sent');
});

test('[AP16] the message is shown in the browser as it was sent, without scripts', async () => {
  const path = /https:\/\/declic\.example(\/l\/view\/[^\s"<>)]+)/.exec(message.html + message.text)?.[1];
  const token = signLink(SECRET, 'view', { c: 'email', h: 'any', k: key });
  const linked = path ?? `/l/view/${token}`;
  const page = await app.inject({ url: linked });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Bonjour Léa &/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);
  assert.doesNotMatch(String(page.headers['content-security-policy']), /script-src/);
});

test('[AP15] a mailbox posts one click, without login or redirect, and the person is not written to again', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: link.pathname,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://mail.example',
      'sec-fetch-site': 'cross-site',
    },
    payload: 'List-Unsubscribe=One-Click',
  });
  assert.equal(answer.statusCode, 200);
  await engine.quiet();
  const { id } = (await getPerson(store, { externalId: 'lea' }))!;
  const before = (await as('analyst', 'GET', `/api/outbox?person=${id}`)).json().items.length;
  await as('marketer', 'POST', '/api/scenarios/hello/enrol', { externalId: 'lea' });
  await engine.quiet();
  assert.equal((await as('analyst', 'GET', `/api/outbox?person=${id}`)).json().items.length, before);
  const told = (await as('analyst', 'GET', `/api/people/${id}/decisions`)).json().items;
  const refused = told.filter((one: { state: string }) => one.state === 'refused');
  assert.equal(refused.length, 1);
  const [decision] = refused;
  assert.deepEqual([decision.reason, decision.scenario, decision.step], ['suppressed', 'hello', 'say']);
  assert.match(decision.says.fr, /désinscription/);
  const whole = (await as('analyst', 'GET', `/api/people/${id}`)).json();
  assert.equal(whole.suppressions[0].reason, 'unsubscribe');
});

test('[AP15] a one-click post is taken whatever its body: multipart, nothing, or wrong', async () => {
  for (const [type, payload] of [
    [
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
    ['text/plain', 'hello'],
    ['application/json', '{'],
    [undefined, undefined],
  ] as const) {
    const answer = await app.inject({
      method: 'POST',
      url: link.pathname,
      headers: type ? { 'content-type': type } : {},
      payload,
    });
    assert.equal(answer.statusCode, 200, type);
  }
  await engine.quiet();
  const { rows } = await store.pool.query('select count(*)::int as rows from suppression');
  assert.equal(rows[0].rows, 1);
});

test('[AP15] who agreed as a person and unsubscribes by a link is not written to at an address that they give later', async () => {
  const noa = { externalId: 'noa', email: 'noa@exemple.fr' };
  const agreed = { channel: 'email', purpose: 'marketing', status: 'granted', wording: 'oui', source: 'test' };
  await importFacts([
    fact('identify', noa, { traits: {} }),
    // No address is named: it stands for whatever address Noa has.
    fact('consent', { externalId: 'noa' }, agreed),
  ]);
  const { id } = (await getPerson(store, { externalId: 'noa' }))!;
  const seen = new Set<string>();
  const told = async () => {
    await as('marketer', 'POST', '/api/scenarios/hello/enrol', { externalId: 'noa', context: { gift: 'un' } });
    await engine.quiet();
    const { items } = (await as('analyst', 'GET', `/api/people/${id}/decisions`)).json();
    const decision = items.find((one: { key: string }) => !seen.has(one.key));
    seen.add(decision.key);
    return decision;
  };
  const first = await told();
  assert.equal(first.outcome, 'sent');
  const sent = (await as('analyst', 'GET', `/api/outbox/${first.key}`)).json().message;
  const { pathname } = new URL(sent.headers['List-Unsubscribe'].slice(1, -1));
  assert.equal((await app.inject({ method: 'POST', url: pathname })).statusCode, 200);
  await engine.quiet();
  await importFacts([
    JSON.stringify({
      kind: 'identify',
      who: { externalId: 'noa' },
      body: { traits: { email: 'new-noa@exemple.fr' } },
      occurredAt: store.clock.now(),
    }),
  ]);
  assert.equal((await getPerson(store, { externalId: 'noa' }))!.email, 'new-noa@exemple.fr');
  const { state, reason } = await told();
  assert.deepEqual([state, reason], ['refused', 'suppressed']);
});
