import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pino from 'pino';
import { freshStore } from '../../test/support/applying.ts';
import { mailSink, refusal, SECRET, sendingShop } from '../../test/support/sending.ts';
import { providerAllowance } from '../banks/index.ts';
import { smtpAdapter } from '../channels/index.ts';
import { closedCircuit, opened, pauseOf, standardCircuit } from './circuit.ts';
import { listProviders, type ProviderSpec, providerSpec, removeProvider, saveProvider } from './index.ts';
import { dailyLimit, domainLimitOf, warmUpLimit } from './limits.ts';
import { Pool } from './pool.ts';
import { carries, type Parcel, type Provider, preferred } from './provider.ts';
import { seal, unseal } from './seal.ts';

const at = (iso: string) => new Date(iso);
const parcel: Parcel = {
  key: 'k',
  class: 'promotional',
  purpose: 'marketing',
  from: 'a@shop.example',
  to: 'b@orange.fr',
};
const provider = (key: string, more: Partial<ProviderSpec> = {}): Provider => {
  const { url: _, returnPathDomain, ...spec } = providerSpec.parse(more);
  return { key, shown: '', returnPathDomain: returnPathDomain ?? null, ...spec };
};
const save = (shop: { store: Parameters<typeof saveProvider>[0] }, key: string, more: Partial<ProviderSpec>) =>
  saveProvider(shop.store, key, providerSpec.parse(more), SECRET);

test('[PV1] what is sealed opens with the same secret and for the same place only, and is never twice the same', () => {
  const sealed = seal('smtp://shop:hunter2@mail.example', 'provider:a', SECRET);
  assert.equal(unseal(sealed, 'provider:a', SECRET), 'smtp://shop:hunter2@mail.example');
  assert.notEqual(sealed, seal('smtp://shop:hunter2@mail.example', 'provider:a', SECRET));
  assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /hunter2/);
  const cut = sealed.slice(0, -4);
  for (const [text, about, secret] of [
    [sealed, 'provider:b', SECRET],
    [sealed, 'provider:a', 'another secret for tests'],
    [cut, 'provider:a', SECRET],
    ['', 'provider:a', SECRET],
  ] as const)
    assert.throws(() => unseal(text, about, secret), { code: 'PROVIDER_SEALED' });
});

test('[PV2] a provider carries what its lists say; empty lists carry everything; before the sender is known it may', () => {
  assert.ok(carries(provider('all'), parcel));
  assert.ok(!carries(provider('receipts', { classes: ['transactional'] }), parcel));
  assert.ok(!carries(provider('news', { purposes: ['news'] }), parcel));
  const ours = provider('ours', { senderDomains: ['other.example'] });
  assert.deepEqual([carries(ours, parcel), carries(ours, { ...parcel, from: null })], [false, true]);
});

test('[PV2] lower priorities go first, equal ones by weight, and a key keeps its provider', () => {
  const all = [
    provider('b', { priority: 2 }),
    provider('heavy', { weight: 3 }),
    provider('light'),
    provider('off', { paused: true }),
  ];
  const order = (key: string) => preferred(all, { ...parcel, key }).map((group) => group.map((one) => one.key));
  assert.deepEqual(order('x'), order('x'));
  assert.deepEqual(order('x')[1], ['b']);
  const heavy = Array.from({ length: 4_000 }, (_, i) => order(`k${i}`)[0]![0]).filter((key) => key === 'heavy').length;
  assert.ok(Math.abs(heavy / 4_000 - 0.75) < 0.04, `${heavy} of 4000`);
});

test('[PV4] a warm-up grows from day to day, ends, and never passes the daily limit', () => {
  const warmUp = { startedOn: '2026-03-01', firstDay: 200, growth: 1.5, days: 4 };
  const days = ['2026-02-20', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'].map((day) =>
    warmUpLimit(warmUp, at(`${day}T23:59:59Z`)),
  );
  assert.deepEqual(days, [200, 200, 300, 450, 675, null]);
  assert.equal(dailyLimit({ perDay: 400, warmUp }, at('2026-03-03T00:00:00Z')), 400);
  assert.equal(dailyLimit({ perDay: null, warmUp }, at('2026-03-02T00:00:00Z')), 300);
  assert.equal(dailyLimit({ perDay: 400, warmUp }, at('2026-04-01T00:00:00Z')), 400);
  assert.equal(warmUpLimit({ ...warmUp, growth: 5, days: 120 }, at('2026-06-20T00:00:00Z')), 100_000_000);
});

