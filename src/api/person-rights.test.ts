import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { START, testApp } from './fixtures.ts';

const { store, engine, as } = await testApp({ after });
const DAY = 86_400_000;
const ago = (days: number) => new Date(START.getTime() - days * DAY);
const ndjson = { headers: { 'content-type': 'application/x-ndjson' } };

/** Texts by which she would be known again, wherever they stand. */
const ZITA = {
  externalId: 'shop-zita-7781',
  email: 'zita.quux@exemple.fr',
  phone: '+33612345698',
  lastName: 'Quuxborne',
  street: '77 rue des Zinnias',
};
const needles = [...Object.values(ZITA), '0612345698', 'visitor-zita', 'allergie aux noix'];

const fact = (kind: string, who: object, body: object, days = 10, messageId?: string) =>
  JSON.stringify({ kind, who, body, occurredAt: ago(days), messageId });
const order = (orderId: string, who: object) =>
  fact('order', who, {
    orderId,
    kind: 'sale',
    status: 'completed',
    currency: 'EUR',
    scope: 'whole',
    lines: [{ productId: 'tea', nth: 1, quantity: '2', price: '4.10' }],
  });

/** Lets the engine work until a request that waits for it is answered. */
async function worked<T>(request: PromiseLike<T>): Promise<T> {
  let answered = false;
  const answer = Promise.resolve(request).finally(() => {
    answered = true;
  });
  for (let turn = 0; !answered && turn < 500; turn++) {
    await engine.quiet();
    await sleep(20);
  }
  return answer;
}

async function importAll(lines: readonly string[], report: object = {}): Promise<void> {
  const { id } = (await as('admin', 'POST', '/api/imports', { kind: 'orders', file: 'a.csv' })).json();
  const taken = await as('admin', 'POST', `/api/imports/${id}/facts`, lines.join('\n'), ndjson);
  assert.equal(taken.statusCode, 200, taken.body);
  const finished = await worked(as('admin', 'POST', `/api/imports/${id}/finish`, { report }));
  assert.equal(finished.statusCode, 200);
}

const zita = { externalId: ZITA.externalId, email: ZITA.email };
const bob = { externalId: 'bob', email: 'bob@exemple.fr' };
const consentOf = (who: object, days: number) =>
  fact(
    'consent',
    who,
    {
      channel: 'email',
      purpose: 'marketing',
      status: 'granted',
      source: 'formulaire',
      wording: 'oui',
      proof: { signed: who === zita ? ZITA.lastName : 'Bobson' },
    },
    days,
    `consent-${JSON.stringify(who)}-${days}`,
  );
const about = [
  fact('identify', zita, {
    traits: {
      firstName: 'Zita',
      lastName: ZITA.lastName,
      street: ZITA.street,
      phone: ZITA.phone,
      email: ZITA.email,
      note: 'allergie aux noix',
    },
  }),
  fact(
    'page',
    { ...zita, anonymousId: 'visitor-zita' },
    { name: 'Account', properties: { of: ZITA.lastName } },
    9,
    'page-z',
  ),
  consentOf(zita, 9),
  fact(
    'suppression',
    { phone: ZITA.phone, externalId: ZITA.externalId },
    { channel: 'sms', reason: 'unsubscribe' },
    8,
    'sms-z',
  ),
  fact('list', zita, { list: 'letter', action: 'add' }, 8, 'list-z'),
  fact('track', zita, { event: 'Asked', properties: { text: `De ${ZITA.lastName}, ${ZITA.street}` } }, 7, 'asked-z'),
  fact('message', zita, { channel: 'email', state: 'opened', template: 'old' }, 6, 'old-z'),
  order('o-zita', zita),
];

const template = {
  name: 'Hello',
  channel: 'email',
  class: 'promotional',
  purpose: 'marketing',
  draft: {
    format: 'text',
    subject: 'Bonjour {{ user.lastName }}',
    body: 'Bonjour {{ user.lastName }}, {{ event.note | default: "…" }}',
  },
};
const scenario = {
  key: 'hello',
  name: 'Hello',
  triggers: [{ id: 'call', kind: 'api' }],
  reentry: { kind: 'always', whileInside: true },
  start: 'say',
  steps: {
    say: { kind: 'message', template: 'hello', next: 'wait' },
    wait: { kind: 'wait', for: 'P9D', next: 'again' },
    again: { kind: 'message', template: 'hello', next: 'end' },
    end: { kind: 'exit' },
  },
};
const enrol = async (externalId: string) => {
  const context = { event: { note: `pour ${externalId}` } };
  const answer = await as('admin', 'POST', '/api/scenarios/hello/enrol', { externalId, context });
  assert.equal(answer.statusCode, 200, answer.body);
  await engine.quiet();
};
const idOf = async (externalId: string): Promise<string> =>
  (await as('admin', 'GET', `/api/people?externalId=${externalId}`)).json().items[0]?.id;

