/** The drawing of scenarios without a browser: the graph and its definition, undo, layout, comparison. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { listExamples, validate } from '../../src/scenarios/index.ts';
import { stepKinds } from '../../src/scenarios/steps/index.ts';
import { triggerKinds } from '../../src/scenarios/triggers/index.ts';
import { compare } from '../../web/src/pages/scenarios/model/compare.ts';
import {
  addStep,
  asDraft,
  changeStep,
  connect,
  type Draft,
  ENTRY,
  freeKey,
  openWay,
  portsOf,
  removeSteps,
  renameStep,
  type Step,
  walkOrder,
  waysOf,
} from '../../web/src/pages/scenarios/model/draft.ts';
import { begin, change, redo, undo } from '../../web/src/pages/scenarios/model/history.ts';
import { freshStep, freshTrigger, STEP_KINDS, TRIGGER_KINDS } from '../../web/src/pages/scenarios/model/kinds.ts';
import { arrange, BELOW, NODE_HEIGHT, NODE_WIDTH, placesOf } from '../../web/src/pages/scenarios/model/layout.ts';
import fc from '../support/property.ts';

const trial = asDraft(
  JSON.parse(readFileSync(new URL('../../examples/scenarios/trial.json', import.meta.url), 'utf8')),
);
const empty: Draft = { key: 'new', name: 'New', triggers: [], steps: {} };
const chain = (): Draft => ({
  ...empty,
  start: 'a',
  steps: {
    a: { kind: 'wait', for: 'P1D', next: 'b' },
    b: { kind: 'wait', for: 'P2D', next: 'c' },
    c: { kind: 'exit' },
  },
});
const arrows = (draft: Draft) => waysOf(draft).map(({ from, port, to }) => `${from || 'in'}.${port}→${to}`);

/** Kinds that campaigns write, on screens of their own: a turn of a paced send, and the moment at which everybody enters. */
const OF_CAMPAIGNS = ['turn', 'moment'];

test('the editor knows every kind of step and trigger of the engine but those of campaigns, and no other', () => {
  const offered = (kinds: object) => Object.keys(kinds).filter((kind) => !OF_CAMPAIGNS.includes(kind));
  assert.deepEqual([...STEP_KINDS].sort(), offered(stepKinds).sort());
  assert.deepEqual([...TRIGGER_KINDS].sort(), offered(triggerKinds).sort());
});

test('the ways that are drawn are the ways that the engine walks, of every step of every example', () => {
  const definitions = [trial, ...listExamples().map(({ definition }) => asDraft(definition))];
  for (const { steps } of definitions) {
    for (const step of Object.values(steps)) {
      const drawn = portsOf(step).flatMap(({ to }) => to ?? []);
      assert.deepEqual(
        drawn,
        stepKinds[step.kind]!.exits(step as never).map(({ to }) => to),
        JSON.stringify(step),
      );
    }
  }
});

test('the trial of the examples is drawn from nothing by adding and connecting, step for step', () => {
  let draft: Draft = { ...trial, steps: {} };
  delete draft.start;
  for (const [key, step] of Object.entries(trial.steps)) {
    const bare = portsOf(step).reduce<Step>((now, { port }) => withoutWay(now, port), step);
    draft = addStep(draft, key, bare, null);
  }
  assert.deepEqual(arrows(draft), []);
  for (const { from, port, to } of waysOf(trial)) draft = connect(draft, from, port, to);
  assert.deepEqual(draft, trial);
});

/** The step with one way leading nowhere. */
const withoutWay = (step: Step, port: string): Step =>
  connect({ ...empty, steps: { x: step } }, 'x', port, null).steps.x!;

test('a step that is put into a way leads on to what stood behind it', () => {
  const draft = addStep(chain(), 'new', freshStep('wait'), { from: 'a', port: 'next' });
  assert.deepEqual(arrows(draft), ['in.start→a', 'a.next→new', 'b.next→c', 'new.next→b']);
  const first = addStep(empty, 'only', freshStep('exit'), openWay(empty, ENTRY));
  assert.equal(first.start, 'only');
});

test('a new step goes behind the first way that leads nowhere, else behind the first', () => {
  const draft = addStep(chain(), 'both', freshStep('parallel'), { from: 'b', port: 'next' });
  assert.deepEqual(openWay(draft, 'both'), { from: 'both', port: 'paths.1' });
  assert.deepEqual(openWay(draft, 'a'), { from: 'a', port: 'next' });
  assert.equal(openWay(draft, 'c'), null);
});

test('who led to a removed step leads to what stood behind it; where several things did, nowhere', () => {
  assert.deepEqual(arrows(removeSteps(chain(), ['b'])), ['in.start→a', 'a.next→c']);
  assert.deepEqual(arrows(removeSteps(chain(), ['a', 'b'])), ['in.start→c']);
  const forked = changeStep(chain(), 'b', { kind: 'await', event: 'X', within: 'P1D', next: 'c', timeout: 'a' });
  assert.deepEqual(arrows(removeSteps(forked, ['b'])), ['in.start→a']);
});

test('a renamed step is named so wherever it was named, its place included', () => {
  const draft = renameStep({ ...trial, layout: { watch: { x: 1, y: 2 } } }, 'watch', 'veille');
  assert.deepEqual(draft.layout, { veille: { x: 1, y: 2 } });
  assert.ok(!JSON.stringify(draft).includes('"watch"'));
  assert.equal(waysOf(draft).length, waysOf(trial).length);
  assert.deepEqual(renameStep(renameStep(trial, 'watch', 'veille'), 'veille', 'watch'), trial);
});

