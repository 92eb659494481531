import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, type Figure, figure, median, seconds } from './harness.ts';
import { prepareShop, seedMessages, seedMovements, seedShop } from './screens-seed.ts';
import { type Served, serve } from './served.ts';

/**
 * Question: how long does the server take to answer all that a screen asks for when it is opened, in a shop of 100,000 people? The reads of
 * a screen go out at once, as a browser sends them, thirty times with other arguments; the time is that until the last answer is whole.
 * A read of the API that no screen here asks for is told, so that none is forgotten. `--people N` is another size.
 */
const standard = 100_000;
const times = 30;
/** Milliseconds: what is wanted at the median, and what is never to be passed. */
const wanted = { median: 300, worst: 1_000 };
const DAY_MS = 86_400_000;

/** A read: an address, or a question that is posted. */
type Read = string | { post: string; body: unknown };
type Known = { people: string[]; messages: string[]; runs: string[]; of: number; now: Date };

const pick = <T>(list: readonly T[], nth: number): T => list[nth % list.length]!;
const segments = ['lyon', 'shoes', 'lyon-shoes', 'lookers', 'reachable'];
const names = ['martin', 'léa', 'c4', 'petit', 'camille ro', 'garcia', 'zzz nobody', 'theo', '@exemple', '+3360'];
const cities = ['Lyon', 'Paris', 'Lille', 'Nantes', 'Rennes'];
const states = ['sent', 'failed', 'skipped', 'ready', 'uncertain', ''];
const frame = ['/api/session', '/api/clock'];