test('[PV5] the provider’s word for a domain comes before the shop’s', () => {
  const own = { 'orange.fr': { perMinute: 10 }, '*': { connections: 2 } };
  const shops = { 'free.fr': { connections: 3 }, '*': { perMinute: 5 } };
  assert.deepEqual(domainLimitOf(own, shops, 'orange.fr'), { perMinute: 10 });
  assert.deepEqual(domainLimitOf(own, shops, 'free.fr'), { connections: 2 });
  assert.deepEqual(domainLimitOf({}, shops, 'free.fr'), { connections: 3 });
  assert.deepEqual(domainLimitOf({}, shops, 'x.fr'), { perMinute: 5 });
  assert.deepEqual([domainLimitOf({}, {}, 'x.fr'), domainLimitOf({}, {}, 'constructor')], [null, null]);
});

test('[PV6] pauses double from the first to the longest', () => {
  const pauses = [1, 2, 3, 5, 6, 40].map((openings) => pauseOf(openings, standardCircuit) / 1_000);
  assert.deepEqual(pauses, [30, 60, 120, 480, 900, 900]);
  const once = opened(closedCircuit(at('2026-03-01T00:00:00Z')), 'why', at('2026-03-01T00:00:00Z'), standardCircuit);
  const twice = opened(once, 'why', at('2026-03-01T00:01:00Z'), standardCircuit);
  assert.deepEqual([once.openings, twice.openings, twice.until], [1, 2, at('2026-03-01T00:02:00Z')]);
});

const quick = { circuit: { firstPauseMs: 200, longestPauseMs: 400 } };
const until = async (true_: () => Promise<boolean> | boolean) => {
  for (const end = Date.now() + 60_000; !(await true_()) && Date.now() < end; )
    await new Promise((done) => setTimeout(done, 50));
};
const addresses = (count: number, domain = 'exemple.fr') => Array.from({ length: count }, (_, i) => `p${i}@${domain}`);
const dead = async (t: TestContext) => {
  const sink = await mailSink(t);
  await sink.close();
  return sink;
};

test('[PV3] [PV7] what a failing provider cannot take goes over the next; one message tries it, and it is used again', async (t) => {
  const first = await dead(t);
  const second = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  await save(shop, 'first', { url: first.url, priority: 1 });
  await save(shop, 'second', { url: second.url, priority: 2 });
  await shop.queue(addresses(20));
  shop.delivery.start();
  await shop.drained();
  assert.equal(second.arrived.length, 20);
  assert.ok((await shop.rows()).every(({ transport, attempts }) => transport === 'second' && attempts === 1));
  const circuit = async () => (await listProviders(shop.store, null)).find(({ key }) => key === 'first')!.circuit;
  assert.notEqual((await circuit()).state, 'closed');
  assert.match((await circuit()).reason!, /unreachable/);
  const alive = await mailSink(t, {}, first.port);
  await until(async () => {
    await shop.queue([`more${alive.arrived.length}-${Date.now()}@exemple.fr`]);
    return (await circuit()).state === 'closed';
  });
  await shop.drained();
  await shop.delivery.stop();
  assert.equal((await circuit()).state, 'closed');
  assert.ok(alive.arrived.length > 0);
  const all = await shop.rows();
  assert.equal(alive.arrived.length + second.arrived.length, all.length, 'each once');
});

test('[PV3] what no provider may carry waits with its reason, and leaves once one may', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  await save(shop, 'receipts', { url: sink.url, classes: ['transactional'] });
  await shop.queue(addresses(2));
  await shop.queue(['receipt@exemple.fr'], { class: 'transactional' });
  await shop.delivery.runDue();
  const rows = await shop.rows();
  assert.deepEqual(
    rows.map(({ address, state, reason, attempts }) => [address, state, reason, attempts]),
    [
      ['p0@exemple.fr', 'ready', 'no_provider', 0],
      ['p1@exemple.fr', 'ready', 'no_provider', 0],
      ['receipt@exemple.fr', 'sent', null, 1],
    ],
  );
  await save(shop, 'receipts', {});
  await shop.endPauses();
  await new Promise((done) => setTimeout(done, 600));
  await shop.delivery.runDue();
  assert.deepEqual(
    (await shop.rows()).map(({ state }) => state),
    ['sent', 'sent', 'sent'],
  );
});

