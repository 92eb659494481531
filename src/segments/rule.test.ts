import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { compareDecimals } from './exact.ts';
import { bind, compileRules, describe, eventsOf, parseRule, parseWhere, ruleJsonSchema, segmentsOf } from './index.ts';

/** Asserts that a rule is refused with a line that starts with the place and holds the words. */
function refused(rule: unknown, place: string, words: RegExp): void {
  assert.throws(
    () => parseRule(rule),
    (error: { code: string; details: string[] }) => {
      assert.equal(error.code, 'SEG_RULE_INVALID');
      const line = error.details.find((fault) => fault.startsWith(`${place}: `));
      assert.ok(line, `${place} is not among ${error.details.join(' | ')}`);
      assert.match(line, words);
      return true;
    },
  );
}

test('[SG13] a fault names its place in the rule and says what to do', () => {
  refused(null, 'the rule', /must be an object with one of all, any/);
  refused({ trai: 'x', op: 'exists' }, 'the rule', /did you mean trait/);
  refused(
    {
      all: [
        { trait: 'a', op: 'exists' },
        { trait: 'a', op: 'equals', value: 1 },
      ],
    },
    'all[1].op',
    /"equals" cannot be asked here; did you mean/,
  );
  refused({ trait: 'a', op: 'above', value: '12' }, 'value', /must be a number/);
  refused({ trait: 'a', op: 'in_last', value: 'P2H' }, 'value', /duration of days/);
  refused({ trait: 'a', op: 'on', value: '2023-02-30' }, 'value', /must be a date/);
  refused({ trait: 'a', op: 'exists', value: 1 }, 'the rule', /“value” is not known here/);
  refused({ trait: 'a', op: 'is' }, 'the rule', /“value” is missing/);
  refused({ trait: 'a', op: 'is', value: 'x\u0000' }, 'value', /no text|must be a text/);
  refused({ trait: 'a', op: 'yearly_next', value: 'P2Y' }, 'value', /at most 365 days/);
  refused({ trait: 'a', list: 'b' }, 'the rule', /cannot stand in one condition/);
  refused({ identity: 'mail', op: 'exists' }, 'identity', /did you mean email/);
  refused({ identity: 'identified', op: 'is', value: 'yes' }, 'value', /true or false/);
  refused({ identity: 'email', op: 'above', value: 3 }, 'op', /cannot be asked here/);
  refused({ event: 'X', count: { at_least: 3, at_most: 1 } }, 'count', /must not be above/);
  refused({ event: 'X', count: { at_least: 1.5 } }, 'count.at_least', /whole number/);
  refused({ event: 'X', within: 'P1D', between: ['2024-01-01', '2024-01-02'] }, 'the rule', /exclude each other/);
  refused({ event: 'X', count: 'never', sum: { of: 'a', above: 1 } }, 'the rule', /exclude each other/);
  refused({ event: 'X', first: { in_last: 'P1D', before: '2024-01-01' } }, 'first', /exactly one of/);
  refused({ event: 'X', last: { in_last: 'P1D' }, within: 'P1D' }, 'the rule', /looks at all time/);
  refused(
    { event: 'X', where: [{ property: 'a', op: 'in_last', value: 'P1D' }] },
    'where[0].op',
    /cannot be asked here/,
  );
  refused({ event: 'X', where: [] }, 'where', /at least one test/);
  refused({ event: 'X', typ: 'page' }, 'the rule', /“typ” is not known/);
  refused(
    { orders: { where: [{ property: 'colour', op: 'is', value: 'x' }] } },
    'orders.where[0].property',
    /orders have no field "colour"/,
  );
  refused(
    { orders: { where: [{ property: 'total', op: 'is', value: 'x' }] } },
    'orders.where[0].value',
    /must be a number/,
  );
  refused({ event: 'Order Completed', max: { of: 'total', above: 1 } }, 'the rule', /“max” is not known here/);
  refused({ event: 'Order Completed', sum: { of: 'tax', above: 1 } }, 'sum', /sum of "total" or "quantity"/);
  refused({ permission: 'email', purpose: 'm', status: 'yes' }, 'status', /one of granted/);
  refused(
    { trait: 'children', op: 'any_item', where: [{ property: 'x', op: 'any_item', where: [] }] },
    'where[0].op',
    /cannot be asked here/,
  );
  assert.throws(() => parseWhere([{ property: 'a', op: 'bigger', value: 1 }]), /where\[0\]\.op/);
});

test('[SG14] rules that are too deep, too long or too large are refused, not run', () => {
  const deep = (levels: number): unknown => (levels === 0 ? { list: 'a' } : { all: [deep(levels - 1)] });
  parseRule(deep(8));
  refused(deep(9), 'all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]', /8 deep/);
  refused({ any: Array.from({ length: 201 }, () => ({ list: 'a' })) }, 'any[199]', /more than 200 conditions/);
  refused({ trait: 'a', op: 'is', value: 'x'.repeat(501) }, 'value', /at most 500/);
  refused({ trait: 'a', op: 'in', value: Array.from({ length: 1001 }, String) }, 'value', /at most 1000/);
  refused({ event: 'X', within: 'P101Y' }, 'within', /at most 100 years/);
});