/** What each screen asks, of the n-th time it is opened. */
const screens: Record<string, (nth: number, known: Known) => readonly Read[]> = {
  home: () => [
    ...frame,
    '/api/stats',
    '/api/settings',
    '/api/keys',
    '/api/delivery',
    '/api/banks',
    '/api/rejected',
    '/api/outbox?state=ready&limit=6',
    '/api/scenarios?limit=200&archived=true',
  ],
  people: () => ['/api/people', '/api/people?limit=200'],
  'people, search': (nth) => [`/api/people?search=${encodeURIComponent(pick(names, nth))}`],
  'people, by e-mail': (nth, { of }) => [`/api/people?email=c${1 + ((nth * 7919) % of)}@exemple.fr`],
  person: (nth, { people }) => [`/api/people/${pick(people, nth)}`],
  'person, timeline': (nth, { people }) => [`/api/people/${pick(people, nth)}/timeline`],
  'person, messages': (nth, { people }) => [`/api/people/${pick(people, nth)}/decisions`],
  'person, scenarios': (nth, { people }) => [`/api/people/${pick(people, nth)}/scenarios`],
  'person, export': (nth, { people }) => [`/api/people/${pick(people, nth)}/export`],
  segments: (_, { now }) => [
    '/api/segments?limit=200',
    `/api/segments/movements?segments=cold-prospect,warm-prospect,occasional-customer,loyal-customer&since=${new Date(now.getTime() - 30 * DAY_MS).toISOString()}`,
  ],
  segment: (nth) => [
    `/api/segments/${pick(segments, nth)}`,
    '/api/segments?limit=200',
    '/api/lists',
    `/api/segments/suggestions?of=${pick(['traits', 'events', 'categories', 'brands'], nth)}`,
  ],
  'segment, members': (nth) => [`/api/segments/${pick(segments, nth)}/members?limit=${50 + nth}`],
  'segment, over time': (nth) => [`/api/segments/${pick(segments, nth)}/history?days=${61 + nth}`],
  'segment, uses': (nth) => [`/api/segments/${pick(segments, nth)}/uses`],
  'segment, count of a trait while it is typed': (nth) => [
    { post: '/api/segments/count', body: { rule: { trait: 'points', op: 'above', value: 30 * nth } } },
    `/api/segments/suggestions?of=trait&name=city&part=${pick(cities, nth).slice(0, 2)}`,
  ],
  'segment, count of orders while it is typed': (nth) => [
    {
      post: '/api/segments/count',
      body: { rule: { orders: { count: { at_least: 1 + (nth % 4) }, within: `P${20 + nth}D` } } },
    },
  ],
  'segment, count of events while it is typed': (nth) => [
    {
      post: '/api/segments/count',
      body: { rule: { event: 'Product Viewed', count: { at_least: 1 + (nth % 4) }, within: `P${20 + nth}D` } },
    },
    '/api/segments/suggestions?of=properties&event=Product%20Viewed',
    `/api/segments/suggestions?of=property&event=Product%20Viewed&name=category&part=${'sbh'[nth % 3]}`,
  ],
  'segment, its count': (nth) => [`/api/segments/${pick(segments, nth)}/count`],
  scenarios: () => ['/api/scenarios?limit=200&archived=true'],
  scenario: (nth) => {
    const key = pick(['welcome', 'basket', 'receipt'], nth);
    return [`/api/scenarios/${key}`, `/api/scenarios/${key}/validate`, `/api/scenarios/${key}/stats`];
  },
  'scenario, its versions': (nth) => {
    const key = pick(['welcome', 'basket', 'receipt'], nth);
    return [`/api/scenarios/${key}/versions`, `/api/scenarios/${key}/versions/1`];
  },
  'scenario, who stands where': (nth) => [
    pick(['/api/scenarios/welcome/people?step=week', '/api/scenarios/basket/people?step=pause'], nth),
    '/api/scenarios/examples',
  ],
  'scenario, who matches already': (nth) => [
    {
      post: `/api/scenarios/${pick(['welcome', 'basket'], nth)}/matching`,
      body: { rule: { trait: 'city', op: 'is', value: pick(cities, nth) } },
    },
  ],
  campaigns: (nth) => [`/api/campaigns?limit=${50 + nth}`],
  'campaign under way': () => ['/api/campaigns/month-1', '/api/campaigns/month-1/progress'],
  'campaign, who was left out': () => ['/api/campaigns/month-1/left-out?reason=paused'],
  'campaign that is over': (nth) => {
    const key = `month-${2 + (nth % 11)}`;
    return [`/api/campaigns/${key}`, `/api/campaigns/${key}/progress`];
  },
  calendar: (nth, { now }) => {
    const day = (shift: number) => new Date(now.getTime() + shift * DAY_MS).toISOString().slice(0, 10);
    return [`/api/calendar?from=${day(-30 - nth)}&to=${day(11 - nth)}`];
  },
  results: (nth, { now }) => [
    `/api/results?limit=200&days=${pick([3, 7, 14, 30], nth)}&since=${new Date(now.getTime() - (30 + nth * 10) * DAY_MS).toISOString()}`,
  ],
  result: (nth) => [`/api/results/${pick(['welcome', 'month-1', 'month-7'], nth)}?days=${pick([3, 7, 14, 30], nth)}`],
  messages: () => ['/api/templates', '/api/images'],
  message: (nth) => {
    const key = pick(['news', 'welcome', 'receipt'], nth);
    return [`/api/templates/${key}`, `/api/templates/${key}/checks`];
  },
  'message, as a person reads it': (nth, { people }) => [
    { post: `/api/templates/${pick(['news', 'welcome'], nth)}/preview`, body: { personId: pick(people, nth) } },
  ],
  'message, results': (nth, { now }) => [
    `/api/templates/news/results?since=${new Date(now.getTime() - (60 + nth) * DAY_MS).toISOString()}`,
  ],
  outbox: (nth) => [
    `/api/outbox?order=latest&state=${pick(states, nth)}`.replace(/&state=$/, ''),
    '/api/scenarios?limit=200&archived=true',
    '/api/delivery',
  ],
  'outbox, of a person': (nth, { people }) => [`/api/outbox?order=latest&person=${pick(people, nth)}`],
  'outbox, of a scenario': (nth) => [
    `/api/outbox?order=latest&scenario=${pick(['welcome', 'basket', 'receipt'], nth)}`,
  ],
  'outbox, message': (nth, { messages }) => [`/api/outbox/${pick(messages, nth)}`],
  imports: (nth, { runs }) => ['/api/imports', '/api/imports/kinds', `/api/imports/${pick(runs, nth)}`],
  'import, its faults': (nth, { runs }) => [
    `/api/imports/${pick(runs, nth)}/faults`,
    `/api/imports/${pick(runs, nth)}/faults.csv`,
  ],
  forms: () => ['/api/forms', '/api/forms/letter', '/api/forms/letter/results', '/api/forms/letter/snippets'],
  catalogue: (nth) => [`/api/products?search=Produit%20${nth}`, `/api/products/p${1 + nth}`],
  settings: () => [
    '/api/settings',
    '/api/compliance',
    '/api/sending-domains',
    '/api/providers',
    '/api/owners',
    '/api/companies',
  ],
  'settings, channels and suppressions': (nth) => ['/api/channels', `/api/suppressions?limit=${50 + nth}`],
  'settings, accounts': () => ['/api/accounts', '/api/invitations', '/api/keys'],
  'settings, audit': (nth) => [`/api/audit?limit=${50 + nth}`],
  'what did not come in or came back': (nth) => [`/api/rejected?limit=${50 + nth}`, `/api/bounces?limit=${50 + nth}`],
};

/** Reads that stand behind no screen, or that ask for nothing. */
const elsewhere = [
  '/api/segments/schema',
  '/api/scenarios/schema',
  '/api/send/{id}',
  '/api/images/{id}/uses',
  '/api/banks/{key}',
  '/api/banks/{key}/codes',
  '/api/providers/{key}',
];

export const screensBench: Bench = async (say, { people = standard }) => {
  const served = await serve([], undefined, { PUBLIC_URL: 'https://declic.example' });
  try {
    const seeding = await seconds(() => seed(served, people));
    say(
      `screens: ${people} people, ${people * 5} orders, ${people * 10} events, ${people * 3} wishes to speak; seeded in ${seeding.toFixed(0)} s`,
    );
    const known = await knownOf(served, people);
    const figures: Figure[] = [];
    for (const name of Object.keys(screens)) figures.push(...(await measure(served, name, known, say)));
    return [...figures, await forgotten(served, known, say)];
  } finally {
    await served.close();
  }
};

