/** Two people turn out to be one while messages of either wait, have just left or are on their way: nobody is written to too often. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Fact, Who } from '../../src/facts/index.ts';
import { getPerson } from '../../src/people/index.ts';
import { lanes, putInbox } from '../../src/store/index.ts';
import { campaignStage } from '../support/campaign-stage.ts';

const stage = await campaignStage({ after });
const { store, call } = stage;
const toParis = { to: { segments: ['paris'] } };
const say = (kind: string, who: Who, body: object): Fact => {
  const moment = { occurredAt: stage.now(), receivedAt: stage.now() };
  return { kind, origin: 'live', ...moment, who, body } as unknown as Fact;
};
const email = (name: string) => `${name}@exemple.fr`;

const formerIds = new Map<string, string>();

/** Somebody who gave nothing but an address, and agreed. */
const subscribe = (name: string, city: string) =>
  stage.facts([
    say('identify', { email: email(name) }, { traits: { city } }),
    say('consent', { email: email(name) }, { channel: 'email', purpose: 'marketing', status: 'granted' }),
  ]);

/** The shop says who they are: the subscriber becomes part of the customer. */
async function signIn(name: string): Promise<void> {
  const guest = (await getPerson(store, { email: email(name) }))!;
  formerIds.set(name, guest.id);
  await stage.facts([say('identify', { externalId: name, email: email(name) }, { traits: {} })]);
  const person = (await getPerson(store, { email: email(name) }))!;
  assert.deepEqual([person.externalId, person.id === guest.id], [name, false]);
}

async function choose(name: string, frequency: string): Promise<void> {
  const { id: personId, bucket } = (await getPerson(store, { email: email(name) }))!;
  const moment = { occurredAt: stage.now(), receivedAt: stage.now(), origin: 'live' as const, messageId: null };
  await putInbox(store.pool, [
    { bucket, lane: lanes.fresh, kind: 'preference', personId, ...moment, body: { frequency } },
  ]);
  await stage.engine.quiet();
}

const decided = async (name: string) => {
  const person = (await getPerson(store, { externalId: name }))!;
  const { items } = await call('GET', `/api/people/${person.id}/decisions`);
  type Line = Record<'title' | 'reason' | 'outcome' | 'outcomeReason', string | null>;
  return items.map((one: Line) => [one.title, one.reason ?? one.outcomeReason ?? one.outcome].join(' '));
};

before(async () => {
  const shoes = { triggers: [{ id: 'asked', kind: 'event', event: 'Asked' }], reentry: { kind: 'always' } };
  const steps = {
    tell: { kind: 'message', template: 'news', next: 'think' },
    think: { kind: 'wait', for: 'P30D', next: 'end' },
    end: { kind: 'exit' },
  };
  const exits = [{ event: 'Order Completed' }];
  await call('PUT', '/api/scenarios/shoes', { key: 'shoes', name: 'Shoes', ...shoes, start: 'tell', steps, exits });
  await call('POST', '/api/scenarios/shoes/publish');
});

test('[PR13] who chose one message a week gets no second one because they signed in between, and their page tells of the first', async () => {
  await subscribe('ann', 'Paris');
  await choose('ann', 'weekly');
  await stage.plan('spring', { ...toParis, messages: [{ template: 'news' }] });
  await stage.engine.quiet();
  await stage.at('2026-03-03T09:00:00Z');
  await signIn('ann');
  assert.deepEqual(await decided('ann'), ['news sent']);
  const { items } = await call('GET', `/api/outbox?person=${formerIds.get('ann')}`);
  assert.deepEqual(
    items.map((one: { externalId: string; state: string }) => [one.externalId, one.state]),
    [['ann', 'sent']],
    'asked for by the id of before, too',
  );
  await stage.plan('april', { ...toParis, messages: [{ template: 'again' }] });
  await stage.engine.quiet();
  assert.deepEqual(await decided('ann'), ['again frequency', 'news sent']);
  await stage.at('2026-03-10T09:00:00Z');
  await stage.plan('may', { ...toParis, messages: [{ template: 'again' }] });
  await stage.engine.quiet();
  assert.deepEqual(await decided('ann'), ['again sent', 'again frequency', 'news sent'], 'a week after the first');
});

test('[DE24] an order of the customer is counted behind the message that the subscriber had', async () => {
  const lines = [{ productId: 'shoes', nth: 1, quantity: '1', price: '49.90' }];
  const body = { orderId: 'o-1', kind: 'sale', status: 'completed', currency: 'EUR', scope: 'whole', lines };
  await stage.facts([say('order', { externalId: 'ann' }, body)]);
  const { orders, revenue, sent } = await call('GET', '/api/results/spring?days=14');
  assert.deepEqual([sent, orders, revenue], [1, 1, '49.90']);
});

test('[PR13] [DE24] what waited for the subscriber is taken back by what the customer buys, and by nothing less', async () => {
  for (const name of ['bea', 'cyd']) await subscribe(name, 'Brest');
  await call('POST', '/api/delivery/stop', { reason: 'a test', transactional: false });
  await stage.facts(
    ['bea', 'cyd'].map((name) => say('track', { email: email(name) }, { event: 'Asked', properties: {} })),
  );
  await stage.at('2026-03-11T09:00:00Z');
  for (const name of ['bea', 'cyd']) await signIn(name);
  await stage.buy('bea');
  await call('POST', '/api/delivery/resume');
  await stage.engine.quiet();
  assert.deepEqual(await decided('bea'), ['news entry_ended_exit']);
  assert.deepEqual(await decided('cyd'), ['news sent']);
  const { rows } = await store.pool.query(
    `select state, count(*)::integer as n from outbox o join scenario s on s.id = o.scenario_id
     where s.key = 'shoes' group by state order by state`,
  );
  assert.deepEqual(rows, [
    { state: 'recalled', n: 1 },
    { state: 'sent', n: 1 },
  ]);
});

test('[SC47] the order by which the shop learns who the subscriber is takes back what waits for them, whoever of the two it ends', async () => {
  const ask = (who: Who) => say('track', who, { event: 'Asked', properties: {} });
  const order = (orderId: string, who: Who) => {
    const lines = [{ productId: 'shoes', nth: 1, quantity: '1', price: '49.90' }];
    return say('order', who, { orderId, kind: 'sale', status: 'completed', currency: 'EUR', scope: 'whole', lines });
  };
  await subscribe('dan', 'Brest');
  await stage.people(['eve'], { email: null, city: 'Brest' });
  await call('POST', '/api/delivery/stop', { reason: 'a test', transactional: false });
  await stage.facts([ask({ email: email('dan') }), ask({ externalId: 'eve' })]);
  await stage.at('2026-03-12T09:00:00Z');
  await stage.facts([order('o-dan', { externalId: 'dan', email: email('dan') })]);
  // A guest orders with nothing but an address, and is found to be the customer after it.
  await stage.facts([order('o-eve', { email: email('eve') })]);
  await signIn('eve');
  await call('POST', '/api/delivery/resume');
  await stage.engine.quiet();
  for (const name of ['dan', 'eve']) {
    const { id } = (await getPerson(store, { externalId: name }))!;
    const { items } = await call('GET', `/api/people/${id}/scenarios`);
    assert.deepEqual(
      items.map((one: { scenario: string; endReason: string }) => [one.scenario, one.endReason]),
      [['shoes', 'exit']],
      name,
    );
  }
  assert.deepEqual(await decided('dan'), ['news entry_ended_exit']);
});
