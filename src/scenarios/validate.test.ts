import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from '../../test/support/property.ts';
import { definitionSchema, longestDefinition } from './definition.ts';
import type { Known } from './known.ts';
import { stepKinds } from './steps/index.ts';
import { triggerKinds } from './triggers/index.ts';
import { validate } from './validate.ts';

const known: Known = {
  segments: new Set(['loyal', 'loyal-silent-90']),
  lists: new Set(['news']),
  templates: new Map(
    ['hello', 'trial-thanks', 'trial-tip', 'trial-demonstration', 'trial-coupon', 'win-back', 'win-back-last']
      .map((key): [string, { published: boolean; archived?: boolean }] => [key, { published: true }])
      .concat([
        ['draft', { published: false }],
        ['old', { published: true, archived: true }],
      ]),
  ),
};

const good = {
  key: 'welcome',
  name: 'Welcome',
  triggers: [{ id: 'signed-up', kind: 'event', event: 'Signed Up' }],
  start: 'hello',
  steps: { hello: { kind: 'message', template: 'hello', next: 'end' }, end: { kind: 'exit' } },
};
type Draft = Record<string, unknown>;
const errorsOf = (draft: unknown) => validate(draft, known).errors.map((one) => one.sentence);
/** The good scenario with other steps. */
const walking = (steps: Draft, more: Draft = {}) => errorsOf({ ...good, start: Object.keys(steps)[0], steps, ...more });
const says = (sentences: string[], ...patterns: RegExp[]) => {
  assert.equal(sentences.length, patterns.length, sentences.join('\n'));
  for (const [index, pattern] of patterns.entries()) assert.match(sentences[index]!, pattern);
};

test('[SC1] the published schema is the one of the code, and knows every kind of step and trigger', () => {
  const file = JSON.parse(readFileSync(new URL('scenario.schema.json', import.meta.url), 'utf8'));
  assert.deepEqual(file, JSON.parse(JSON.stringify(definitionSchema())), 'run src/scenarios/write-schema.ts');
  const text = JSON.stringify(file);
  for (const kind of [...Object.keys(stepKinds), ...Object.keys(triggerKinds)])
    assert.ok(text.includes(`"const":"${kind}"`), kind);
});

test('[SC1] a good scenario has no faults, nor have the examples', () => {
  assert.deepEqual(errorsOf(good), []);
  for (const name of ['scenarios/trial', 'retail/winback']) {
    const draft = JSON.parse(readFileSync(new URL(`../../examples/${name}.json`, import.meta.url), 'utf8'));
    assert.deepEqual(validate(draft, known), { ...validate(draft, known), errors: [], warnings: [] });
  }
});

test('[SC1] a wrong shape is told with the step and the field', () => {
  says(errorsOf(null), /The scenario has a fault/);
  says(errorsOf({ ...good, strat: 'x' }), /The scenario has the unknown field “strat”: take it out/);
  says(errorsOf({ ...good, triggers: [] }), /has too little in “triggers”: at least 1/);
  says(
    walking({ a: { kind: 'wiat', for: 'P1D', next: 'a' } }),
    /The step “a” is of the unknown kind “wiat”: use one of wait, until/,
  );
  says(walking({ a: { kind: 'wait', for: 'P1D' } }), /The step “a” needs “next”/);
  says(
    walking({ a: { kind: 'wait', for: '3 days', next: 'b' }, b: { kind: 'exit' } }),
    /The step “a” has a fault in “for”: is not a duration/,
  );
  says(walking({ a: { kind: 'wait', for: 'PT0S', next: 'b' }, b: { kind: 'exit' } }), /longer than nothing/);
  says(
    walking({ 'A b': { kind: 'exit' } }),
    /has a fault in “start”/,
    /step “A b” has a name that cannot be used: is not a name/,
  );
  says(
    walking({ a: { kind: 'await', event: 'Order Completed', next: 'b', timeout: 'b' }, b: { kind: 'exit' } }),
    /“a” needs “within”/,
  );
  says(
    walking({ a: { kind: 'hour', at: '9h', next: 'b' }, b: { kind: 'exit' } }),
    /“a” has a fault in “at”: is not an hour: write it as 09:00/,
  );
  says(errorsOf({ ...good, triggers: [{ id: 'x', kind: 'moon' }] }), /The trigger “x” is of the unknown kind “moon”/);
  says(errorsOf({ ...good, description: 'x'.repeat(longestDefinition) }), /longer than 500000 characters/);
});

