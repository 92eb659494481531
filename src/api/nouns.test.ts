import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from '../../test/support/property.ts';
import { START, testApp } from './fixtures.ts';

const { store, engine, as } = await testApp({ after });
const DAY = 86_400_000;
const ndjson = { headers: { 'content-type': 'application/x-ndjson' } };
const ago = (days: number) => new Date(START.getTime() - days * DAY);
const rule = { trait: 'city', op: 'is', value: 'Rennes' };

const order = (orderId: string, who: object, price: string) => ({
  kind: 'order',
  who,
  occurredAt: ago(10),
  body: {
    orderId,
    kind: 'sale',
    status: 'completed',
    currency: 'EUR',
    scope: 'whole',
    lines: [{ productId: 'tea', nth: 1, quantity: '2', price }],
  },
});

async function begin(): Promise<string> {
  return (await as('marketer', 'POST', '/api/imports', { kind: 'orders', file: 'orders.csv' })).json().id;
}

test('[AP17] an import begins, takes batches, and finishes once all is applied; the same again changes nothing', async () => {
  const begun = await as('marketer', 'POST', '/api/imports', {
    kind: 'orders',
    file: 'a.csv',
    currency: 'GBP',
    timezone: 'Europe/London',
  });
  const { id, shop, now } = begun.json();
  assert.deepEqual(shop, { currency: 'GBP', timezone: 'Europe/London' }, 'the first import tells the shop’s own');
  assert.equal(now, START.toISOString());
  const lines = [
    {
      kind: 'identify',
      who: { externalId: 'ana', email: 'ana@exemple.fr' },
      occurredAt: ago(20),
      body: { traits: { city: 'Rennes', lastName: 'Ürgüp' } },
    },
    { kind: 'identify', who: { externalId: 'bob' }, occurredAt: ago(20), body: { traits: { city: 'Brest' } } },
    order('o1', { externalId: 'ana' }, '4.10'),
    order('o2', {}, '0.90'),
    { kind: 'identify', who: {}, occurredAt: ago(20), body: { traits: {} } },
  ].map((line) => JSON.stringify(line));
  for (let turn = 0; turn < 2; turn++) {
    const taken = (await as('marketer', 'POST', `/api/imports/${id}/facts`, lines.join('\n'), ndjson)).json();
    assert.equal(taken.accepted, 4);
    assert.equal(taken.rejected[0].code, 'no_identity');
  }
  const finish = as('marketer', 'POST', `/api/imports/${id}/finish`, { report: { rowsRead: 10 } });
  await engine.quiet();
  const finished = (await finish).json();
  assert.deepEqual([finished.state, finished.rows, finished.badRows, finished.report.rowsRead], ['finished', 8, 2, 10]);
  const stats = (await as('analyst', 'GET', '/api/stats')).json();
  const { people, orders, orderLines, linesWithoutCustomer, netRevenue } = stats;
  assert.deepEqual(
    { people, orders, orderLines, linesWithoutCustomer, netRevenue },
    { people: 2, orders: 2, orderLines: 2, linesWithoutCustomer: 1, netRevenue: '10' },
  );
  const { items: behind } = (await as('analyst', 'GET', '/api/orders')).json();
  assert.deepEqual(
    behind
      .map((one: { orderId: string; id: string | null; externalId: string | null; amount: string }) => [
        one.orderId,
        one.id === null,
        one.externalId,
        Number(one.amount),
      ])
      .sort(),
    [
      ['o1', false, 'ana', 8.2],
      ['o2', true, null, 1.8],
    ],
  );
  const late = await as('marketer', 'POST', `/api/imports/${id}/facts`, lines[0], ndjson);
  assert.deepEqual([late.statusCode, late.json().error.code], [409, 'API_IMPORT_ENDED']);
  const second = (
    await as('marketer', 'POST', '/api/imports', { kind: 'orders', file: 'b.csv', currency: 'USD' })
  ).json();
  assert.equal(second.shop.currency, 'GBP', 'a later import does not change the shop');
  await as('marketer', 'POST', `/api/imports/${second.id}/abandon`, { reason: 'Ctrl-C' });
  const { items } = (await as('analyst', 'GET', '/api/imports?limit=2')).json();
  assert.deepEqual(
    items.map((run: { id: string; state: string; lines: number | null }) => [run.id, run.state, run.lines]),
    [
      [second.id, 'interrupted', null],
      [id, 'finished', 10],
    ],
  );
});

