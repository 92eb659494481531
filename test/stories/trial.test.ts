/**
 * The trial scenario of the examples, through the public doors of a real server on a clock that is moved: three time
 * zones, the change to summer time, every branch, and the representative who signs.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openShop, type Shop } from '../../examples/retail/shop.ts';
import { temporaryFolder } from '../support/processes.ts';

const example = (name: string) => JSON.parse(readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8'));
const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

/** Eleven in the evening in Paris, five in the afternoon in New York, seven in the morning in Tokyo. */
const begin = '2026-03-06T22:00:00Z';
const zones: Record<string, string> = {
  paris: 'Europe/Paris',
  newyork: 'America/New_York',
  tokyo: 'Asia/Tokyo',
  user: 'Europe/Paris',
  buyer: 'Europe/Paris',
  silent: 'Europe/Paris',
};

type Line = { key: string; externalId: string; step: string; state: string; sentAt: string; address: string };

async function open(
  t: TestContext,
): Promise<{ shop: Shop; track: (who: string, event: string, at: string) => Promise<void> }> {
  const folder = temporaryFolder(t);
  const data = join(folder, 'data');
  mkdirSync(data);
  const shop = await openShop(data, '2026-03-06T21:00:00Z');
  t.after(() => shop.stop());
  for (const [key, value] of Object.entries({
    'shop.name': 'Atelier',
    'shop.postalAddress': '1 rue du Port, 35000 Rennes',
    'shop.url': 'https://atelier.example',
    'delivery.senderAddress': 'bonjour@atelier.example',
  })) {
    await shop.call('PUT', `/api/settings/${key}`, { value });
  }
  await shop.call('PUT', '/api/owners/r1', {
    name: 'Jeanne Moal',
    email: 'jeanne@atelier.example',
    phone: '+33 2 99 00 00 00',
  });
  await publishExamples(shop);
  const { key } = await shop.call<{ key: string }>('POST', '/api/keys', { kind: 'write', name: 'site' });
  const consents = Object.keys(zones).filter((who) => who !== 'silent');
  const rows = consents.map((who) => `${who},${who}@exemple.fr,email,oui,Je veux vos conseils,inscription,2026-03-01`);
  const file = join(folder, 'consents.csv');
  await shop.track(
    key,
    Object.entries(zones).map(([userId, timezone]) => ({
      type: 'identify',
      messageId: `who-${userId}`,
      userId,
      timestamp: '2026-03-06T21:00:00Z',
      traits: {
        email: `${userId}@exemple.fr`,
        firstName: userId,
        timezone,
        ...(userId === 'paris' ? { ownerId: 'r1' } : {}),
      },
    })),
  );
  writeFileSync(file, `customer_id,email,channel,status,wording,source,date\n${rows.join('\n')}\n`);
  await shop.declic('import', 'consents', file);
  const track = (userId: string, event: string, timestamp: string) =>
    shop.track(key, [
      {
        type: 'track',
        messageId: `${userId}-${event}-${timestamp}`,
        userId,
        event,
        timestamp,
        properties: { order_id: userId, total: 49, products: [] },
      },
    ]);
  return { shop, track };
}

async function publishExamples(shop: Shop): Promise<void> {
  const { subject, fromName, fromAddress, body, key, ...tip } = example('messages/trial-tip.json');
  const draft = { format: 'mjml', subject, fromName, fromAddress, body: read(`messages/${body}`) };
  const templates = [...example('scenarios/templates.json'), { key, ...tip, draft }];
  for (const { key: name, ...template } of templates) {
    if (name === 'win-back-last') continue;
    await shop.call('PUT', `/api/templates/${name}`, template);
    await shop.call('POST', `/api/templates/${name}/publish`);
  }
  const { $schema: _, ...scenario } = example('scenarios/trial.json');
  await shop.call('PUT', '/api/scenarios/trial', scenario);
  await shop.call('POST', '/api/scenarios/trial/publish');
}

/** Moves the clock to a moment. */
async function until(shop: Shop, moment: string): Promise<void> {
  const { now } = await shop.call<{ now: string }>('GET', '/api/clock');
  const seconds = Math.round((Date.parse(moment) - Date.parse(now)) / 1000);
  await shop.call('POST', '/api/clock', { advance: `PT${seconds}S` });
}