test('[SC2] ways that lead nowhere are refused: unknown steps, dead ends, steps that nobody reaches', () => {
  says(
    walking({ a: { kind: 'wait', for: 'P1D', next: 'nowhere' } }),
    /The step “a” leads to “nowhere” \(then\), which is no step/,
    /“a” leads to no exit/,
  );
  says(errorsOf({ ...good, start: 'x' }), /starts with “x”, which is no step/);
  says(walking({ a: { kind: 'exit' }, b: { kind: 'exit' } }), /The step “b” is reached by no other/);
  const circle = { a: { kind: 'wait', for: 'P1D', next: 'b' }, b: { kind: 'wait', for: 'P1D', next: 'a' } };
  says(walking(circle), /“a” leads to no exit: a person would walk in it for ever/, /“b” leads to no exit/);
});

test('[SC2] a loop needs a wait, and a fork does not belong into one', () => {
  const asked = { kind: 'branch', paths: [{ when: { segment: 'loyal' }, next: 'a' }], otherwise: 'end' };
  says(
    walking({ a: { kind: 'message', template: 'hello', next: 'b' }, b: asked, end: { kind: 'exit' } }),
    /is in a loop without a wait: .*a → .*put a wait in it/,
  );
  const withWait = { a: { kind: 'wait', for: 'P1D', next: 'b' }, b: asked, end: { kind: 'exit' } };
  assert.deepEqual(walking(withWait), []);
  const daily = { a: { kind: 'hour', at: '09:00', next: 'b' }, b: asked, end: { kind: 'exit' } };
  says(walking(daily), /loop without a wait/);
  const until = { a: { kind: 'until', at: '2026-12-01', next: 'b' }, b: asked, end: { kind: 'exit' } };
  says(walking(until), /loop without a wait/);
  const fork = {
    f: { kind: 'parallel', paths: ['w', 'end'] },
    w: { kind: 'wait', for: 'P1D', next: 'f' },
    end: { kind: 'exit' },
  };
  says(walking(fork), /The step “f” opens parallel paths inside a loop/);
});

test('[SC2] segments, lists and templates must exist, and rules must be right', () => {
  says(
    walking({ a: { kind: 'message', template: 'nope', next: 'b' }, b: { kind: 'exit' } }),
    /“a” sends the template “nope”, which does not exist/,
  );
  says(
    walking({ a: { kind: 'message', template: 'draft', next: 'b' }, b: { kind: 'exit' } }),
    /“a” sends the template “draft”, which was never published/,
  );
  says(walking({ a: { kind: 'list', list: 'nope', next: 'b' }, b: { kind: 'exit' } }), /“a” names the list “nope”/);
  says(
    errorsOf({ ...good, triggers: [{ id: 't', kind: 'segment_entered', segment: 'nope' }] }),
    /The trigger “t” names the segment “nope”/,
  );
  says(errorsOf({ ...good, audience: { segment: 'nope' } }), /audience.*names the segment “nope”/);
  says(errorsOf({ ...good, exits: [{ rule: { tarit: 'x' } }] }), /has a fault in its exit 1:/);
  says(
    errorsOf({ ...good, goal: { event: 'Order Completed', where: [{ property: 'total', op: 'above' }] } }),
    /has a fault in its goal:/,
  );
  const branch = { kind: 'branch', paths: [{ next: 'b' }, { when: { segment: 'nope' }, next: 'b' }], otherwise: 'b' };
  says(
    walking({ a: branch, b: { kind: 'exit' } }),
    /“a” path 1 asks nothing/,
    /“a” path 2: its rule names the segment “nope”/,
  );
});

