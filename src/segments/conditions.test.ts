import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { event, house, insert, line, numberOf, person, personId, sale } from './fixtures.ts';
import { countDraft, evaluate, parseRule } from './index.ts';

const { store, pool, inBite } = await house();
const now = new Date('2026-03-10T12:00:00Z');
const ids = [1, 2, 3, 4, 5, 6, 7, 8];

/** Numbers of the people who match, asked both ways: person by person, and over the whole base. */
async function who(rule: unknown, asOf = now): Promise<number[]> {
  const touched = ids.map((n) => ({ personId: personId(n), asOf }));
  const found = await inBite(asOf, (bite) => evaluate(bite, parseRule(rule), touched));
  const counted = await countDraft(store, rule, asOf);
  assert.deepEqual(
    counted.sample.map(({ id }) => id),
    [...found].sort(),
  );
  assert.equal(counted.count, found.size);
  return [...found].map(numberOf).sort((a, b) => a - b);
}

before(async () => {
  await insert(pool, 'person', [
    person(1, {
      email: 'lea@example.org',
      external_id: 'C1',
      locale: 'fr-FR',
      timezone: 'Europe/Paris',
      owner_id: 'o1',
      traits: {
        city: 'Évry',
        age: 34,
        vip: true,
        birthday: '1992-03-12',
        tags: ['Été', 'vip'],
        note: `'; drop table person; -- $1 \\ %_`,
        children: [
          { name: 'Zoé', born: '2024-05-01' },
          { name: 'Tom', born: '2016-02-29' },
        ],
        address: { zip: 75001 },
        amount: '12.50',
      },
    }),
    person(2, {
      phone: '+33600000002',
      timezone: 'Pacific/Auckland',
      traits: {
        city: 'EVRY',
        age: '34',
        vip: 'true',
        birthday: '2000-02-29',
        children: [],
        since: '2026-03-10T23:30:00Z',
      },
    }),
    person(3, {
      email: 'b@example.com',
      company_id: 'acme',
      timezone: 'America/Los_Angeles',
      traits: { city: 'évry', age: 17, birthday: '2023-02-30', since: '2026-03-10T23:30:00Z' },
    }),
    person(4, { timezone: 'Mars/Olympus', traits: { city: '', age: null, birthday: '1990-12-31', tags: [] } }),
    person(5, { email: 'x@example.org', traits: { city: 'Évry-Courcouronnes', birthday: '1990-01-02' } }),
    person(6, { traits: { city: ['Évry'] } }),
    person(7, {}),
    person(8, { traits: { city: 'Œuf', age: 1e21 } }),
  ]);
});

test('[SG1] texts are compared without case and accents, and only texts are texts', async () => {
  assert.deepEqual(await who({ trait: 'city', op: 'is', value: 'Evry' }), [1, 2, 3]);
  assert.deepEqual(await who({ trait: 'city', op: 'starts', value: 'évr' }), [1, 2, 3, 5]);
  assert.deepEqual(await who({ trait: 'city', op: 'ends', value: 'COURCOURONNES' }), [5]);
  assert.deepEqual(await who({ trait: 'city', op: 'contains', value: 'y-c' }), [5]);
  assert.deepEqual(await who({ trait: 'city', op: 'in', value: ['œuf', 'x'] }), [8]);
  assert.deepEqual(await who({ trait: 'tags', op: 'has', value: 'ete' }), [1]);
  assert.deepEqual(await who({ trait: 'address.zip', op: 'starts', value: '750' }), [1]);
});

