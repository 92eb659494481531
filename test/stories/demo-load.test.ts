/** `npm start -- --demo`: the demo shop goes in by the public doors, once, and is alive. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { howMany } from '../../examples/demo/today.ts';
import { makeWorld, type World } from '../../examples/demo/world.ts';
import { signal } from '../../src/store/bundled/processes.ts';
import { endServerOf } from '../support/bundled.ts';
import { atEnd, type Started, startProcess, temporaryFolder } from '../support/processes.ts';

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
const PEOPLE = 300;
const SEED = 'a small shop';
const NOW = '2026-03-10T09:30:00Z';
/** The load takes seconds on a machine of its own; here other files run beside. */
const PATIENCE_MS = 300_000;

const t = { after } as unknown as TestContext;
const data = join(temporaryFolder(t), 'data');
let server: Started;
let world: World;
// biome-ignore lint/suspicious/noExplicitAny: answers are what each test says they are
let call: (path: string, init?: RequestInit) => Promise<any>;

/** Starts the server with the demo and waits for what it says of it. */
async function start(says: string, ...args: string[]): Promise<string[]> {
  const env = { PATH: process.env.PATH, DECLIC_DATA: data, PORT: '0' };
  const all = ['start', '--demo', '--demo-people', String(PEOPLE), '--demo-seed', SEED, '--clock', NOW, ...args];
  server = startProcess(t, process.execPath, [BIN, ...all], { env });
  await server.line((line) => line.startsWith('Déclic serves at '));
  const { address, token, pid } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  atEnd(t, () => signal(pid, 'SIGKILL'));
  call = async (path, init = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers };
    return (await fetch(new URL(path, address), { ...init, headers })).json();
  };
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    if (server.lines.some((line) => line.startsWith(says))) return server.lines;
    const failed = server.lines.some((line) => line.includes('not loaded whole'));
    if (failed || Date.now() > until) throw new Error(`It never said “${says}”:\n${server.lines.join('\n')}`);
  }
}

before(async () => {
  atEnd(t, () => endServerOf(data));
  world = makeWorld({ seed: SEED, now: new Date(NOW), people: PEOPLE });
  await start('The demo shop is ready');
});

test('[CL17] the demo shop is loaded whole: everybody, every order, line, visit and mail', async () => {
  const stats = await call('/api/stats');
  const today = howMany('buys', PEOPLE);
  assert.equal(stats.orders, world.orders.length + today);
  assert.equal(
    stats.orderLines,
    world.orders.reduce((sum, { lines }) => sum + lines.length, today),
  );
  assert.equal(stats.linesWithoutCustomer, 0);
  assert.ok(stats.people >= PEOPLE);
  assert.ok(stats.anonymous > 0);
  assert.deepEqual((await call('/api/rejected')).items, []);
});

test('[CL17] a person has identity, traits, children, consents with proof, lists, and a past', async () => {
  const parent = world.people.find(({ children, externalId }) => children.length > 0 && externalId)!;
  const [found] = (await call(`/api/people?externalId=${parent.externalId}`)).items;
  const person = await call(`/api/people/${found.id}`);
  assert.deepEqual(person.traits.children, parent.children);
  assert.equal(person.traits.postalCode, parent.town.postalCode);
  const agreed = world.consents.find(({ status, purpose }) => status === 'granted' && purpose === 'marketing')!;
  const [reader] = (await call(`/api/people?email=${agreed.person.email}`)).items;
  const { consents } = await call(`/api/people/${reader.id}`);
  const kept = consents.find(
    ({ purpose, status }: { purpose: string; status: string }) => purpose === 'marketing' && status === 'granted',
  );
  assert.deepEqual([kept.wording, kept.source, kept.proof], [agreed.wording, agreed.source, agreed.proof]);
  const opened = world.mails.find(({ state }) => state === 'opened')!.person;
  const [keen] = (await call(`/api/people?email=${opened.email}`)).items;
  const names = new Set<string>();
  for (let after = ''; after !== null; ) {
    const page = await call(
      `/api/people/${keen.id}/timeline?limit=200${after ? `&after=${encodeURIComponent(after)}` : ''}`,
    );
    for (const item of page.items) names.add(item.name);
    after = page.next;
  }
  assert.ok(names.has('Message Sent') && names.has('Email Opened'), [...names].join());
});