test('[AP17] a batch with a bad line takes nothing and names the line', async () => {
  const id = await begin();
  const good = JSON.stringify(order('o9', {}, '1'));
  for (const [bad, reason] of [
    ['{', /Line 2 cannot be taken/],
    ['[]', /no JSON object/],
    ['{"kind":"track"}', /“who” and “body”/],
  ] as const) {
    const answer = await as('marketer', 'POST', `/api/imports/${id}/facts`, `${good}\n${bad}`, ndjson);
    assert.equal(answer.statusCode, 422);
    assert.match(answer.json().error.message, reason);
  }
  await engine.quiet();
  assert.equal((await as('analyst', 'GET', '/api/stats')).json().orders, 2);
});

test('[AP17] products and costs of an import go to the catalogue', async () => {
  const id = await begin();
  const rows = [
    { kind: 'product', productId: 'tea', name: 'Thé', price: '4.10', attributes: {}, at: ago(1) },
    { kind: 'cost', productId: 'tea', part: 'purchase', amount: '1.5', unit: 'money', since: ago(1) },
  ];
  const body = rows.map((row) => JSON.stringify(row)).join('\n');
  const answer = await as('marketer', 'POST', `/api/imports/${id}/catalog`, body, ndjson);
  assert.deepEqual(answer.json(), { accepted: 2, rejected: [] });
  const tea = (await as('analyst', 'GET', '/api/products/tea')).json();
  assert.deepEqual([tea.name, tea.prices[0].price, tea.costs[0].amount], ['Thé', '4.10', '1.5']);
  const wrong = await as('marketer', 'POST', `/api/imports/${id}/catalog`, '{"kind":"planet","productId":"x"}', ndjson);
  assert.match(wrong.json().error.message, /“kind” is wrong: .*'product' \| 'cost'/);
});

test('[AP18] a person is found by shop id, by e-mail, by search, and by id; nobody is an empty list or a 404', async () => {
  const list = async (query: string) => (await as('analyst', 'GET', `/api/people?${query}`)).json().items;
  const [ana] = await list('externalId=ana');
  assert.equal(ana.email, 'ana@exemple.fr');
  assert.equal((await list('email=ANA@exemple.fr'))[0].id, ana.id);
  assert.equal((await list(`search=${encodeURIComponent('ürgüp')}`))[0].id, ana.id);
  assert.deepEqual(await list('externalId=nobody'), []);
  assert.equal((await list('')).length, 2);
  const page = (await as('analyst', 'GET', '/api/people?limit=1')).json();
  const rest = (await as('analyst', 'GET', `/api/people?limit=1&after=${page.next}`)).json();
  assert.notEqual(page.items[0].id, rest.items[0].id);
  const whole = (await as('analyst', 'GET', `/api/people/${ana.id}`)).json();
  assert.deepEqual([whole.traits.city, whole.lists, whole.owner], ['Rennes', [], null]);
  const { items } = (await as('analyst', 'GET', `/api/people/${ana.id}/timeline`)).json();
  assert.deepEqual([items[0].kind, items[0].orderId], ['order', 'o1']);
  for (const id of ['nobody', '00000000-0000-4000-8000-000000000000', `' or '1'='1`]) {
    const answer = await as('analyst', 'GET', `/api/people/${encodeURIComponent(id)}/decisions`);
    assert.deepEqual([answer.statusCode, answer.json().error.code], [404, 'API_NOT_FOUND']);
  }
});

