import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { event, house, insert, person, personId } from './fixtures.ts';
import { evaluate, parseRule, parseWhere, whereMatches } from './index.ts';

const { pool, inBite } = await house();
const now = new Date('2026-03-10T12:00:00Z');

const texts = fc.constantFrom(
  'Évry',
  'evry',
  'EVRY-Courcouronnes',
  '12',
  '12.50',
  '-0',
  '1e3',
  'true',
  '',
  ' ',
  '[]',
  '2024-02-29',
  '2023-02-29',
  '2024-02-29T23:30:00-02:00',
  '2024-03-01 01:30',
  '2024-03-01T01:30:00.5Z',
  '0050-01-01',
  'œ',
  'Ωμέγα',
  'e\u0301vry',
  '%',
  '\\',
);
const scalars = fc.oneof(
  texts,
  fc.constantFrom(0, -0, 12, 12.5, 0.1, 1e21, 1e15, 999_999_999_999_999, -3, 1e-7),
  fc.boolean(),
  fc.constant(null),
);
const values = fc.oneof(
  scalars,
  fc.array(scalars, { maxLength: 3 }),
  fc.array(fc.record({ b: scalars, c: scalars }, { requiredKeys: [] }), { maxLength: 3 }),
  fc.record({ b: scalars }),
);
const properties = fc.record({ a: values, b: fc.oneof(scalars, fc.record({ a: values })) }, { requiredKeys: [] });
const dates = fc.constantFrom('2024-02-29', '2024-03-01', '2024-03-01T01:30:00Z', '0050-01-01');
const given = fc.oneof(
  fc.record({ op: fc.constantFrom('is', 'is_not'), value: scalars.filter((value) => value !== null) }),
  fc.record({ op: fc.constantFrom('exists', 'missing', 'empty', 'not_empty') }),
  fc.record({
    op: fc.constantFrom('contains', 'not_contains', 'starts', 'ends'),
    value: texts.filter((text) => text !== ''),
  }),
  fc.record({ op: fc.constantFrom('has', 'has_not'), value: texts }),
  fc.record({ op: fc.constantFrom('in', 'not_in'), value: fc.array(texts, { minLength: 1, maxLength: 3 }) }),
  fc.record({
    op: fc.constantFrom('above', 'at_least', 'below', 'at_most'),
    value: fc.constantFrom(0, 12, 12.5, 0.1, 1e21, -3),
  }),
  fc.record({ op: fc.constant('between'), value: fc.constantFrom([0, 12], [12.5, 1e21]) }),
  fc.record({ op: fc.constantFrom('before', 'after', 'on'), value: dates }),
  fc.record({ op: fc.constant('date_between'), value: fc.tuple(dates, dates) }),
);
const paths = fc.constantFrom('a', 'b', 'a.b', 'b.a', 'b.a.c');
const plain = fc.tuple(paths, given).map(([property, test]) => ({ property, ...test }));
const items = fc
  .tuple(paths, fc.constantFrom('any_item', 'no_item'), plain)
  .map(([property, op, test]) => ({ property, op, where: [test] }));
const tests = fc.array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: items }), {
  minLength: 1,
  maxLength: 2,
});

test('[SG17] a where on properties at hand is true exactly where SQL finds the event', async () => {
  let matches = 0;
  const samples = fc.sample(fc.tuple(tests, fc.array(properties, { minLength: 30, maxLength: 30 })), {
    numRuns: 120,
    seed: 20260310,
  });
  const people = Array.from({ length: 30 }, (_, i) => i + 1);
  await insert(
    pool,
    'person',
    people.map((n) => person(n)),
  );
  for (const [where, bodies] of samples) {
    await pool.query('delete from event');
    await insert(
      pool,
      'event',
      people.map((n) => event(n, 'X', now, bodies[n - 1]!)),
    );
    const found = await inBite(now, (bite) =>
      evaluate(
        bite,
        parseRule({ event: 'X', where }),
        people.map((n) => ({ personId: personId(n), asOf: now })),
      ),
    );
    const checked = parseWhere(JSON.parse(JSON.stringify(where)));
    for (const n of people) {
      // As it would come in: JSON has no −0 and no undefined.
      const body = JSON.parse(JSON.stringify(bodies[n - 1]));
      const matched = whereMatches(checked, body);
      if (matched) matches++;
      assert.equal(matched, found.has(personId(n)), `${JSON.stringify(where)} on ${JSON.stringify(body)}`);
    }
  }
  assert.ok(matches > 500 && matches < 3000, `${matches} matches of 3600 say little`);
});

test('[SG17] fields of orders are found where the event “Order Completed” carries them', () => {
  const sale = {
    revenue: 40,
    coupon: 'NOEL',
    products: [
      { product_id: 'p1', category: 'Chaussures', price: 19.9 },
      { product_id: 'p2', category: 'Sacs' },
    ],
  };
  const matches = (property: string, op: string, value: unknown) =>
    whereMatches(parseWhere([{ property, op, value }]), sale, 'Order Completed');
  assert.equal(matches('category', 'is', 'sacs'), true);
  assert.equal(matches('category', 'is', 'livres'), false);
  assert.equal(matches('total', 'at_least', 40), true);
  assert.equal(matches('coupon', 'is', 'noel'), true);
  assert.equal(whereMatches(parseWhere([{ property: 'category', op: 'is', value: 'sacs' }]), sale), false);
});
