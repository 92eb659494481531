/** A shop of many people for a server to answer about: what a marketer made is made by its API, the rest is put straight into its tables. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from './harness.ts';
import { CAMPAIGNS, fill, MESSAGES, MOVEMENTS, PEOPLE } from './screens-seed.ts';
import { type Served, serve } from './served.ts';

const SHOP = {
  'shop.name': 'Atelier',
  'shop.url': 'https://atelier.example',
  'shop.postalAddress': '1 rue du Port, 35000 Rennes',
  'delivery.senderAddress': 'bonjour@atelier.example',
};

const bought = (category: string) => ({
  orders: { count: { at_least: 2 }, within: 'P90D', where: [{ property: 'category', op: 'is', value: category }] },
});
const SEGMENTS = {
  lyon: { trait: 'city', op: 'is', value: 'Lyon' },
  shoes: bought('shoes'),
  'lyon-shoes': { all: [{ segment: 'lyon' }, { segment: 'shoes' }] },
  lookers: { event: 'Product Viewed', count: { at_least: 3 }, within: 'P90D' },
  reachable: { trait: 'email', op: 'exists' },
};

const END = { kind: 'exit' };
const scenario = (key: string, name: string, trigger: object, steps: object, start: string) => ({
  key,
  draft: { name, triggers: [{ id: 'in', ...trigger }], reentry: { kind: 'always' }, start, steps },
});
const SCENARIOS = [
  scenario(
    'welcome',
    'Bienvenue',
    { kind: 'event', event: 'Account Created' },
    {
      hello: { kind: 'message', template: 'welcome', next: 'week' },
      week: { kind: 'wait', for: 'P7D', next: 'again' },
      again: { kind: 'message', template: 'news', next: 'end' },
      end: END,
    },
    'hello',
  ),
  scenario(
    'basket',
    'Panier abandonné',
    { kind: 'event', event: 'Basket Left' },
    {
      pause: { kind: 'wait', for: 'PT3H', next: 'write' },
      write: { kind: 'message', template: 'news', next: 'end' },
      end: END,
    },
    'pause',
  ),
  scenario(
    'receipt',
    'Reçus',
    { kind: 'api' },
    { say: { kind: 'message', template: 'receipt', next: 'end' }, end: END },
    'say',
  ),
];
const TEMPLATES = { welcome: 'promotional', news: 'promotional', receipt: 'transactional' };
const form = {
  name: 'Lettre',
  draft: {
    title: { fr: 'La lettre', en: 'The letter' },
    fields: [],
    consents: [{ channel: 'email', purpose: 'marketing', wording: { fr: 'J’accepte.', en: 'I agree.' } }],
    lists: [],
  },
};

const wording = { name: 'Lettre', channel: 'email', purpose: 'marketing', text: { fr: 'J’accepte.', en: 'I agree.' } };

const address = { PUBLIC_URL: 'https://declic.example' };

/** The server of a shop; a folder that has none gets one of so many people, in turns of the server and of whoever fills its tables. */
export async function shopOf(folder: string, people: number, say: (line: string) => void): Promise<Served> {
  const found = await serve([], folder, address);
  const known = (await items(found, '/api/campaigns')).length > 0;
  if (known) return found;
  const now = new Date();
  const steps: [string, (served: Served) => Promise<unknown>][] = [
    ['what a marketer makes', prepareShop],
    ['people, orders, events and decisions', ({ pool }) => fill(pool, PEOPLE, { people, now })],
    ['segments', computed],
    ['movements', ({ pool }) => fill(pool, MOVEMENTS, { people, now })],
    ['messages of the server’s own', sendSome],
    ['messages', ({ pool }) => fill(pool, MESSAGES, { people, now })],
    ['vacuum', ({ pool }) => pool.query('vacuum analyze')],
    ['campaigns that are over', overButOne],
  ];
  for (const [name, step] of steps) {
    const took = await seconds(() => step(found));
    say(`screens: seeded ${name} in ${took.toFixed(0)} s`);
  }
  return found;
}

/** What a marketer would have made on the screens; the segments are computed by the server itself. */
async function prepareShop({ call }: Served): Promise<void> {
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  for (const [key, value] of Object.entries(SHOP)) await must('PUT', `/api/settings/${key}`, { value });
  for (const key of ['vip', 'news']) await must('PUT', `/api/lists/${key}`, { name: key });
  for (const [key, rule] of Object.entries(SEGMENTS)) await must('PUT', `/api/segments/${key}`, { name: key, rule });
  await must('POST', '/api/segments/typologies');
  for (const [key, kind] of Object.entries(TEMPLATES)) {
    const draft = { format: 'html', subject: key, body: '<p>Bonjour {{ user.firstName | default: "" }}</p>' };
    await must('PUT', `/api/templates/${key}`, { name: key, channel: 'email', class: kind, draft });
    await must('POST', `/api/templates/${key}/publish`);
  }
  for (const { key, draft } of SCENARIOS) {
    await must('PUT', `/api/scenarios/${key}`, draft);
    await must('POST', `/api/scenarios/${key}/publish`);
  }
  for (let nth = 1; nth <= CAMPAIGNS; nth++) {
    const plan = {
      to: { segments: ['reachable'] },
      messages: [{ template: 'news' }],
      when: { at: '2099-01-01T09:00' },
    };
    await must('PUT', `/api/campaigns/month-${nth}`, { name: `Lettre ${nth}`, ...plan });
    await must('POST', `/api/campaigns/month-${nth}/plan`);
  }
  await must('PUT', '/api/wordings/letter', wording);
  await must('PUT', '/api/units/outlet', { name: 'Outlet', colour: '#1f6f54' });
  await must('POST', '/api/closings', { from: '2099-08-01', until: '2099-08-15', name: 'Été' });
  await must('PUT', '/api/forms/letter', form);
  await must('POST', '/api/forms/letter/publish');
}

/** They were computed while nobody was there; only a changed definition makes the server look again. */
async function computed(served: Served): Promise<void> {
  await served.pool.query('delete from segment_bucket');
  await served.pool.query('analyze');
  await served.call('PUT', '/api/settings/shop.name', { value: 'Atelier' });
  await until(async () => (await items(served, '/api/segments?limit=200')).every((one) => one.computed === 1));
}

/** The server finds out which campaigns are over; the latest is still under way. */
const overButOne = (served: Served): Promise<void> =>
  until(async () => (await items(served, '/api/campaigns')).filter(({ state }) => state !== 'done').length === 1);

/** So that messages are as large as they are. */
async function sendSome(served: Served): Promise<void> {
  for (let nth = 1; nth <= 20; nth++)
    await served.call('POST', '/api/scenarios/receipt/enrol', { externalId: `C${nth}` });
  await until(async () => (await items(served, '/api/outbox?state=sent&scenario=receipt')).length === 20);
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 600_000; !(await reached()); await sleep(500))
    if (Date.now() > end) throw new Error('the server does not get ready with what was seeded');
}

type Item = { key: string; computed?: number; state?: string };
export const items = async ({ call }: Served, path: string): Promise<Item[]> =>
  ((await (await call('GET', path)).json()) as { items: Item[] }).items;