test('[AP19] [SG33] a segment is counted as a draft, kept, filled, read and put away; it replaces none, and none that runs loses it', async () => {
  const counted = (await as('analyst', 'POST', '/api/segments/count', { rule })).json();
  assert.equal(counted.count, 1);
  assert.equal(counted.sample[0].externalId, 'ana');
  assert.match(counted.says.fr, /Rennes/);
  assert.deepEqual([counted.asOf, counted.estimate], [store.clock.now().toISOString(), null]);
  const saved = await as('marketer', 'PUT', '/api/segments/rennes', { name: 'Rennais', rule });
  assert.equal(saved.json().version, 1);
  await engine.quiet();
  const kept = (await as('analyst', 'GET', '/api/segments/rennes/count?patience=5')).json();
  assert.deepEqual([kept.count, kept.sample], [1, counted.sample]);
  assert.equal((await as('analyst', 'GET', '/api/segments/nobody/count')).statusCode, 404);
  const members = (await as('analyst', 'GET', '/api/segments/rennes/members')).json().items;
  assert.deepEqual(
    members.map((one: { externalId: string }) => one.externalId),
    ['ana'],
  );
  const [line] = (await as('analyst', 'GET', '/api/segments')).json().items;
  assert.deepEqual([line.key, line.people, line.computed], ['rennes', 1, 1]);
  const wrong = await as('marketer', 'POST', '/api/segments/count', {
    rule: { trait: 'city', op: 'sounds like', value: 'x' },
  });
  assert.equal(wrong.statusCode, 422);
  assert.match(wrong.json().error.message, /op/);
  const put = async (revision: number) =>
    (await as('marketer', 'PUT', '/api/segments/rennes', { name: 'Rennes', rule, revision })).json();
  assert.equal((await put(0)).error.code, 'SEG_EXISTS');
  assert.equal((await put(1)).revision, 2);
  const { code, details } = (await put(1)).error;
  assert.deepEqual([code, details.by, details.revision], ['SEG_CHANGED', 'marketer@shop.example', 2]);
  const without = { none: [{ segment: 'rennes' }] };
  const draft = { name: 'Others', triggers: [{ id: 't', kind: 'api' }], audience: without, start: 'end' };
  await as('marketer', 'PUT', '/api/scenarios/others', { ...draft, steps: { end: { kind: 'exit' } } });
  assert.equal((await as('marketer', 'POST', '/api/scenarios/others/publish')).statusCode, 200);
  const used = (await as('marketer', 'DELETE', '/api/segments/rennes')).json().error;
  assert.deepEqual([used.code, used.params.users], ['SEG_IN_USE', 'Others']);
  await as('marketer', 'POST', '/api/scenarios/others/archive');
  assert.equal((await as('marketer', 'DELETE', '/api/segments/rennes')).statusCode, 200);
  assert.deepEqual((await as('analyst', 'GET', '/api/segments')).json().items, []);
  assert.equal((await as('analyst', 'GET', '/api/segments/schema')).json().$schema !== undefined, true);
});

test('[AP19] the four typologies are installed, and who moved between them can be asked', async () => {
  assert.equal((await as('marketer', 'POST', '/api/segments/typologies')).statusCode, 200);
  await engine.quiet();
  const { items } = (await as('analyst', 'GET', '/api/segments')).json();
  assert.equal(items.length, 4);
  const keys = items.map((one: { key: string }) => one.key).join(',');
  const moved = await as('analyst', 'GET', `/api/segments/movements?segments=${keys}&since=2026-01-01T00:00:00Z`);
  assert.equal(moved.statusCode, 200, moved.body);
  assert.equal((await as('analyst', 'GET', '/api/segments/movements?segments=none&since=yesterday')).statusCode, 422);
});

test('[AP20] a scenario with faults is kept and not published; each fault names its step', async () => {
  const draft = {
    name: 'Boucle',
    triggers: [{ id: 't', kind: 'api' }],
    start: 'a',
    steps: { a: { kind: 'message', template: 'none', next: 'nowhere' } },
  };
  const saved = (await as('marketer', 'PUT', '/api/scenarios/loop', draft)).json();
  assert.ok(
    saved.errors.some((fault: { where: string; sentence: string }) => /nowhere/.test(fault.sentence)),
    JSON.stringify(saved),
  );
  const published = await as('marketer', 'POST', '/api/scenarios/loop/publish');
  assert.deepEqual([published.statusCode, published.json().error.code], [422, 'SCENARIO_INVALID']);
  const judged = (await as('analyst', 'GET', '/api/scenarios/loop/validate')).json();
  assert.deepEqual(judged.errors, saved.errors);
});