test('[SG2] a negative operator is exactly what the positive one is not, missing values included', async () => {
  assert.deepEqual(await who({ trait: 'city', op: 'is_not', value: 'Evry' }), [4, 5, 6, 7, 8]);
  assert.deepEqual(await who({ trait: 'city', op: 'not_contains', value: 'vry' }), [4, 6, 7, 8]);
  assert.deepEqual(await who({ trait: 'city', op: 'not_in', value: ['evry'] }), [4, 5, 6, 7, 8]);
  assert.deepEqual(await who({ trait: 'tags', op: 'has_not', value: 'VIP' }), [2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(await who({ trait: 'city', op: 'exists' }), [1, 2, 3, 4, 5, 6, 8]);
  assert.deepEqual(await who({ trait: 'city', op: 'missing' }), [7]);
  assert.deepEqual(await who({ trait: 'city', op: 'empty' }), [4, 7]);
  assert.deepEqual(await who({ trait: 'tags', op: 'not_empty' }), [1]);
});

test('[SG3] numbers are compared exactly, also those that came as text', async () => {
  assert.deepEqual(await who({ trait: 'age', op: 'is', value: 34 }), [1, 2]);
  assert.deepEqual(await who({ trait: 'age', op: 'at_least', value: 18 }), [1, 2, 8]);
  assert.deepEqual(await who({ trait: 'age', op: 'between', value: [17, 33.5] }), [3]);
  assert.deepEqual(await who({ trait: 'age', op: 'above', value: 34 }), [8]);
  assert.deepEqual(await who({ trait: 'age', op: 'below', value: 34 }), [3]);
  assert.deepEqual(await who({ trait: 'amount', op: 'at_most', value: 12.5 }), [1]);
  assert.deepEqual(await who({ trait: 'vip', op: 'is', value: true }), [1, 2]);
});

test('[SG4] days begin in the person’s own time zone, the shop’s where that is missing or unknown', async () => {
  // 23:30 UTC is the next day in Auckland and the same day in Los Angeles.
  assert.deepEqual(await who({ trait: 'since', op: 'on', value: '2026-03-11' }), [2]);
  assert.deepEqual(await who({ trait: 'since', op: 'on', value: '2026-03-10' }), [3]);
  assert.deepEqual(await who({ trait: 'since', op: 'before', value: '2026-03-10T23:30:01Z' }), [2, 3]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'after', value: '1990-12-30' }), [1, 2, 4]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'date_between', value: ['1990-01-02', '1990-12-31'] }), [4, 5]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'more_than_ago', value: 'P35Y' }), [4, 5]);
  assert.deepEqual(await who({ trait: 'since', op: 'in_next', value: 'P1D' }), [2, 3]);
  assert.deepEqual(
    await who({ trait: 'since', op: 'more_than_ahead', value: 'P1D' }, new Date('2026-03-08T12:00:00Z')),
    [2, 3],
  );
  assert.deepEqual(await who({ trait: 'birthday', op: 'exists' }), [1, 2, 3, 4, 5]);
});

test('[SG5] yearly dates reach over New Year, and 29 February falls on the 28th in common years', async () => {
  assert.deepEqual(await who({ trait: 'birthday', op: 'yearly_next', value: 'P7D' }), [1]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'yearly_today' }, new Date('2026-03-12T12:00:00Z')), [1]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'yearly_today' }, new Date('2026-02-28T02:00:00Z')), [2]);
  assert.deepEqual(await who({ trait: 'birthday', op: 'yearly_today' }, new Date('2028-02-29T02:00:00Z')), [2]);
  assert.deepEqual(
    await who({ trait: 'birthday', op: 'yearly_next', value: 'P3D' }, new Date('2025-12-30T12:00:00Z')),
    [4, 5],
  );
  assert.deepEqual(
    await who({ trait: 'birthday', op: 'yearly_last', value: 'P3D' }, new Date('2026-01-02T12:00:00Z')),
    [4, 5],
  );
});

test('[SG6] an element of a list must pass all tests together', async () => {
  const child = (...where: unknown[]) => ({ trait: 'children', op: 'any_item', where });
  assert.deepEqual(await who(child({ property: 'born', op: 'in_last', value: 'P3Y' })), [1]);
  assert.deepEqual(
    await who(child({ property: 'born', op: 'in_last', value: 'P3Y' }, { property: 'name', op: 'is', value: 'zoe' })),
    [1],
  );
  assert.deepEqual(
    await who(child({ property: 'born', op: 'in_last', value: 'P3Y' }, { property: 'name', op: 'is', value: 'Tom' })),
    [],
  );
  assert.deepEqual(
    await who({ ...child({ property: 'name', op: 'is', value: 'Tom' }), op: 'no_item' }),
    [2, 3, 4, 5, 6, 7, 8],
  );
});