test('[SC2] what contradicts itself is refused', () => {
  const end = { kind: 'exit' };
  const split = (weights: number[]) => ({ kind: 'split', paths: weights.map((weight) => ({ weight, next: 'end' })) });
  says(walking({ a: split([0, 0]), end }), /“a” has only weights of 0/);
  says(walking({ a: split([-1, 2]), end }), /“a” has too little in “paths.0.weight”/);
  says(walking({ a: { kind: 'parallel', paths: ['end', 'end'] }, end }), /“a” leads to the same step twice/);
  says(
    walking({ a: { kind: 'until', trait: 'ends', next: 'end' }, end }),
    /“a” does not say where people without the date “ends” go/,
  );
  says(
    walking({ a: { kind: 'until', at: '2026-02-30', next: 'end' }, end }),
    /“a” waits until “2026-02-30”, which is no date/,
  );
  says(walking({ a: { kind: 'until', next: 'end' }, end }), /“a” needs either “at”.*or “trait”/);
  says(
    walking({ a: { kind: 'wait', for: 'PT5H', hour: '09:00', next: 'end' }, end }),
    /“a” waits for PT5H to an hour of the day/,
  );
  says(
    walking({ a: { kind: 'hour', at: '18:00', until: '09:00', next: 'end' }, end }),
    /“a” ends its hours at 09:00, before/,
  );
  says(walking({ a: { kind: 'trait', set: {}, next: 'end' }, end }), /“a” sets no trait/);
  says(errorsOf({ ...good, reentry: { kind: 'after' } }), /lets people in again “after” no time/);
  const twice = [good.triggers[0], good.triggers[0]];
  says(errorsOf({ ...good, triggers: twice }), /The trigger “signed-up” has the same id as another/);
});

test('[SC2] too large is refused, and a chain of the largest size is walked', () => {
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `s${i}`,
        i === length - 1 ? { kind: 'exit' } : { kind: 'wait', for: 'P1D', next: `s${i + 1}` },
      ]),
    );
  assert.deepEqual(walking(chain(500)), []);
  says(walking(chain(501)), /has 501 steps: 500 at most/);
});

test('[SC2] doubts are told and do not forbid: archived templates, weights of 0, nothing said', () => {
  const steps = {
    a: {
      kind: 'split',
      paths: [
        { weight: 0, next: 'b' },
        { weight: 1, next: 'end' },
      ],
    },
    b: { kind: 'message', template: 'old', next: 'end' },
    end: { kind: 'exit' },
  };
  const { errors, warnings } = validate({ ...good, start: 'a', steps }, known);
  assert.deepEqual(errors, []);
  says(
    warnings.map((one) => one.sentence),
    /path 1 has weight 0/,
    /“old”, which is archived/,
  );
  const silent = validate({ ...good, start: 'end', steps: { end: { kind: 'exit' } } }, known);
  says(
    silent.warnings.map((one) => one.sentence),
    /sends no message/,
  );
});

test('[SC1] whatever JSON comes in, the answer is faults, never a crash', () => {
  fc.assert(fc.property(fc.jsonValue(), (draft) => validate(draft, known).errors.length > 0));
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('triggers', 'steps', 'goal', 'exits', 'reentry', 'start', 'audience'),
      (value, field) => {
        validate({ ...good, [field]: value }, known);
      },
    ),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (step) => {
      validate({ ...good, steps: { hello: { ...step, kind: 'branch' }, __proto__: { kind: 'exit' } } }, known);
    }),
  );
});

test('[SC29] where steps stand is no fault of the draft and stays with it; what is wrong is told in both languages', () => {
  const layout = { hello: { x: 0, y: 12.5 } };
  const judged = validate({ ...good, layout }, known);
  assert.deepEqual([judged.errors, judged.definition!.layout], [[], layout]);
  const { errors } = validate(
    {
      ...good,
      steps: { ...good.steps, hello: { kind: 'message', template: 'gone', next: 'end' }, lost: { kind: 'exit' } },
    },
    known,
  );
  assert.deepEqual(
    errors.map(({ where, says }) => [where, says.fr]),
    [
      [
        'step “hello”',
        'L’étape « hello » envoie le message « gone », qui n’existe pas : créez-le ou choisissez-en un autre.',
      ],
      ['step “lost”', 'L’étape « lost » n’est atteinte par aucune autre : reliez-la ou retirez-la.'],
    ],
  );
  const [unfinished] = validate(
    { ...good, steps: { ...good.steps, hello: { kind: 'wait', for: 'P1D' } } },
    known,
  ).errors;
  assert.equal(unfinished!.says.fr, 'L’étape « hello » n’a pas encore d’étape suivante.');
});