test('[AP20] a scenario is published, paused, resumed and ended; those who match are enrolled only after their count was confirmed', async () => {
  const draft = {
    name: 'Rennes',
    triggers: [{ id: 'api', kind: 'api' }],
    audience: rule,
    start: 'mark',
    steps: { mark: { kind: 'trait', set: { seen: 'yes' }, next: 'end' }, end: { kind: 'exit' } },
  };
  await as('marketer', 'PUT', '/api/scenarios/rennes', draft);
  const published = await as('marketer', 'POST', '/api/scenarios/rennes/publish');
  assert.equal(published.statusCode, 200, published.body);
  const post = (verb: string, body?: object) => as('marketer', 'POST', `/api/scenarios/rennes/${verb}`, body);
  await post('pause');
  assert.equal((await post('enrol', { externalId: 'ana' })).json().error.code, 'SCENARIO_PAUSED');
  await post('resume');
  const { count } = (await as('analyst', 'POST', '/api/scenarios/rennes/matching', {})).json();
  assert.equal(count, 1);
  assert.equal((await post('enrol-matching', { atMost: 0 })).json().error.code, 'API_MORE_MATCH');
  assert.equal((await post('enrol-matching', { atMost: count })).json().count, 1);
  await engine.quiet();
  const { entries, people } = (await as('analyst', 'GET', '/api/scenarios/rennes/stats')).json();
  assert.deepEqual([entries, people], [1, 1]);
  const [ana] = (await as('analyst', 'GET', '/api/people?externalId=ana')).json().items;
  assert.equal(ana.traits.seen, 'yes');
  assert.equal((await post('enrol', { externalId: 'ana' })).statusCode, 200);
  const [line] = (await as('admin', 'GET', '/api/audit')).json().items;
  assert.deepEqual([line.action, line.target, line.details], ['scenario.enrol', 'rennes', { person: ana.id }]);
  const [entry] = (await as('analyst', 'GET', `/api/people/${ana.id}/scenarios`)).json().items;
  assert.deepEqual([entry.scenario, entry.campaign], ['rennes', false]);
  const whom = await post('enrol', { externalId: 'ana', email: 'ana@exemple.fr' });
  assert.match(whom.json().error.message, /give one of personId, externalId and email/);
  await post('archive');
  assert.equal((await post('publish')).json().error.code, 'SCENARIO_ARCHIVED');
});

test('[AP21] a template is checked, previewed as a person, and skipped where a value is missing', async () => {
  const draft = { format: 'text', subject: 'Thé', body: 'Bonjour {{ user.lastName }}, {{ event.code }}' };
  const template = { name: 'Thé', channel: 'email', class: 'service', draft };
  assert.equal((await as('marketer', 'PUT', '/api/templates/tea', template)).statusCode, 200);
  const checks = (await as('analyst', 'GET', '/api/templates/tea/checks')).json();
  assert.ok(Array.isArray(checks.checks));
  for (const [key, value] of Object.entries({
    'shop.name': 'T',
    'shop.postalAddress': '1 rue',
    'delivery.senderAddress': 't@t.example',
  })) {
    await as('admin', 'PUT', `/api/settings/${key}`, { value });
  }
  const [ana] = (await as('analyst', 'GET', '/api/people?externalId=ana')).json().items;
  const preview = async (body: object) => (await as('analyst', 'POST', '/api/templates/tea/preview', body)).json();
  assert.match(
    (await preview({ personId: ana.id, values: { event: { code: 'TEA10' } } })).text,
    /Bonjour Ürgüp, TEA10/,
  );
  assert.match((await preview({ personId: ana.id })).skip, /“event/);
  const wrong = await as('marketer', 'PUT', '/api/templates/tea', { ...template, channel: 'pigeon' });
  assert.match(wrong.json().error.message, /“channel”/);
});

test('[AP22] lists and account owners are kept under their keys', async () => {
  assert.equal((await as('marketer', 'PUT', '/api/lists/vip', { name: 'Très bons clients' })).statusCode, 200);
  assert.equal((await as('analyst', 'GET', '/api/lists')).json().items[0].name, 'Très bons clients');
  const owner = await as('marketer', 'PUT', '/api/owners/rep-1', { name: 'Paul', email: 'Paul@shop.example' });
  assert.equal(owner.json().email, 'paul@shop.example');
  const wrong = await as('marketer', 'PUT', '/api/owners/rep-1', { name: 'Paul', email: 'nobody' });
  assert.equal(wrong.json().error.code, 'PEOPLE_OWNER_INVALID');
});

test('[AP23] the clock is moved by durations, only where it stands still, and never back', async () => {
  const moved = (await as('admin', 'POST', '/api/clock', { advance: 'P1D' })).json();
  assert.deepEqual([moved.now, moved.movable], ['2026-03-03T09:00:00.000Z', true]);
  for (const advance of ['-P1D', 'tomorrow', 'P', '1 day', `P1D'; drop table bucket; --`]) {
    const answer = await as('admin', 'POST', '/api/clock', { advance });
    assert.deepEqual([answer.statusCode, answer.json().error.code], [422, 'API_BAD_DURATION'], advance);
  }
});