test('the order of the walk has every step once, each after one that leads to it', () => {
  const order = walkOrder(trial);
  assert.deepEqual([...order].sort(), Object.keys(trial.steps).sort());
  assert.equal(order[0], trial.start);
  const lost = { ...trial, steps: { ...trial.steps, lost: { kind: 'exit' } } };
  assert.equal(walkOrder(lost).at(-1), 'lost');
  assert.equal(freeKey(trial, 'watch'), 'watch-2');
});

test('whatever is added, connected, removed and renamed: no way leads to a step that is gone', () => {
  const deed = fc.record({ what: fc.nat(3), kind: fc.constantFrom(...STEP_KINDS), a: fc.nat(20), b: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      let draft = chain();
      for (const { what, kind, a, b } of deeds) {
        const keys = Object.keys(draft.steps);
        const one = keys[a % keys.length] ?? ENTRY;
        if (what === 0) draft = addStep(draft, freeKey(draft, kind), freshStep(kind), openWay(draft, one));
        if (what === 1) draft = removeSteps(draft, [one]);
        const way = openWay(draft, one);
        if (what === 2 && way) draft = connect(draft, way.from, way.port, keys[b % keys.length] ?? null);
        if (what === 3 && draft.steps[one]) draft = renameStep(draft, one, freeKey(draft, 'renamed'));
      }
      const named = Object.values(draft.steps).flatMap((step) => portsOf(step).flatMap(({ to }) => to ?? []));
      for (const to of named) assert.ok(draft.steps[to], `${to} is gone: ${JSON.stringify(draft)}`);
    }),
  );
});

test('what was changed is undone and done again; typing in one field is one change', () => {
  let history = begin('');
  for (const text of ['a', 'ab', 'abc']) history = change(history, text, 'name');
  history = change(history, 'abc!', 'other');
  assert.deepEqual([undo(history).present, undo(undo(history)).present], ['abc', '']);
  assert.equal(redo(redo(undo(undo(history)))).present, 'abc!');
  assert.equal(undo(undo(undo(history))).present, '');
  const branched = change(undo(history), 'else');
  assert.equal(redo(branched).present, 'else');
});

test('what the ways of a step lead to stands in the order of the ways', () => {
  const draft = {
    ...trial,
    start: 'wait',
    steps: {
      wait: { kind: 'await', event: 'Order Completed', within: 'P15D', next: 'bought', timeout: 'none' },
      none: { kind: 'exit' },
      bought: { kind: 'exit' },
    },
  } as typeof trial;
  const places = arrange(draft);
  assert.equal(places.bought!.y, places.none!.y);
  assert.ok(
    places.bought!.x < places.none!.x,
    'what is reached when it happened stands on the left, as its way begins',
  );
});

test('arranged steps stand below what leads to them and never on each other', () => {
  const places = arrange(trial);
  assert.deepEqual(Object.keys(places).sort(), [ENTRY, ...Object.keys(trial.steps)].sort());
  const all = Object.entries(places);
  for (const [key, { x, y }] of all)
    for (const [other, there] of all)
      if (key < other)
        assert.ok(Math.abs(x - there.x) >= NODE_WIDTH || Math.abs(y - there.y) >= NODE_HEIGHT, `${key} on ${other}`);
  assert.ok(places.coupon!.y > places['near-end']!.y);
});

test('a step that nobody put anywhere stands below what leads to it, beside whoever stands there', () => {
  const draft = { ...chain(), layout: { a: { x: 0, y: 0 }, c: { x: 0, y: NODE_HEIGHT + BELOW } } };
  const places = placesOf(draft);
  assert.deepEqual(places.a, { x: 0, y: 0 });
  assert.equal(places.b!.y, NODE_HEIGHT + BELOW);
  assert.ok(places.b!.x >= NODE_WIDTH);
  assert.ok(places[ENTRY]!.y < 0);
});

test('two versions differ in the steps that came, went and changed, not in where they stand', () => {
  const after = removeSteps(
    addStep(changeStep(chain(), 'a', { kind: 'wait', for: 'P9D', next: 'b' }), 'd', freshStep('exit'), null),
    ['b'],
  );
  assert.deepEqual(compare(chain(), after), {
    added: ['d'],
    removed: ['b'],
    changed: [{ key: 'a', fields: ['for', 'next'] }],
    scenario: [],
  });
  const moved = { ...chain(), layout: { a: { x: 3, y: 3 } } };
  assert.deepEqual(compare(chain(), moved), { added: [], removed: [], changed: [], scenario: [] });
  assert.deepEqual(compare(chain(), { ...chain(), goal: { event: 'X' } }).scenario, ['goal']);
  assert.deepEqual(compare(chain(), { ...chain(), reentry: { kind: 'never' }, exits: [] }).scenario, []);
});

test('what the palette offers is no fault of shape once it is filled in and connected', () => {
  const known = {
    segments: new Set(['loyal']),
    lists: new Set(['news']),
    templates: new Map([['hello', { published: true }]]),
  };
  const filled: Record<string, object> = {
    message: { template: 'hello' },
    until: { at: '2026-12-01T09:00' },
    await: { event: 'X' },
    branch: { paths: [{ when: { trait: 'x', op: 'exists' } }] },
    trait: { set: { x: 1 } },
    list: { list: 'news' },
  };
  for (const kind of STEP_KINDS) {
    let draft: Draft = { ...empty, triggers: [{ ...freshTrigger('api', []) }], start: 'it', steps: {} };
    draft = addStep(draft, 'it', { ...freshStep(kind), ...filled[kind] }, null);
    for (const [at, { port, optional }] of portsOf(draft.steps.it!).entries()) {
      if (optional) continue;
      draft = connect(addStep(draft, `end-${at}`, freshStep('exit'), null), 'it', port, `end-${at}`);
    }
    assert.deepEqual(validate(draft, known).errors, [], kind);
  }
});