test('[PV4] a provider’s limit is kept, what is over it waits uncounted, and another provider may carry it', async (t) => {
  const sink = await mailSink(t);
  const other = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  await save(shop, 'small', { url: sink.url, limits: { perHour: 7, domains: {} } });
  await shop.queue(addresses(20));
  await shop.delivery.runDue();
  await shop.endPauses();
  await shop.delivery.runDue();
  assert.equal(sink.arrived.length, 7);
  const waiting = (await shop.rows()).filter(({ state }) => state === 'ready');
  assert.ok(
    waiting.length === 13 &&
      waiting.every(({ attempts, reason }) => attempts === 0 && (reason === null || reason === 'waits_limit')),
  );
  await save(shop, 'other', { url: other.url, priority: 2 });
  await new Promise((done) => setTimeout(done, 600));
  await shop.endPauses();
  await shop.delivery.runDue();
  assert.deepEqual([sink.arrived.length, other.arrived.length], [7, 13]);
});

test('[PV5] of domains to which nobody writes any more a process keeps nothing', async () => {
  const store = await freshStore(at('2026-03-01T09:00:00Z'), { buckets: 1 });
  const deps = {
    allowance: providerAllowance(store, () => ({ perMinute: 10 })),
    rules: standardCircuit,
    log: pino({ level: 'silent' }),
    changed: () => {},
    turned: () => {},
  };
  const limits = { domains: { '*': { perMinute: 10 } } };
  const pool = new Pool(provider('a', { limits }), smtpAdapter('smtp://127.0.0.1:9'), deps);
  const wall = Date.parse('2026-03-01T09:00:00Z');
  const domains = ['a.example', 'b.example', 'c.example'];
  while (domains.some((domain) => pool.look(domain, wall) !== 'go')) await new Promise((again) => setTimeout(again, 5));
  assert.equal(pool.domains, 3);
  await pool.settleUnits(wall + 3_000);
  assert.equal(pool.domains, 3, 'for a minute they may come again');
  await pool.settleUnits(wall + 61_000);
  assert.equal(pool.domains, 0);
});

test('[PV5] a slow domain is handed its messages a minute and side by side; the others get through', async (t) => {
  let side = 0;
  let most = 0;
  const sink = await mailSink(t, {
    onRcptTo: ({ address }, _session, done) => {
      const slow = address.endsWith('@orange.fr');
      if (slow) most = Math.max(most, ++side);
      setTimeout(() => {
        if (slow) side -= 1;
        done();
      }, 30);
    },
  });
  const shop = await sendingShop(t, null, quick);
  const domains = { 'orange.fr': { perMinute: 9, connections: 2 } };
  await save(shop, 'one', { url: sink.url, limits: { domains } });
  await shop.queue(addresses(30, 'orange.fr'));
  await shop.queue(addresses(30));
  shop.delivery.start();
  await until(() => sink.arrived.length >= 39);
  await shop.delivery.stop();
  const to = (domain: string) => sink.arrived.filter((mail) => mail.to.endsWith(domain)).length;
  assert.deepEqual([to('@exemple.fr'), to('@orange.fr')], [30, 9]);
  assert.ok(most <= 2, `${most} side by side`);
});

test('[PV8] a server that takes few connections gets few, and everything arrives', async (t) => {
  const sink = await mailSink(t, { maxClients: 3 });
  const shop = await sendingShop(t, sink.url, quick);
  await shop.queue(addresses(30));
  shop.delivery.start();
  await shop.drained();
  await shop.delivery.stop();
  assert.equal(sink.arrived.length, 30);
});

test('[PV6] a refusal of one mailbox says nothing against the way', async (t) => {
  const sink = await mailSink(t, { onRcptTo: (_address, _session, done) => done(refusal(550, '5.1.1 no such user')) });
  const shop = await sendingShop(t, sink.url, quick);
  await shop.queue(addresses(12));
  await shop.delivery.runDue();
  assert.ok((await shop.rows()).every(({ state }) => state === 'failed'));
  assert.ok(shop.logged.every((line) => !line.includes('a mail provider fails')));
});

test('[PV9] without any provider mail stays in the local outbox', async (t) => {
  const shop = await sendingShop(t, null);
  await shop.queue(addresses(3));
  await shop.delivery.runDue();
  assert.deepEqual(
    (await shop.rows()).map(({ state, transport }) => [state, transport]),
    Array(3).fill(['sent', 'local']),
  );
});