test('[AP24] SQL in any text field is text: nothing is lost, nothing fails with 500', async () => {
  const attacks = [
    `'; drop table person; --`,
    `" or 1=1 --`,
    '%',
    '\\',
    '$1',
    '\u0000',
    '{{ 1 | times: 2 }}',
    '𝒳'.repeat(50),
    '../../etc/passwd',
  ];
  const calls: ((text: string) => ReturnType<typeof as>)[] = [
    (text) => as('admin', 'GET', `/api/people?search=${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/people?externalId=${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/people?email=${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/people/${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/products?search=${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/products/${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/outbox?scenario=${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/segments/${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/scenarios/${encodeURIComponent(text)}/stats`),
    (text) => as('admin', 'GET', `/api/templates/${encodeURIComponent(text)}`),
    (text) => as('admin', 'GET', `/api/rejected?after=${encodeURIComponent(text)}`),
    (text) => as('admin', 'PUT', `/api/settings/${encodeURIComponent(text)}`, { value: text }),
    (text) => as('admin', 'PUT', '/api/settings/shop.name', { value: text }),
    (text) => as('admin', 'PUT', `/api/lists/${encodeURIComponent(text)}`, { name: text, unit: text }),
    (text) => as('admin', 'PUT', '/api/owners/x', { name: text, email: text }),
    (text) =>
      as('admin', 'PUT', '/api/segments/attack', {
        name: text,
        description: text,
        rule: { trait: text, op: 'is', value: text },
      }),
    (text) => as('admin', 'POST', '/api/segments/count', { rule: { trait: text, op: 'contains', value: text } }),
    (text) => as('admin', 'PUT', '/api/scenarios/attack', { name: text, triggers: text, start: text, steps: text }),
    (text) => as('admin', 'POST', '/api/scenarios/validate', { name: text, key: text }),
    (text) =>
      as('admin', 'PUT', '/api/templates/attack', {
        name: text,
        channel: 'email',
        class: 'service',
        purpose: text,
        draft: { format: 'text', subject: text, body: text },
      }),
    (text) => as('admin', 'POST', '/api/imports', { kind: text, file: text, currency: text, timezone: text }),
    (text) => as('admin', 'POST', '/api/keys', { kind: 'write', name: text }),
    (text) => as('admin', 'POST', '/api/invitations', { email: text, role: 'analyst' }),
    (text) => as('admin', 'PATCH', `/api/accounts/${encodeURIComponent(text)}`, { name: text }),
    (text) => as('admin', 'DELETE', `/api/keys/${encodeURIComponent(text)}`),
    (text) => as(null, 'POST', '/api/session', { email: text, password: text }),
    (text) => as(null, 'POST', '/api/session/invitation', { token: text, email: text, password: text }),
  ];
  for (const text of attacks) {
    for (const [at, call] of calls.entries()) {
      const answer = await call(text);
      assert.ok(answer.statusCode < 500, `call ${at} with ${JSON.stringify(text)}: ${answer.body}`);
    }
  }
  await engine.quiet();
  assert.equal((await as('admin', 'GET', '/api/people?externalId=ana')).json().items.length, 1);
});

test('[AP24] a random cursor is refused or answers a page, and never fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      ),
      fc.constantFrom('people', 'outbox', 'rejected', 'imports', 'audit', 'templates', 'products', 'companies'),
      async (after, noun) => {
        const answer = await as('admin', 'GET', `/api/${noun}?after=${encodeURIComponent(after)}`);
        assert.ok(answer.statusCode === 200 || answer.statusCode === 422, `${noun} ${after}: ${answer.body}`);
      },
    ),
    { numRuns: 150 },
  );
  assert.ok(store);
});

test('[AP26] a request that waits for facts ends with the server, which is closed at once', async (t) => {
  const other = await testApp(t);
  const { id } = (await other.as('marketer', 'POST', '/api/imports', { kind: 'orders', file: 'a' })).json();
  await other.as('marketer', 'POST', `/api/imports/${id}/facts`, JSON.stringify(order('o1', {}, '1')), ndjson);
  // Nothing runs this store's engine, so its facts wait.
  const finish = other.as('marketer', 'POST', `/api/imports/${id}/finish`, {});
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = performance.now();
  await other.app.close();
  assert.ok(performance.now() - started < 2_000);
  assert.deepEqual([(await finish).statusCode, (await finish).json().error.code], [503, 'API_CLOSED']);
});
