import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { end, hello, idOf, openStage, type Stage, walking } from '../../test/support/scenario-stage.ts';
import { listExamples } from './library.ts';
import { type Deed, rehearse } from './rehearse.ts';
import { validate } from './validate.ts';

const trial = JSON.parse(readFileSync(new URL('../../examples/scenarios/trial.json', import.meta.url), 'utf8'));

/** How somebody would walk, as short lines. */
async function walk(stage: Stage, draft: unknown, name: string, from: string, deeds: Deed[] = []) {
  const found = await rehearse(stage.store, draft, {
    personId: idOf(name),
    bucket: 0,
    timezone: 'Europe/Paris',
    from: stage.at(from),
    context: { plan: 'pro' },
    deeds,
    scenarioId: null,
  });
  const said = found.steps.flatMap(({ at, step, message }) =>
    message ? [`${at.toISOString().slice(0, 16)} ${step} ${message.state}`] : [],
  );
  return { ...found, said };
}

/** Every row that a walk could leave behind. */
const rows = async (stage: Stage): Promise<string> => {
  const tables = ['entry', 'position', 'visit', 'wish', 'event', 'inbox', 'person', 'scenario_version'];
  const counts = [];
  for (const table of tables) {
    const { rows: found } = await stage.store.pool.query(
      `select count(*)::integer as n, md5(string_agg(x::text, '' order by x::text)) from ${table} x`,
    );
    counts.push(`${table} ${JSON.stringify(found)}`);
  }
  return counts.join('\n');
};

test('[SC27] C6 · one person walks through the trial before it is published: each message at its local time, the end told, nothing kept', async () => {
  const stage = await openStage();
  await stage.person('ann', { timezone: 'America/New_York' });
  const before = await rows(stage);
  const way = await walk(stage, trial, 'ann', '2026-03-06T22:00:00Z');
  assert.deepEqual(way.said, [
    '2026-03-07T14:00 thanks awarded',
    '2026-03-08T13:00 tip awarded',
    '2026-03-17T13:00 demonstration awarded',
    '2026-03-31T13:00 coupon awarded',
  ]);
  assert.equal(way.end!.reason, 'trial-over');
  assert.equal(way.stoppedAt, null);
  assert.equal(await rows(stage), before);
});

test('[SC27] C6 · what the person does on the way releases waits, is seen by rules, and reaches the goal', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const deeds = (events: [string, string][]) => events.map(([event, at]) => ({ event, at: stage.at(at) }));
  const used: [string, string][] = [
    ['Tool Used', '2026-03-12T10:00:00Z'],
    ['Tool Used', '2026-03-20T10:00:00Z'],
    ['Tool Used', '2026-03-28T10:00:00Z'],
  ];
  const uses = await walk(stage, trial, 'ann', '2026-03-06T22:00:00Z', deeds(used));
  assert.deepEqual(
    uses.said.map((line) => line.split(' ')[1]),
    ['thanks', 'tip', 'coupon'],
  );
  const buys = await walk(
    stage,
    trial,
    'ann',
    '2026-03-06T22:00:00Z',
    deeds([['Order Completed', '2026-03-07T10:00:00Z']]),
  );
  assert.deepEqual(buys.end, { at: stage.at('2026-03-07T10:00:00Z'), reason: 'goal', goal: true });
  assert.deepEqual(
    buys.said.map((line) => line.split(' ')[1]),
    ['thanks'],
  );
});

test('[SC27] what a step writes is seen by the steps after it, the audience is asked, and why nothing leaves is told', async () => {
  const stage = await openStage();
  await stage.person('ann', { traits: { plan: 'free', email: 'ann@exemple.fr' } });
  const steps = {
    mark: { kind: 'trait', set: { stage: 'asked' }, next: 'which' },
    which: {
      kind: 'branch',
      paths: [{ when: { trait: 'stage', op: 'is', value: 'asked' }, next: 'say' }],
      otherwise: 'end',
    },
    say: hello('end'),
    end,
  };
  const way = await walk(stage, walking('mark', steps), 'ann', '2026-03-02T08:00:00Z');
  assert.deepEqual(way.said, ['2026-03-02T08:00 say awarded']);
  const rich = { trait: 'plan', op: 'is', value: 'rich' };
  assert.equal(
    (await walk(stage, walking('mark', steps, { audience: rich }), 'ann', '2026-03-02T08:00:00Z')).enters,
    false,
  );
  await stage.store.pool.query(`update template set class = 'promotional' where key = 'hello'`);
  const refused = await walk(stage, walking('mark', steps), 'ann', '2026-03-02T08:00:00Z');
  assert.deepEqual(
    refused.steps.flatMap(({ message }) => message ?? []).map(({ state, reason }) => `${state} ${reason}`),
    ['refused no_consent'],
  );
});

test('[SC27] a walk that never ends is left where it stands after two years', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const steps = { round: { kind: 'await', event: 'X', within: 'P30D', next: 'end', timeout: 'round' }, end };
  const way = await walk(stage, walking('round', steps), 'ann', '2026-03-02T08:00:00Z');
  assert.equal(way.end, null);
  assert.ok(way.stoppedAt! > stage.at('2028-01-01T00:00:00Z'), String(way.stoppedAt));
  await assert.rejects(walk(stage, walking('round', {}), 'ann', '2026-03-02T08:00:00Z'), /needs “start”/);
  await assert.rejects(walk(stage, walking('round', steps), 'ann', '2030-03-02T08:00:00Z'), /at most 730 days ahead/);
});

test('[SC25] every example of the library is whole: only what the shop has to make is missing in it', () => {
  const nothing = { segments: new Set<string>(), lists: new Set<string>(), templates: new Map() };
  for (const { key, says, definition } of listExamples()) {
    const { errors } = validate(definition, nothing);
    assert.ok(
      errors.every(({ sentence }) => /which does not exist/.test(sentence)),
      `${key}: ${errors.map(({ sentence }) => sentence).join(' ')}`,
    );
    for (const said of [says.fr, says.en]) assert.ok(said.name !== '' && said.description !== '');
  }
});

test('[SC27] who comes to turns goes on in the first one', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const turn = { kind: 'turn', messages: 4, per: 'hour', next: 'a' };
  const way = await walk(stage, walking('walk', { turn, a: hello('end'), end }), 'ann', '2026-03-06T09:00:00Z');
  assert.deepEqual(way.said, ['2026-03-06T09:00 a awarded']);
  assert.equal(way.end!.reason, 'completed');
  const { rows: left } = await stage.store.pool.query('select from turn_queue');
  assert.equal(left.length, 0);
});