test('[SG14] whatever JSON comes, checking ends with a rule or with faults', () => {
  const words = [
    'all',
    'any',
    'none',
    'trait',
    'op',
    'value',
    'event',
    'orders',
    'where',
    'count',
    'within',
    'is',
    'property',
    'identity',
  ];
  const key = fc.constantFrom(...words);
  const { rule } = fc.letrec((tie) => ({
    // The first kind is what remains at the deepest level.
    rule: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'rule' },
      fc.oneof(key, fc.constantFrom('__proto__', 'P3D', 1, -1, null, true)),
      fc.dictionary(key, tie('rule'), { maxKeys: 4, depthIdentifier: 'rule' }),
      fc.array(tie('rule'), { maxLength: 3, depthIdentifier: 'rule' }),
    ),
  }));
  fc.assert(
    fc.property(rule, (input) => {
      try {
        compileRules([parseRule(input)], 'touched');
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'SEG_RULE_INVALID', String((error as Error).stack));
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test('[SG15] values of a rule are parameters, never text of the statement', () => {
  const rule = parseRule({
    all: [
      { trait: 'Zzq1', op: 'is', value: 'Zzq2' },
      { event: 'Zzq3', within: 'P3D', where: [{ property: 'Zzq4.a', op: 'above', value: 4711 }] },
    ],
  });
  const compiled = compileRules([rule], 'touched');
  assert.doesNotMatch(compiled.text, /Zzq|zzq|4711|P3D/);
  const { text, values } = bind(compiled, { bucket: 3, people: [], moments: [], timezone: 'UTC', zones: [] });
  assert.deepEqual(
    values.filter((value) => typeof value === 'string').sort(),
    ['4711', 'P3D', 'Zzq1', 'Zzq3', 'lax $."Zzq4"."a"', 'zzq2'].sort(),
  );
  for (const [, n] of text.matchAll(/\$(\d+)/g)) assert.ok(Number(n) <= values.length);
  assert.match(
    text,
    /from unnest\(\$\d+::uuid\[\], \$\d+::timestamptz\[\]\) as t\(person_id, as_of\)\s+cross join event e\s+where e\.bucket = /,
  );
});

test('[SG15] the published JSON Schema is the one that this program makes', () => {
  const published = JSON.parse(readFileSync(new URL('rule.schema.json', import.meta.url), 'utf8'));
  assert.deepEqual(published, JSON.parse(JSON.stringify(ruleJsonSchema())), 'run: node src/segments/write-schema.ts');
});

test('[SG16] a rule is told as a plain sentence in French and English', () => {
  const rule = parseRule({
    all: [
      { trait: 'city', op: 'is', value: 'Lyon' },
      {
        event: 'Product Viewed',
        count: { at_least: 3 },
        within: 'P30D',
        where: [{ property: 'category', op: 'is', value: 'Sacs' }],
      },
      { none: [{ orders: { within: 'P90D' } }, { segment: 'vip' }] },
    ],
  });
  assert.equal(
    describe(rule, 'en', { segment: () => 'Our best', list: (key) => key }),
    'City is “Lyon”, did “Product viewed” where category is “Sacs” at least 3 times in the last 30 days and none of these: ordered in the last 90 days or is in the segment “Our best”',
  );
  assert.equal(
    describe(rule, 'fr'),
    'Ville est « Lyon », a fait « Produit vu » où catégorie est « Sacs » au moins 3 fois dans les 30 derniers jours et aucune de ces conditions : a commandé dans les 90 derniers jours ou est dans le segment « vip »',
  );
  const more = parseRule({
    all: [
      { trait: 'birthday', op: 'yearly_next', value: 'P1W' },
      { trait: 'cups', op: 'in_last', value: 'P2W' },
      { permission: 'email', purpose: 'measure', status: 'granted' },
    ],
  });
  assert.equal(
    describe(more, 'fr'),
    'Date de naissance : anniversaire dans la prochaine semaine, cups est dans les 2 dernières semaines et a donné son accord (E-mail : mesure des ouvertures)',
  );
  assert.equal(
    describe(more, 'en'),
    'Date of birth has its anniversary within the next 1 week, cups is within the last 2 weeks and has agreed (E-mail: measuring of opens)',
  );
  assert.deepEqual(segmentsOf(rule), ['vip']);
  assert.deepEqual(eventsOf(rule), ['Product Viewed', 'Order Completed']);
});

test('[SG3] decimals compare as PostgreSQL compares them', () => {
  assert.equal(compareDecimals('12.50', '12.5'), 0);
  assert.equal(compareDecimals('0.10000000000000001', '0.1'), 1);
  assert.equal(compareDecimals('-1e3', '-999.9'), -1);
  assert.equal(compareDecimals('1e-7', '0'), 1);
});
