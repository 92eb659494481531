/** The real app on a clock that stands still, with a shop that can send: what the tests of campaigns play on. */
import assert from 'node:assert/strict';
import { testApp } from '../../src/api/fixtures.ts';
import type { Fact } from '../../src/facts/index.ts';
import { accept } from '../../src/intake/index.ts';
import type { Store } from '../../src/store/index.ts';

export type Given = {
  timezone?: string;
  city?: string;
  /** Whether they agreed to promotional mail; yes unless said otherwise. */
  agreed?: boolean;
  email?: string | null;
};

/** Several, so that turns and figures go over all of them; few, so that a day of the clock is quick. */
const BUCKETS = 4;

// biome-ignore lint/suspicious/noExplicitAny: answers are what each test says they are
type Json = any;

export type CampaignStage = Awaited<ReturnType<typeof campaignStage>>;

/** People of Paris are in the segment `paris`; the template `news` sells, `notice` serves. */
export async function campaignStage(t: { after: (close: () => Promise<void>) => void }) {
  const { store, engine, as } = await testApp(t, {}, { buckets: BUCKETS });
  const call = async (method: string, url: string, body?: unknown): Promise<Json> => {
    const answer = await as('admin', method, url, body);
    assert.equal(answer.statusCode, 200, `${method} ${url}: ${answer.body}`);
    return answer.json();
  };
  await openShop(call);
  const facts = async (list: Fact[]) => {
    await accept(store, list);
    await engine.quiet();
  };
  return {
    store,
    engine,
    as,
    call,
    facts,
    now: () => store.clock.now(),
    at: (iso: string) => engine.advance(new Date(iso)),
    people: (names: readonly string[], given: Given = {}) =>
      facts(names.flatMap((name) => personFacts(store, name, given))),
    unsubscribe: (name: string) =>
      facts([fact(store, name, 'suppression', { channel: 'email', reason: 'unsubscribe' })]),
    move: (name: string, city: string) => facts([fact(store, name, 'identify', { traits: { city } })]),
    buy: (name: string) =>
      facts([track(store, name, 'Order Completed', { order_id: `o-${name}`, total: 10, products: [] })]),
    plan: async (key: string, draft: object) => {
      await call('PUT', `/api/campaigns/${key}`, { name: key, ...draft });
      return call('POST', `/api/campaigns/${key}/plan`);
    },
    sent: () => sentOf(store),
    decisions: () => decisionsOf(store),
  };
}

async function openShop(call: (method: string, url: string, body?: unknown) => Promise<Json>): Promise<void> {
  for (const [key, value] of Object.entries({
    'shop.name': 'Atelier',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'delivery.senderAddress': 'bonjour@atelier.example',
  })) {
    await call('PUT', `/api/settings/${key}`, { value });
  }
  for (const [key, kind] of [
    ['news', 'promotional'],
    ['again', 'promotional'],
    ['notice', 'service'],
  ]) {
    const draft = { format: 'html', subject: `${key} for you`, body: '<p>Bonjour</p>' };
    await call('PUT', `/api/templates/${key}`, { name: key, channel: 'email', class: kind, draft });
    await call('POST', `/api/templates/${key}/publish`);
  }
  const rule = { trait: 'city', op: 'is', value: 'Paris' };
  await call('PUT', '/api/segments/paris', { name: 'Paris', rule });
  await call('PUT', '/api/segments/vip', { name: 'VIP', rule: { trait: 'city', op: 'is', value: 'Lyon' } });
}

function fact(store: Store, name: string, kind: string, body: object): Fact {
  const now = store.clock.now();
  return { kind, origin: 'live', occurredAt: now, receivedAt: now, who: { externalId: name }, body } as Fact;
}

const track = (store: Store, name: string, event: string, properties: object): Fact =>
  ({
    ...fact(store, name, 'track', { event, properties }),
    messageId: `${name} ${event} ${store.clock.now().toISOString()}`,
  }) as Fact;

function personFacts(store: Store, name: string, { timezone, city = 'Paris', agreed = true, email }: Given): Fact[] {
  const address = email === null ? {} : { email: email ?? `${name}@exemple.fr` };
  const traits = { city, ...(timezone && { timezone }) };
  const who = { externalId: name, ...address };
  const known = { ...fact(store, name, 'identify', { traits }), who } as Fact;
  if (!agreed || email === null) return [known];
  const consent = { channel: 'email', purpose: 'marketing', status: 'granted' };
  return [known, { ...fact(store, name, 'consent', consent), who } as Fact];
}

/** What left, by person: moments and steps. */
async function sentOf(store: Store): Promise<{ person: string; at: string; step: string }[]> {
  const { rows } = await store.pool.query(
    `select p.external_id as person, o.sent_at as at, o.step from outbox o
     join person p on p.bucket = o.bucket and p.id = o.person_id
     where o.state = 'sent' order by o.sent_at, p.external_id`,
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

/** Why people got nothing. */
async function decisionsOf(store: Store): Promise<Record<string, string>> {
  const { rows } = await store.pool.query(
    `select p.external_id as person, coalesce(o.reason, w.reason) as reason from wish w
     join person p on p.bucket = w.bucket and p.id = w.person_id
     left join outbox o on o.bucket = w.bucket and o.key = w.key
     where coalesce(o.reason, w.reason) is not null`,
  );
  return Object.fromEntries(rows.map(({ person, reason }) => [person, reason]));
}