const sentTo = (lines: Line[], who: string) =>
  lines.filter((line) => line.externalId === who && line.state === 'sent').map((line) => `${line.sentAt} ${line.step}`);

test('C6 · the trial runs as written: each message leaves at exactly its local time, each branch is taken, the representative signs', async (t) => {
  const { shop, track } = await open(t);
  await until(shop, begin);
  for (const who of Object.keys(zones)) await track(who, 'Trial Started', begin);
  await until(shop, '2026-03-12T10:00:00Z');
  await track('user', 'Tool Used', '2026-03-12T10:00:00Z');
  await track('buyer', 'Order Completed', '2026-03-12T10:00:00Z');
  await until(shop, '2026-03-20T10:00:00Z');
  await track('user', 'Tool Used', '2026-03-20T10:00:00Z');
  await until(shop, '2026-03-28T10:00:00Z');
  await track('user', 'Tool Used', '2026-03-28T10:00:00Z');
  await until(shop, '2026-05-01T00:00:00Z');
  const lines = await shop.all<Line>('/api/outbox');

  // Nine in the morning everywhere: Paris is an hour ahead of UTC until 29 March, New York five behind until 8 March.
  assert.deepEqual(sentTo(lines, 'paris'), [
    '2026-03-07T08:00:00.000Z thanks',
    '2026-03-08T08:00:00.000Z tip',
    '2026-03-17T08:00:00.000Z demonstration',
    '2026-03-31T07:00:00.000Z coupon',
  ]);
  assert.deepEqual(sentTo(lines, 'newyork'), [
    '2026-03-07T14:00:00.000Z thanks',
    '2026-03-08T13:00:00.000Z tip',
    '2026-03-17T13:00:00.000Z demonstration',
    '2026-03-31T13:00:00.000Z coupon',
  ]);
  assert.deepEqual(sentTo(lines, 'tokyo'), [
    '2026-03-08T00:00:00.000Z thanks',
    '2026-03-09T00:00:00.000Z tip',
    '2026-03-17T00:00:00.000Z demonstration',
    '2026-04-01T00:00:00.000Z coupon',
  ]);
  assert.deepEqual(sentTo(lines, 'user'), [
    '2026-03-07T08:00:00.000Z thanks',
    '2026-03-08T08:00:00.000Z tip',
    '2026-03-31T07:00:00.000Z coupon',
  ]);
  assert.deepEqual(sentTo(lines, 'buyer'), ['2026-03-07T08:00:00.000Z thanks', '2026-03-08T08:00:00.000Z tip']);
  await checkSilent(shop, lines);
  await checkSigned(shop, lines);
});

/** Without consent what is part of the service leaves, what sells does not, and the reason is kept. */
async function checkSilent(shop: Shop, lines: Line[]): Promise<void> {
  assert.deepEqual(sentTo(lines, 'silent'), ['2026-03-07T08:00:00.000Z thanks', '2026-03-08T08:00:00.000Z tip']);
  const [person] = await shop.all<{ id: string }>('/api/people?externalId=silent');
  const decisions = await shop.all<{ step: string; state: string; reason: string | null }>(
    `/api/people/${person!.id}/decisions`,
  );
  const refused = decisions.filter(({ state }) => state === 'refused').map(({ step, reason }) => `${step} ${reason}`);
  assert.deepEqual(refused.sort(), ['coupon no_consent', 'demonstration no_consent']);
}

/** The representative signs for whom there is one, the fallback for the others; the coupon says its code and last day. */
async function checkSigned(shop: Shop, lines: Line[]): Promise<void> {
  const messageOf = async (who: string, step: string) => {
    const line = lines.find((one) => one.externalId === who && one.step === step)!;
    const found = await shop.call<{ message: { from: { address: string; name: string }; text: string } }>(
      'GET',
      `/api/outbox/${line.key}`,
    );
    return found.message;
  };
  const own = await messageOf('paris', 'demonstration');
  assert.deepEqual(own.from, { address: 'jeanne@atelier.example', name: 'Jeanne Moal' });
  const fallback = await messageOf('tokyo', 'demonstration');
  assert.deepEqual(fallback.from, { address: 'camille@atelier.example', name: 'Camille Martin' });
  const coupon = await messageOf('paris', 'coupon');
  assert.match(coupon.text, /ESSAI20/);
  assert.match(coupon.text, /5 avril 2026/);
  assert.match(coupon.text, /\/l\/unsubscribe\//);
}