test('[PV9] what was queued after the first provider was saved leaves over it, however lately nobody was there', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  await shop.queue(addresses(1, 'ailleurs.fr'));
  await shop.delivery.runDue();
  await save(shop, 'one', { url: sink.url });
  await shop.queue(addresses(1));
  await shop.delivery.runDue();
  assert.deepEqual((await shop.rows()).map(({ transport }) => transport).sort(), ['local', 'one']);
});

test('[PV9] a provider whose address cannot be opened is a mail server all the same: mail waits for it', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  const sealed = providerSpec.parse({ url: sink.url });
  await saveProvider(shop.store, 'one', sealed, 'the secret of another installation');
  await shop.queue(addresses(2));
  await shop.delivery.runDue();
  assert.deepEqual(
    (await shop.rows()).map(({ state, transport }) => [state, transport]),
    Array(2).fill(['ready', null]),
  );
  await save(shop, 'one', sealed);
  await until(async () => {
    await shop.delivery.runDue();
    return sink.arrived.length === 2;
  });
  assert.equal(sink.arrived.length, 2);
});

test('[PV9] who could not look for providers sends nothing, and looks again at once', async (t) => {
  const sink = await mailSink(t);
  const shop = await sendingShop(t, null, quick);
  await save(shop, 'one', { url: sink.url });
  await shop.queue(addresses(2));
  await shop.store.pool.query('alter table provider rename to provider_away');
  await assert.rejects(shop.delivery.runDue());
  await shop.store.pool.query('alter table provider_away rename to provider');
  await shop.delivery.runDue();
  assert.deepEqual(
    (await shop.rows()).map(({ state, transport }) => [state, transport]),
    Array(2).fill(['sent', 'one']),
  );
});

test('[PV7] a way whose address is given anew is tried at once, and one that nobody could be told of is tried after its pause', async (t) => {
  const first = await dead(t);
  const shop = await sendingShop(t, null, { circuit: { firstPauseMs: 3_600_000, longestPauseMs: 3_600_000 } });
  await save(shop, 'one', { url: first.url });
  await shop.queue(addresses(12));
  shop.delivery.start();
  const fails = () => shop.logged.filter((line) => line.includes('a mail provider fails')).length;
  const circuit = async () => (await listProviders(shop.store, null))[0]!.circuit;
  await until(async () => (await circuit()).state === 'open');
  const alive = await mailSink(t, {}, first.port);
  await save(shop, 'one', { url: first.url });
  await shop.drained();
  assert.deepEqual([alive.arrived.length, fails()], [12, 1]);
  await alive.close();
  await shop.store.pool.query('alter table provider_circuit rename to circuit_away');
  await shop.queue(addresses(12, 'orange.fr'));
  await until(() => shop.logged.some((line) => line.includes('others could not be told')));
  await shop.store.pool.query('alter table circuit_away rename to provider_circuit');
  await until(async () => (await circuit()).state === 'open');
  assert.equal((await circuit()).state, 'open');
});

test('[PV1] an address is kept sealed; what cannot be kept is refused with a sentence, and removing one leaves nothing', async (t) => {
  const shop = await sendingShop(t, null);
  await save(shop, 'brevo', { url: 'smtp://shop:hunter2@smtp.example:587', name: 'Brevo' });
  const [kept] = (await shop.store.pool.query('select * from provider')).rows;
  assert.doesNotMatch(JSON.stringify(kept), /hunter2/);
  assert.equal(kept.shown, 'smtp://shop@smtp.example:587');
  await save(shop, 'brevo', { name: 'Brevo 2' });
  const [again] = await listProviders(shop.store, null);
  assert.deepEqual(
    [again!.name, again!.shown, 'urlSealed' in again!],
    ['Brevo 2', 'smtp://shop@smtp.example:587', false],
  );
  await assert.rejects(save(shop, 'no-address', {}), { code: 'PROVIDER_INVALID' });
  await assert.rejects(save(shop, 'smtp', { url: 'smtp://x.example' }), { code: 'PROVIDER_OF_ENVIRONMENT' });
  await assert.rejects(save(shop, 'http', { url: 'http://x.example' }), { code: 'SMTP_URL_INVALID' });
  await removeProvider(shop.store, 'brevo');
  await assert.rejects(removeProvider(shop.store, 'brevo'), { code: 'PROVIDER_UNKNOWN' });
});