/** Tables in which one of these texts stands, with the text. */
async function found(texts: readonly string[]): Promise<string[]> {
  const { rows } = await store.pool.query<{ name: string }>(
    "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'",
  );
  const places: string[] = [];
  for (const { name } of rows) {
    for (const text of texts) {
      const sql = `select 1 from "${name}" t where strpos(lower(t::text), lower($1)) > 0 limit 1`;
      if ((await store.pool.query(sql, [text])).rows.length > 0) places.push(`${name}: ${text}`);
    }
  }
  return places;
}

/** Lines that an import of the screen did not read in. */
async function badLines(lines: readonly string[]): Promise<void> {
  const { id } = (await as('admin', 'POST', '/api/imports', { kind: 'orders', file: 'b.csv' })).json();
  for (const [at, raw] of lines.entries()) {
    const fault = JSON.stringify({ code: 'date', values: {} });
    const sql = 'insert into import_fault (run_id, number, line, fault, raw) values ($1, $2, $2, $3, $4)';
    await store.pool.query(sql, [id, at + 1, fault, raw]);
  }
  await as('admin', 'POST', `/api/imports/${id}/abandon`, { reason: 'a test' });
}

let id: string;
before(async () => {
  for (const [key, value] of Object.entries({
    'shop.name': 'Thé',
    'shop.postalAddress': 'Rennes',
    'delivery.senderAddress': 'the@shop.example',
  }))
    await as('admin', 'PUT', `/api/settings/${key}`, { value });
  await as('admin', 'PUT', '/api/templates/hello', template);
  assert.equal((await as('admin', 'POST', '/api/templates/hello/publish')).statusCode, 200);
  await as('admin', 'PUT', '/api/scenarios/hello', scenario);
  assert.equal((await as('admin', 'POST', '/api/scenarios/hello/publish')).statusCode, 200);
  await as('admin', 'PUT', '/api/segments/with-mail', { name: 'With mail', rule: { identity: 'email', op: 'exists' } });
  const refused = fact('identify', {}, { traits: { email: ZITA.email } });
  const bobs = [
    fact('identify', bob, { traits: { lastName: 'Bobson', email: bob.email } }),
    consentOf(bob, 9),
    order('o-bob', bob),
  ];
  await importAll([...about, refused, ...bobs], {
    badLines: [{ line: 3, raw: `${ZITA.email};x`, reason: 'no date' }],
    quality: { addresses: { typo: { count: 2, examples: [{ line: 4, value: ZITA.email }] } } },
    rowsRead: 3,
  });
  await badLines([`${ZITA.email};trop`, `${ZITA.externalId};sans date`, 'x;de.zita.quux@exemple.fr']);
  await enrol(ZITA.externalId);
  await enrol('bob');
  await store.pool.query(
    "insert into bounce (received_at, source, kind, reason, raw) values (now(), 'api', 'bounce', 'no_proof', $1)",
    [`To: ${ZITA.email}`],
  );
  id = await idOf(ZITA.externalId);
});

test('[AP50] [PE23] an export tells all that is known, room by room, and is written down without a name', async () => {
  const told = (await as('marketer', 'GET', `/api/people/${id}/export`)).json();
  assert.equal(told.identity.traits.street, ZITA.street);
  assert.ok(told.identity.known.some(({ value }: { value: string }) => value === 'visitor-zita'));
  assert.deepEqual(
    told.consents.consents.map(({ wording, proof }: never) => [wording, proof]),
    [['oui', { signed: ZITA.lastName }]],
  );
  assert.deepEqual(
    told.lists.map(({ list }: { list: string }) => list),
    ['letter'],
  );
  assert.deepEqual(
    told.events
      .map(({ name }: { name: string }) => name)
      .sort()
      .slice(0, 3),
    ['Account', 'Asked', 'Email Opened'],
  );
  assert.equal(told.orders[0].lines[0].price, '4.10');
  assert.deepEqual(
    told.segments.map(({ key }: { key: string }) => key),
    ['with-mail'],
  );
  assert.equal(told.scenarios[0].positions[0].step, 'wait');
  assert.equal(told.decisions[0].state, 'awarded');
  assert.match(JSON.stringify(told.messages[0].filled), /Quuxborne/);
  const papers: [string, boolean][] = told.papers.map(({ source, raw }: { source: string; raw: string }) => [
    source.slice(0, 6),
    raw.includes('de.zita'),
  ]);
  assert.deepEqual(
    papers.sort(),
    [
      ['api', false],
      ['import', false],
      ['import', false],
      ['import', false],
    ],
    'and of nobody whose address hers is a part of',
  );
  const log = JSON.stringify((await as('admin', 'GET', '/api/audit')).json().items[0]);
  assert.match(log, /person\.export/);
  assert.ok(!needles.some((text) => log.includes(text)));
});