test('[SG7] groups nest, and none turns its inside around', async () => {
  const evry = { trait: 'city', op: 'is', value: 'Evry' };
  const adult = { trait: 'age', op: 'at_least', value: 18 };
  assert.deepEqual(await who({ all: [evry, adult] }), [1, 2]);
  assert.deepEqual(await who({ any: [evry, adult] }), [1, 2, 3, 8]);
  assert.deepEqual(await who({ none: [evry, adult] }), [4, 5, 6, 7]);
  assert.deepEqual(await who({ none: [{ none: [evry] }] }), [1, 2, 3]);
});

test('[SG8] identity: addresses, shop id, anonymous, language, company, account owner', async () => {
  assert.deepEqual(await who({ identity: 'email', op: 'exists' }), [1, 3, 5]);
  assert.deepEqual(await who({ identity: 'email', op: 'ends', value: '@example.org' }), [1, 5]);
  assert.deepEqual(await who({ identity: 'phone', op: 'exists' }), [2]);
  assert.deepEqual(await who({ identity: 'external_id', op: 'is', value: 'c1' }), [1]);
  assert.deepEqual(await who({ identity: 'anonymous', op: 'is', value: true }), [4, 6, 7, 8]);
  assert.deepEqual(await who({ identity: 'identified', op: 'is', value: true }), [1, 2, 3, 5]);
  assert.deepEqual(await who({ identity: 'locale', op: 'starts', value: 'fr' }), [1]);
  assert.deepEqual(await who({ identity: 'company', op: 'is', value: 'ACME' }), [3]);
  assert.deepEqual(await who({ identity: 'owner', op: 'exists' }), [1]);
  assert.deepEqual(await who({ identity: 'timezone', op: 'is', value: 'Pacific/Auckland' }), [2]);
  assert.deepEqual(await who({ identity: 'first_seen', op: 'before', value: '2020-01-02' }), ids);
});

test('[SG9] preference: agreement, withdrawal and suppression as the gates see them; lists', async () => {
  const allow = (n: number, purpose: string, status: string) => ({
    bucket: 0,
    person_id: personId(n),
    channel: 'email',
    purpose,
    status,
    hash: Buffer.from('h'),
    occurred_at: now,
  });
  await insert(pool, 'permission', [
    allow(1, 'marketing', 'granted'),
    allow(2, 'marketing', 'withdrawn'),
    allow(3, 'marketing', 'granted'),
    allow(3, '*', 'suppressed'),
    allow(5, '*', 'suppressed_all'),
  ]);
  const permission = (status: string) => ({ permission: 'email', purpose: 'marketing', status });
  assert.deepEqual(await who(permission('granted')), [1]);
  assert.deepEqual(await who(permission('withdrawn')), [2]);
  assert.deepEqual(await who({ permission: 'email', status: 'suppressed' }), [3, 5]);
  assert.deepEqual(await who(permission('unknown')), [4, 6, 7, 8]);
  const on = (n: number, removed: boolean) => ({
    bucket: 0,
    list: 'news',
    person_id: personId(n),
    since: now,
    removed,
  });
  await insert(pool, 'list_member', [on(1, false), on(2, true)]);
  assert.deepEqual(await who({ list: 'news' }), [1]);
});

