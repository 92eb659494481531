/** What each screen asks of the server when it is opened; of the n-th time, so that no two ask quite the same. */
const DAY_MS = 86_400_000;

/** A read: an address, or a question that is posted. */
export type Read = string | { post: string; body: unknown };
export type Known = { people: string[]; messages: string[]; runs: string[]; of: number; now: Date };

const pick = <T>(list: readonly T[], nth: number): T => list[nth % list.length]!;
const segments = ['lyon', 'shoes', 'lyon-shoes', 'lookers', 'reachable'];
const names = ['martin', 'léa', 'c4', 'petit', 'camille ro', 'garcia', 'zzz nobody', 'theo', '@exemple', '+3360'];
const cities = ['Lyon', 'Paris', 'Lille', 'Nantes', 'Rennes'];
const states = ['sent', 'failed', 'skipped', 'ready', 'uncertain', ''];
const frame = ['/api/session', '/api/clock'];

export const screens: Record<string, (nth: number, known: Known) => readonly Read[]> = {
  home: () => [
    ...frame,
    '/api/stats?kept=true',
    '/api/settings',
    '/api/keys',
    '/api/delivery',
    '/api/banks',
    '/api/rejected',
    '/api/outbox?state=ready&limit=6',
    '/api/scenarios?limit=200&archived=true',
  ],
  'home, orders behind its figures': (nth) => [`/api/orders?limit=${50 + nth}`],
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
    { post: '/api/segments/count', body: { rule: { trait: 'points', op: 'above', value: 30 * nth }, quick: true } },
    `/api/segments/suggestions?of=trait&name=city&part=${pick(cities, nth).slice(0, 2)}`,
  ],
  'segment, count of orders while it is typed': (nth) => [
    {
      post: '/api/segments/count',
      body: { rule: { orders: { count: { at_least: 1 + (nth % 4) }, within: `P${20 + nth}D` } }, quick: true },
    },
  ],
  'segment, count of events while it is typed': (nth) => [
    {
      post: '/api/segments/count',
      body: {
        rule: { event: 'Product Viewed', count: { at_least: 1 + (nth % 4) }, within: `P${20 + nth}D` },
        quick: true,
      },
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
  'campaign, who was left out': () => [
    '/api/campaigns/month-1/left-out?reason=paused',
    '/api/campaigns/month-1/left-out?ended=left_audience',
  ],
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
  'result, who is behind it': (nth) => [
    `/api/results/${pick(['welcome', 'month-1', 'month-7'], nth)}/people?of=${pick(['ordered', 'unsubscribed', 'entered', 'reached'], nth >> 1)}&days=30`,
  ],
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
  'outbox, of a message': (nth) => {
    const behind = [
      'news&state=sent',
      'receipt&state=sent',
      'news&outcome=opened',
      'news&outcome=clicked&version=1&link=l1',
    ];
    return [`/api/outbox?order=latest&template=${pick(behind, nth)}`];
  },
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
    '/api/units',
  ],
  'settings, days off': (nth, { now }) => {
    const year = now.getFullYear() + (nth % 3);
    return ['/api/settings', '/api/closings', `/api/holidays?from=${year}-01-01&until=${year}-12-31`];
  },
  'settings, wordings of consent': () => ['/api/wordings', '/api/wordings/letter', '/api/settings'],
  'settings, channels and suppressions': (nth) => ['/api/channels', `/api/suppressions?limit=${50 + nth}`],
  'settings, accounts': () => ['/api/accounts', '/api/invitations', '/api/keys'],
  'settings, audit': (nth) => [`/api/audit?limit=${50 + nth}`],
  'what did not come in or came back': (nth) => [`/api/rejected?limit=${50 + nth}`, `/api/bounces?limit=${50 + nth}`],
};

/** Reads that stand behind no screen, or that ask for nothing. */
export const elsewhere = [
  '/api/segments/schema',
  '/api/scenarios/schema',
  '/api/send/{id}',
  '/api/images/{id}/uses',
  '/api/banks/{key}',
  '/api/banks/{key}/codes',
  '/api/providers/{key}',
];

export const addressOf = (read: Read): string => (typeof read === 'string' ? read : read.post);