test('[AP51] an analyst exports nobody, and only an administrator erases, for a reason that is a word', async () => {
  assert.equal((await as('analyst', 'GET', `/api/people/${id}/export`)).statusCode, 403);
  assert.equal((await as('marketer', 'POST', `/api/people/${id}/erase`, { reason: 'asked' })).statusCode, 403);
  assert.equal((await as('admin', 'POST', `/api/people/${id}/erase`, { reason: 'Zita wished so' })).statusCode, 422);
  assert.ok((await found([ZITA.email])).length > 5, 'the scan sees her while she is there');
});

test('[AP52] after an erasure no text of hers stands in any table; sales, figures and the others are as before', async () => {
  const figures = async () => ({
    stats: (await as('admin', 'GET', '/api/stats')).json(),
    scenario: (await as('admin', 'GET', '/api/scenarios/hello/stats')).json(),
  });
  const before = await figures();
  const report = (await worked(as('admin', 'POST', `/api/people/${id}/erase`, { reason: 'asked' }))).json();
  assert.deepEqual(await found(needles), []);
  const rows = Object.fromEntries(report.erased.map(({ part, rows }: { part: string; rows: number }) => [part, rows]));
  assert.deepEqual([rows.orders, rows.lists, rows.papers], [1, 1, 4]);
  const { items } = (await as('admin', 'GET', '/api/imports')).json();
  const reports = await Promise.all(
    items.map(async (one: { id: string }) => (await as('admin', 'GET', `/api/imports/${one.id}`)).json().report),
  );
  const blanked = reports.find(({ rowsRead }) => rowsRead === 3);
  assert.deepEqual(
    [blanked.badLines, blanked.quality.addresses.typo],
    [[], { count: 2, examples: [] }],
    'a report keeps its figures and its shape',
  );
  assert.ok(report.kept.some(({ what }: { what: { en: string } }) => /Orders/.test(what.en)));
  assert.equal((await as('admin', 'GET', `/api/people/${id}`)).statusCode, 404);
  const now = await figures();
  assert.deepEqual(
    [now.stats.orders, now.stats.netRevenue, now.stats.outbox],
    [before.stats.orders, before.stats.netRevenue, before.stats.outbox],
  );
  assert.equal(now.stats.people, before.stats.people - 1);
  assert.equal(now.stats.linesWithoutCustomer, before.stats.linesWithoutCustomer + 1);
  assert.deepEqual([now.scenario.entries, now.scenario.inside], [before.scenario.entries, before.scenario.inside - 1]);
  const [bobNow] = (await as('admin', 'GET', '/api/people?externalId=bob')).json().items;
  const { permissions } = (await as('admin', 'GET', `/api/people/${bobNow.id}`)).json();
  assert.deepEqual(
    permissions.map(({ status }: { status: string }) => status),
    ['granted'],
  );
  await engine.advance(new Date(START.getTime() + 10 * DAY));
  assert.deepEqual(await found(needles), []);
});

test('[AP52] [PE23] what was sent to somebody before they became part of another is told, and goes as well', async () => {
  const guest = { email: 'yara.old@exemple.fr', phone: '+33612345688' };
  await importAll([
    fact('identify', guest, { traits: { lastName: 'Yarrowby' } }, 10, 'yara-1'),
    fact('identify', { ...guest, phone: '+33612345689' }, { traits: {} }, 9, 'yara-2'),
    consentOf({ email: guest.email }, 8),
  ]);
  const [{ id: before }] = (await as('admin', 'GET', `/api/people?email=${guest.email}`)).json().items;
  const context = { event: { note: 'pour Yarrowby' } };
  await as('admin', 'POST', '/api/scenarios/hello/enrol', { personId: before, context });
  await engine.quiet();
  await importAll([fact('identify', { externalId: 'shop-yara', email: guest.email }, { traits: {} }, 5, 'yara-3')]);
  const after = await idOf('shop-yara');
  assert.ok(after && after !== before);
  const told = (await as('admin', 'GET', `/api/people/${after}/export`)).json();
  assert.match(JSON.stringify(told.messages[0].filled), /Yarrowby/);
  assert.match(JSON.stringify(told.decisions), /pour Yarrowby/);
  const erased = await worked(as('admin', 'POST', `/api/people/${after}/erase`, { reason: 'asked' }));
  assert.equal(erased.statusCode, 200, erased.body);
  assert.deepEqual(await found(['yara.old', 'Yarrowby', '612345688', '612345689', 'shop-yara']), []);
});

test('[AP53] the same files again make a person anew, who is not written to: the suppression stays by its hash', async () => {
  await importAll([...about, consentOf(zita, 1)]);
  const anew = await idOf(ZITA.externalId);
  assert.ok(anew && anew !== id);
  await enrol(ZITA.externalId);
  const { items } = (await as('admin', 'GET', `/api/people/${anew}/decisions`)).json();
  assert.deepEqual(
    items.map(({ state, reason }: { state: string; reason: string }) => [state, reason]),
    [['refused', 'suppressed']],
  );
});