test('[SG10] events: counts, windows, properties, sums, first and last, never', async () => {
  await insert(pool, 'event', [
    event(1, 'Product Viewed', '2026-03-10T11:00:00Z', {
      category: 'Chaussures',
      price: 19.9,
      product: { brand: 'Léo' },
    }),
    event(1, 'Product Viewed', '2026-03-01T12:00:00Z', { category: 'Sacs', price: '5.10' }),
    event(1, 'Product Viewed', '2026-01-31T12:00:00Z', { category: 'Sacs' }),
    event(2, 'Product Viewed', '2026-02-10T12:00:00Z', {
      category: 'chaussures',
      items: [
        { sku: 'A', n: 1 },
        { sku: 'B', n: 2 },
      ],
    }),
    event(3, 'Product Viewed', '2026-03-10T12:00:01Z', { category: 'Sacs' }),
    event(4, 'Home', '2026-03-09T12:00:00Z', {}, { type: 'page' }),
  ]);
  const viewed = (more: object = {}) => ({ event: 'Product Viewed', ...more });
  assert.deepEqual(await who(viewed()), [1, 2]);
  assert.deepEqual(await who(viewed({ count: { at_least: 2 } })), [1]);
  assert.deepEqual(await who(viewed({ count: { at_least: 2 }, within: 'P5D' })), []);
  assert.deepEqual(await who(viewed({ count: { at_least: 2 }, within: 'P10D' })), [1]);
  assert.deepEqual(await who(viewed({ within: 'P28D' })), [1]);
  assert.deepEqual(await who(viewed({ within: 'P1M' })), [1]);
  assert.deepEqual(await who(viewed({ within: 'PT30M' })), []);
  assert.deepEqual(await who(viewed({ between: ['2026-02-10', '2026-02-10'] })), [2]);
  assert.deepEqual(await who(viewed({ count: 'never' })), [3, 4, 5, 6, 7, 8]);
  assert.deepEqual(await who(viewed({ count: { at_most: 1 }, within: 'P30D' })), [2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(await who(viewed({ count: { exactly: 3 } })), [1]);
  assert.deepEqual(await who(viewed({ count: { at_least: 1, at_most: 2 } })), [2]);
  assert.deepEqual(await who(viewed({ where: [{ property: 'category', op: 'is', value: 'chaussures' }] })), [1, 2]);
  assert.deepEqual(await who(viewed({ where: [{ property: 'product.brand', op: 'is', value: 'leo' }] })), [1]);
  assert.deepEqual(await who(viewed({ where: [{ property: 'items.sku', op: 'is', value: 'B' }] })), [2]);
  assert.deepEqual(await who(viewed({ sum: { of: 'price', at_least: 25 } })), [1]);
  assert.deepEqual(await who(viewed({ sum: { of: 'price', exactly: 25 } })), [1]);
  assert.deepEqual(await who(viewed({ sum: { of: 'items.n', exactly: 3 } })), [2]);
  assert.deepEqual(await who(viewed({ max: { of: 'price', below: 20 } })), [1]);
  assert.deepEqual(await who(viewed({ min: { of: 'price', below: 6 } })), [1]);
  assert.deepEqual(await who(viewed({ avg: { of: 'price', exactly: 12.5 } })), [1]);
  assert.deepEqual(await who(viewed({ first: { before: '2026-02-01' } })), [1]);
  assert.deepEqual(await who(viewed({ first: { in_last: 'P30D' } })), [2]);
  assert.deepEqual(await who(viewed({ last: { more_than_ago: 'P7D' } })), [2]);
  assert.deepEqual(await who(viewed({ last: { after: '2026-03-09' } })), [1]);
  assert.deepEqual(await who({ event: 'Home', type: 'page' }), [4]);
  assert.deepEqual(await who({ event: 'Home', type: 'track' }), []);
});

test('[SG11] orders: sales that hold, whichever door they came by, with their lines', async () => {
  await insert(pool, 'product', [{ id: 'p1', category: 'Chaussures', brand: 'Léo', updated_at: now }]);
  await insert(pool, 'purchase', [
    sale(1, 'a', '2026-03-01T12:00:00Z', { total: 100, coupons: ['NOEL'] }),
    sale(1, 'b', '2026-02-01T12:00:00Z'),
    sale(2, 'c', '2026-03-01T12:00:00Z', { status: 'cancelled', total: 500 }),
    sale(3, 'd', '2026-03-01T12:00:00Z', { kind: 'cancellation' }),
    sale(4, 'e', '2025-01-01T12:00:00Z', { currency: 'USD', rate: 0.5 }),
    sale(null, 'f', '2026-03-01T12:00:00Z', { total: 900 }),
  ]);
  await insert(pool, 'purchase_line', [
    line(1, 'a', 'p1', '2026-03-01T12:00:00Z', { category: 'Divers', quantity: 2, price: '33.33', sku: 'S1' }),
    line(1, 'a', 'p2', '2026-03-01T12:00:00Z', { category: 'Sacs', price: '0.34', coupon: 'SAC10' }),
    line(1, 'b', 'p2', '2026-02-01T12:00:00Z', { category: 'Sacs', price: '7', quantity: 3, returned: 1 }),
    line(1, 'b', 'p3', '2026-02-01T12:00:00Z', { price: '99', cancelled: true }),
    line(4, 'e', 'p1', '2025-01-01T12:00:00Z', { price: '80' }),
    line(null, 'f', 'p1', '2026-03-01T12:00:00Z', {}),
  ]);
  const orders = (body: object) => ({ orders: body });
  const is = (property: string, value: unknown) => ({ where: [{ property, op: 'is', value }] });
  assert.deepEqual(await who(orders({})), [1, 4]);
  assert.deepEqual(await who({ event: 'Order Completed', count: { at_least: 2 } }), [1]);
  assert.deepEqual(await who(orders({ count: 'never', within: 'P90D' })), [2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(await who(orders({ count: { at_least: 2 }, within: 'P20D' })), []);
  assert.deepEqual(await who(orders(is('category', 'chaussures'))), [1, 4]);
  assert.deepEqual(await who(orders(is('category', 'Divers'))), []);
  assert.deepEqual(await who(orders({ count: { at_least: 2 }, ...is('category', 'sacs') })), [1]);
  assert.deepEqual(await who(orders(is('sku', 's1'))), [1]);
  assert.deepEqual(await who(orders(is('brand', 'leo'))), [1, 4]);
  assert.deepEqual(await who(orders(is('coupon', 'noel'))), [1]);
  assert.deepEqual(await who(orders(is('coupon', 'sac10'))), [1]);
  assert.deepEqual(await who(orders(is('currency', 'usd'))), [4]);
  assert.deepEqual(await who(orders({ where: [{ property: 'total', op: 'above', value: 39.99 }] })), [1, 4]);
  assert.deepEqual(await who(orders({ where: [{ property: 'total', op: 'is', value: 40 }] })), [4]);
  // 2 × 33.33 + 0.34 + (3 − 1) × 7, exactly.
  assert.deepEqual(await who(orders({ amount: { exactly: 81 } })), [1]);
  assert.deepEqual(await who({ event: 'Order Completed', sum: { of: 'revenue', exactly: 40 } }), [4]);
  assert.deepEqual(await who(orders({ units: { exactly: 5 } })), [1]);
  assert.deepEqual(await who(orders({ amount: { exactly: 14.34 }, ...is('category', 'sacs') })), [1]);
  assert.deepEqual(await who(orders({ average: { exactly: 40.5 } })), [1]);
  assert.deepEqual(await who(orders({ last: { more_than_ago: 'P90D' } })), [4]);
  assert.deepEqual(await who(orders({ first: { after: '2026-01-31' } })), [1]);
  assert.deepEqual(
    await who(
      orders({
        where: [
          { property: 'category', op: 'is', value: 'Sacs' },
          { property: 'sku', op: 'is', value: 'S1' },
        ],
      }),
    ),
    [],
  );
});

test('[SG12] SQL metacharacters in any text are only text', async () => {
  const nasty = `'; drop table person; -- $1 \\ %_`;
  assert.deepEqual(await who({ trait: 'note', op: 'is', value: nasty }), [1]);
  assert.deepEqual(await who({ trait: 'note', op: 'contains', value: '%_' }), [1]);
  assert.deepEqual(await who({ trait: 'city', op: 'contains', value: '%' }), []);
  for (const text of [nasty, `"`, `\\`, `$$`, `$1`, `' or ''='`, 'a"."b', '@bucket', '{value}']) {
    const property = [text, text];
    await who({
      all: [
        { trait: [text], op: 'is', value: text },
        { trait: property, op: 'in', value: [text] },
        { list: text },
        { permission: text, purpose: text, status: 'granted' },
        { identity: 'email', op: 'contains', value: text },
        { event: text, where: [{ property, op: 'starts', value: text }], sum: { of: property, above: 0 } },
        {
          orders: {
            where: [
              { property: 'category', op: 'is', value: text },
              { property: 'coupon', op: 'is_not', value: text },
            ],
          },
        },
      ],
    });
    // A segment of that name is no segment: the draft is refused by name, not run.
    await assert.rejects(who({ segment: text }), { code: 'SEG_RULE_INVALID' });
  }
});