async function seed(served: Served, people: number): Promise<void> {
  const now = new Date();
  await prepareShop(served);
  await seedShop(served.pool, people, now);
  // They were computed while nobody was there; only a changed definition makes the server look again.
  await served.pool.query('delete from segment_bucket');
  await served.pool.query('analyze');
  await served.call('PUT', '/api/settings/shop.name', { value: 'Atelier' });
  await computed(served);
  await seedMovements(served.pool, now);
  // The server itself sends a few, so that messages are as large as they are.
  for (let nth = 1; nth <= 20; nth++)
    await served.call('POST', '/api/scenarios/receipt/enrol', { externalId: `C${nth}` });
  await until(async () => (await items(served, '/api/outbox?state=sent&scenario=receipt')).length === 20);
  await seedMessages(served.pool, people, now);
  await served.pool.query('vacuum analyze');
}

const computed = (served: Served) =>
  until(async () => (await items(served, '/api/segments?limit=200')).every((one) => one.computed === 1));

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 600_000; !(await reached()); await sleep(500))
    if (Date.now() > end) throw new Error('the server does not get ready with what was seeded');
}

type Item = { key: string; computed?: number };
const items = async ({ call }: Served, path: string): Promise<Item[]> =>
  ((await (await call('GET', path)).json()) as { items: Item[] }).items;

async function knownOf(served: Served, of: number): Promise<Known> {
  const ids = async (text: string) => (await served.pool.query(text)).rows.map(({ id }) => id as string);
  return {
    people: await ids('select id from person where hashtext(id::text) % 97 = 0 order by id limit 60'),
    messages: [
      ...(await items(served, '/api/outbox?state=sent&scenario=receipt')).map(({ key }) => key),
      ...(await ids('select key as id from outbox where hashtext(key::text) % 97 = 0 order by key limit 10')),
    ],
    runs: await ids('select id from import_run order by id limit 30'),
    of,
    now: new Date(),
  };
}

const addressOf = (read: Read) => (typeof read === 'string' ? read : read.post);

/** Milliseconds until an answer is whole. */
async function timeOf(served: Served, read: Read): Promise<number> {
  const begun = performance.now();
  const answer =
    typeof read === 'string' ? await served.call('GET', read) : await served.call('POST', read.post, read.body);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${addressOf(read)} answered ${answer.status}: ${text.slice(0, 300)}`);
  return performance.now() - begun;
}

async function measure(served: Served, name: string, known: Known, say: (line: string) => void): Promise<Figure[]> {
  const took: number[] = [];
  let slowest = { address: '', ms: 0 };
  for (let nth = 0; nth < times; nth++) {
    const each = screens[name]!(nth, known).map(async (read) => ({
      address: addressOf(read),
      ms: await timeOf(served, read),
    }));
    const last = (await Promise.all(each)).reduce((a, b) => (a.ms > b.ms ? a : b));
    took.push(last.ms);
    if (last.ms > slowest.ms) slowest = last;
  }
  const [middle, worst] = [median(took), Math.max(...took)];
  say(`screens: ${name}: ${middle.toFixed(0)} ms, at worst ${worst.toFixed(0)} ms (${slowest.address})`);
  const about = { unit: 'ms', lowerIsBetter: true, goal: 1 };
  return [
    figure({ ...about, name: `screens/${name}/median`, value: middle, raw: wanted.median, rawIs: 'the wanted time' }),
    figure({
      ...about,
      name: `screens/${name}/worst`,
      value: worst,
      raw: wanted.worst,
      rawIs: 'the longest anybody waits',
    }),
  ];
}

/** Reads that the API describes and nobody here asks for: none is wanted. */
async function forgotten(served: Served, known: Known, say: (line: string) => void): Promise<Figure> {
  const described = (await (await served.call('GET', '/api/openapi.json')).json()) as { paths: Record<string, object> };
  const asked = Object.values(screens).flatMap((reads) =>
    [0, 1].flatMap((nth) => reads(nth, known).map((read) => addressOf(read).split('?')[0]!)),
  );
  const reads = Object.entries(described.paths).filter(
    ([path, methods]) => path.startsWith('/api/') && 'get' in methods,
  );
  const left = reads
    .map(([path]) => path)
    .filter((path) => !elsewhere.includes(path))
    .filter((path) => !asked.some((one) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(one)));
  if (left.length > 0) say(`screens: nobody asks ${left.join(', ')}: add them to a screen of bench/screens.ts`);
  const about = {
    name: 'screens/reads that are not asked',
    value: left.length,
    unit: 'reads',
    raw: null,
    rawIs: '',
    goal: null,
  };
  return { ...figure(about), ok: left.length === 0 };
}
