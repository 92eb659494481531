/** Rules of every kind of condition, operator and field, compiled: the statements of segments, which stand in no `.sql` file. */
import { compileCount } from '../../src/segments/compile.ts';
import { conditions } from '../../src/segments/conditions/index.ts';
import { orderFields } from '../../src/segments/conditions/order-fields.ts';
import { bind, compileMembers, compileRules, parseRule } from '../../src/segments/index.ts';
import { operators } from '../../src/segments/operators/index.ts';

export type CompiledRule = { name: string; rule: unknown; text: string; values: unknown[] };

const day = '2026-03-01';
/** Values that operators may take; the first that the rule's parser accepts is used. */
const values: unknown[] = [undefined, 'x', 3, true, day, 'P3D', ['x', 'y'], [1, 2], [day, '2026-04-01']];

/** The first way of writing a condition that the parser lets through; null when there is none. */
function accepted(...candidates: unknown[]): unknown {
  for (const candidate of candidates) {
    try {
      parseRule(candidate);
      return candidate;
    } catch {}
  }
  return null;
}

const withValue = (node: object): unknown[] => values.map((value) => (value === undefined ? node : { ...node, value }));
const defined = (rules: unknown[]): unknown[] => rules.filter((rule) => rule !== null);

const measures: object[] = [
  {},
  { count: 'never', within: 'P30D' },
  { count: { at_least: 2 }, within: 'P1M' },
  { count: { at_most: 2 }, between: [day, '2026-04-01'] },
  { first: { in_last: 'P9D' } },
  { last: { more_than_ago: 'P9D' } },
  { sum: { of: 'price', above: 3 }, within: 'P30D' },
  { average: { of: 'price', above: 3 } },
  { amount: { above: 3 }, within: 'P30D' },
  { units: { at_least: 2 } },
  { average: { above: 3 } },
];

const someOf: Readonly<Record<string, () => unknown[]>> = {
  trait: () =>
    [...operators.keys()].flatMap((op) =>
      ['city', 'address.zip'].map((trait) => accepted(...withValue({ trait, op }))),
    ),
  identity: () =>
    'email phone external_id anonymous identified locale company owner timezone first_seen'
      .split(' ')
      .flatMap((identity) => [...operators.keys()].map((op) => accepted(...withValue({ identity, op })))),
  permission: () =>
    ['granted', 'withdrawn', 'suppressed', 'unknown', 'none'].map((status) =>
      accepted({ permission: 'email', purpose: 'news', status }, { permission: 'email', status }),
    ),
  list: () => [accepted({ list: 'vip' })],
  segment: () => [accepted({ segment: 'loyal' })],
  event: () => [
    ...measures.map((measure) => accepted({ event: 'X', ...measure })),
    accepted({ event: 'Home', type: 'page' }),
    ...[...operators.keys()].map((op) => {
      const tests = withValue({ property: 'a.b', op });
      return accepted(...tests.map((test) => ({ event: 'X', where: [test], within: 'P9D' })));
    }),
    ...measures.map((measure) => accepted({ event: 'Order Completed', ...measure })),
  ],
  orders: () => [
    ...measures.map((measure) => accepted({ orders: measure })),
    ...Object.keys(orderFields).flatMap((property) =>
      ['is', 'contains', 'above', 'not_in', 'exists'].flatMap((op) => {
        const tests = withValue({ property, op });
        return [{}, { amount: { above: 3 } }, { last: { in_last: 'P9D' } }].map((measure) =>
          accepted(...tests.map((test) => ({ orders: { where: [test], ...measure } }))),
        );
      }),
    ),
  ],
};

/** Every rule in the modes that name one bucket, with recheck and without. Kinds of conditions without an example are told. */
export function compiledRules(): { rules: CompiledRule[]; counts: CompiledRule[]; missing: string[] } {
  const groups = ['all', 'any', 'none'];
  const kinds = [...conditions.keys()].filter((kind) => !groups.includes(kind));
  const rules = kinds.flatMap((kind) => defined(someOf[kind]?.() ?? []));
  const missing = kinds.filter((kind) => !rules.some((rule) => kind in (rule as object)));
  const grouped = groups.map((group) => ({ [group]: rules.slice(0, 3) }));
  const all = [...rules, ...grouped];
  return { rules: all.flatMap(inModes), counts: all.map(countOfBucket), missing };
}

/** What everything of a rule takes. */
const args = {
  bucket: 0,
  buckets: [0],
  people: ['00000000-0000-4000-8000-000000000001'],
  moments: [new Date(day)],
  asOf: new Date(day),
  timezone: 'Europe/Paris',
  zones: ['UTC'],
};

/** How a count goes on where it cannot ask all buckets at once. */
function countOfBucket(rule: unknown): CompiledRule {
  const compiled = compileCount(parseRule(rule), 'some');
  return { name: `count of a bucket ${JSON.stringify(rule)}`, rule, ...bind(compiled, args) };
}

function inModes(rule: unknown): CompiledRule[] {
  const parsed = parseRule(rule);
  const named = (how: string, compiled: ReturnType<typeof compileRules>) => ({
    name: `${how} ${JSON.stringify(rule)}`,
    rule,
    ...bind(compiled, args),
  });
  return [
    named('touched', compileRules([parsed], 'touched')),
    named('bucket', compileRules([parsed], 'bucket')),
    named('members of a bucket', compileMembers(parsed, 'bucket')),
  ];
}