test('[CL17] business people have their account owner, products their costs and the history of their prices', async () => {
  const business = world.people.find(({ company }) => company)!;
  const [found] = (await call(`/api/people?externalId=${business.externalId}`)).items;
  const { owner, company } = await call(`/api/people/${found.id}`);
  assert.equal(owner.id, business.company!.ownerId);
  assert.equal(company.name, business.company!.name);
  const reduced = world.products.find(({ prices }) => prices.length > 3)!;
  const product = await call(`/api/products/${reduced.id}`);
  assert.ok(product.prices.length > 2);
  assert.ok(product.prices.some(({ regularPrice }: { regularPrice: string | null }) => regularPrice !== null));
  assert.ok(product.costs.length >= 4);
});

test('[CL17] every segment has people, every scenario is in force and has brought some in', async () => {
  for (const { key, people, computed } of (await call('/api/segments?limit=200')).items) {
    assert.equal(computed, 1, key);
    assert.ok(people > 0, `nobody is in ${key}`);
  }
  const { items } = await call('/api/scenarios?limit=200');
  assert.ok(items.length >= 6);
  for (const { key, publishedVersion } of items) {
    assert.equal(publishedVersion, 1, key);
    const { entries, inside } = await call(`/api/scenarios/${key}/stats`);
    assert.ok(entries > 0 && inside > 0, `${key} has ${entries} entries and ${inside} people inside`);
    assert.deepEqual((await call(`/api/scenarios/${key}/validate`)).errors, []);
  }
});

test('[CL17] messages are in the outbox, whole, and those who got none have their reason', async () => {
  const { items } = await call('/api/outbox?limit=200');
  assert.deepEqual([...new Set(items.map(({ state }: { state: string }) => state))], ['sent']);
  const { message } = await call(`/api/outbox/${items[0].key}`);
  assert.match(message.html, /Foulée &amp; Cimes/);
  assert.match(message.text, /8 quai de la Fontaine/);
  const reasons = new Set<string>();
  const silent = await call('/api/segments/fideles-silencieux/members?limit=200');
  for (const { id } of silent.items)
    for (const { reason } of (await call(`/api/people/${id}/decisions`)).items) if (reason) reasons.add(reason);
  assert.ok(reasons.has('no_consent') || reasons.has('suppressed'), [...reasons].join());
  assert.ok(reasons.size >= 2, [...reasons].join());
});

test('[CL17] of the campaigns one has left, one leaves in waves, one is held, one is planned and one is a draft', async () => {
  const { items } = await call('/api/campaigns?limit=200');
  const states = Object.fromEntries(items.map(({ key, state }: { key: string; state: string }) => [key, state]));
  assert.deepEqual(states, {
    'lettre-nouveautes': 'done',
    'ventes-privees': 'running',
    'avis-offres': 'paused',
    soldes: 'planned',
    'idees-cadeaux': 'draft',
  });
  const { messages } = await call('/api/campaigns/lettre-nouveautes/progress');
  assert.ok(messages[0].sent > 0);
});

test('[CL17] an account of each role is told, and lets in', async () => {
  const told = server.lines.flatMap((line) => /sign in as (\w+)\s+(\S+)\s+(\S+)$/.exec(line)?.slice(1) ?? []);
  assert.deepEqual([told[0], told[3], told[6]], ['admin', 'marketer', 'analyst']);
  for (const at of [0, 3, 6]) {
    const body = JSON.stringify({ email: told[at + 1], password: told[at + 2] });
    const me = await call('/api/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    assert.equal(me.role, told[at]);
  }
});

test('[CL17] a second start does not load it again, and says so', async () => {
  const before = await call('/api/stats');
  server.child.kill('SIGTERM');
  await server.ended;
  await start('The demo shop is here already');
  assert.deepEqual(await call('/api/stats'), before);
});

test('[CL17] a load that was interrupted goes on, and counts nothing twice', async () => {
  const before = await call('/api/stats');
  const memory = join(data, 'demo', 'demo.json');
  server.child.kill('SIGTERM');
  await server.ended;
  writeFileSync(memory, JSON.stringify({ ...JSON.parse(readFileSync(memory, 'utf8')), loaded: false }));
  const again = await start('The demo shop is ready');
  assert.equal(again.filter((line) => line.includes('sign in as')).length, 3);
  const now = await call('/api/stats');
  assert.deepEqual(
    [now.people, now.orders, now.orderLines, now.netRevenue],
    [before.people, before.orders, before.orderLines, before.netRevenue],
  );
});
