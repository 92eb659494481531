import assert from 'node:assert/strict';
import { test } from 'node:test';
import { end, hello, idOf, openStage, started, summary, walking } from '../../test/support/scenario-stage.ts';
import { writeSetting } from '../settings/index.ts';
import { dropInbox, putInbox, readInbox } from '../store/index.ts';
import { countMatching, enrol, enrolMatching } from './enrol.ts';
import {
  archiveScenario,
  getScenario,
  listScenarios,
  pauseScenario,
  publishScenario,
  resumeScenario,
  saveScenario,
} from './manage.ts';
import { packPerson, unpackPerson } from './merge.ts';
import { bucketsDue, nextDue } from './positions.ts';
import { tracePerson } from './report.ts';
import { scenarioStats } from './stats.ts';

const twoMessages = { a: hello('w'), w: { kind: 'wait', for: 'P7D', next: 'b' }, b: hello('end'), end };

test('[SC14] C1 · the goal ends the entry at the event’s moment, and what has not left is taken back', async () => {
  const stage = await started(twoMessages, { goal: { event: 'Order Completed' } });
  await stage.track('ann', 'Order Completed', '2026-03-04T10:00:00Z', { order_id: '1', total: 5, products: [] });
  await stage.advance('2026-03-04T12:00:00Z');
  await stage.advance('2026-03-30T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => `${one.step} ${one.state}`),
    ['a awarded'],
  );
  const taken = await stage.store.pool.query('select reason from recall');
  assert.deepEqual(taken.rows, [{ reason: 'entry_ended_goal' }]);
  const { rows } = await stage.store.pool.query('select ended_at, end_reason, goal_at from entry');
  const moment = new Date('2026-03-04T10:00:00Z');
  assert.deepEqual(rows, [{ ended_at: moment, end_reason: 'goal', goal_at: moment }]);
  assert.deepEqual(await stage.steps(), []);
});

test('[SC14] C1 · an exit by an event asks its conditions, an exit by a rule is asked after facts and before steps', async () => {
  const exits = [
    { event: 'Complained', where: [{ property: 'grave', op: 'is', value: true }] },
    { rule: { trait: 'banned', op: 'is', value: true } },
    { rule: { event: 'Signed Up', last: { more_than_ago: 'P6D' } } },
  ];
  const stage = await started(
    {
      w: { kind: 'wait', for: 'P5D', next: 'a' },
      a: hello('v'),
      v: { kind: 'wait', for: 'P5D', next: 'b' },
      b: hello('end'),
      end,
    },
    { exits },
  );
  for (const name of ['bea', 'cyd', 'dan']) {
    await stage.person(name);
    await stage.track(name, 'Signed Up', '2026-03-02T08:00:00Z');
  }
  await stage.tick('2026-03-02T09:00:00Z');
  await stage.track('bea', 'Complained', '2026-03-03T08:00:00Z', { grave: true });
  await stage.track('cyd', 'Complained', '2026-03-03T08:00:00Z', { grave: false });
  await stage.put({
    kind: 'identify',
    personId: idOf('dan'),
    occurredAt: new Date('2026-03-03T08:00:00Z'),
    body: { who: {}, traits: { banned: true } },
  });
  await stage.advance('2026-03-04T00:00:00Z');
  assert.deepEqual(await stage.ends(), { ann: null, bea: 'exit', cyd: null, dan: 'exit' });
  await stage.advance('2026-03-30T00:00:00Z');
  // The rule that only time makes true stops the second message, not the first.
  assert.deepEqual(summary(await stage.said('ann')), ['2026-03-07T08:00 a']);
  assert.equal((await stage.ends()).ann, 'exit');
});

test('[SC14] what was due before an event runs before it, even when both are seen at once', async () => {
  const stage = await started(twoMessages, { exits: [{ event: 'Left' }] });
  await stage.track('ann', 'Left', '2026-03-09T08:30:00Z');
  await stage.tick('2026-03-09T09:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-02T08:00 a', '2026-03-09T08:00 b']);
  assert.deepEqual(await stage.ends(), { ann: 'completed' });
});

test('[SC15] C1 · re-entry: never, always when outside, beside oneself, or after a time since the last end', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const steps = { a: hello('w'), w: { kind: 'wait', for: 'P1DT20H', next: 'end' }, end };
  const rules = {
    never: { kind: 'never' },
    always: { kind: 'always' },
    beside: { kind: 'always', whileInside: true },
    after: { kind: 'after', after: 'P3D' },
  };
  for (const [key, reentry] of Object.entries(rules))
    await stage.publish(walking(key, steps, { reentry }), '2026-03-01T00:00:00Z');
  for (const day of ['02', '03', '05', '07', '08']) {
    await stage.track('ann', 'Signed Up', `2026-03-${day}T08:00:00Z`);
    await stage.advance(`2026-03-${day}T08:00:00Z`);
  }
  const { rows } = await stage.store.pool.query(
    `select s.key, array_agg(extract(day from w.wished_at)::int order by w.wished_at) as days
     from wish w join scenario s on s.id = w.scenario_id group by s.key`,
  );
  const days = Object.fromEntries(rows.map((row) => [row.key, row.days]));
  assert.deepEqual(days, { never: [2], always: [2, 5, 7], beside: [2, 3, 5, 7, 8], after: [2, 7] });
});

test('[SC16] C1 · people inside keep their version, who enters later walks the new one', async () => {
  const stage = await started({ w: { kind: 'wait', for: 'P3D', next: 'a' }, a: hello('end'), end });
  await stage.person('bob');
  await stage.publish(
    walking('walk', { w: { kind: 'wait', for: 'P1D', next: 'b' }, b: hello('end'), end }),
    '2026-03-03T00:00:00Z',
  );
  await stage.track('bob', 'Signed Up', '2026-03-03T08:00:00Z');
  await stage.tick('2026-03-03T08:00:00Z');
  await stage.advance('2026-03-30T00:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-04T08:00 b', '2026-03-05T08:00 a']);
});

test('[SC16] a publication loses no fact on its way to an unchanged trigger, and a new trigger takes no earlier one', async () => {
  const stage = await openStage();
  await stage.person('ann');
  await stage.person('bob');
  const steps = { a: hello('end'), end };
  await stage.publish(walking('walk', steps), '2026-03-01T00:00:00Z');
  const triggers = [
    { event: 'Signed Up', kind: 'event', id: 'signed-up' },
    { id: 'asked', kind: 'event', event: 'Asked' },
  ];
  await stage.track('ann', 'Signed Up', '2026-03-02T08:00:00Z');
  await stage.track('bob', 'Asked', '2026-03-02T08:00:00Z');
  const onTheWay = await readInbox(stage.store.pool, 0, 10);
  await dropInbox(stage.store.pool, 0, onTheWay);
  await stage.publish(walking('walk', steps, { triggers }), '2026-03-02T08:00:01Z');
  await putInbox(stage.store.pool, onTheWay);
  await stage.tick('2026-03-02T08:00:02Z');
  assert.deepEqual(
    (await stage.said()).map((one) => one.person),
    ['ann'],
  );
});

test('[SC17] C1 · in a pause nobody enters and nobody moves; after it who is inside runs late, in order', async () => {
  const stage = await started(twoMessages);
  await stage.person('bob');
  await pauseScenario(stage.store, 'walk');
  await stage.track('bob', 'Signed Up', '2026-03-08T08:00:00Z');
  await stage.tick('2026-03-12T00:00:00Z');
  assert.equal((await stage.said()).length, 1);
  assert.equal(await nextDue(stage.store.pool), null);
  assert.deepEqual(await bucketsDue(stage.store.pool, stage.at('2027-01-01T00:00:00Z')), []);
  await resumeScenario(stage.store, 'walk');
  await stage.tick('2026-03-12T00:00:01Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-02T08:00 a', '2026-03-09T08:00 b']);
  await stage.track('bob', 'Signed Up', '2026-03-11T23:00:00Z', { late: true });
  await stage.tick('2026-03-12T00:00:02Z');
  assert.equal((await stage.said('bob')).length, 0);
});

test('[SC17] a pause takes back nothing that was awarded before it, the archive does', async () => {
  const stage = await started(twoMessages);
  const { pool } = stage.store;
  const recalls = async () => (await pool.query('select count(*)::int as n from recall')).rows[0].n;
  await pauseScenario(stage.store, 'walk');
  await stage.tick('2026-03-03T00:00:00Z');
  assert.equal(await recalls(), 0);
  await archiveScenario(stage.store, 'walk');
  await stage.tick('2026-03-03T00:00:01Z');
  assert.equal(await recalls(), 1);
});

test('[SC18] an archived scenario ends everybody, is not published again, and shows when asked for', async () => {
  const stage = await started(twoMessages);
  await archiveScenario(stage.store, 'walk');
  await stage.tick('2026-03-03T00:00:00Z');
  assert.deepEqual(await stage.ends(), { ann: 'archived' });
  assert.deepEqual(await stage.steps(), []);
  const taken = await stage.store.pool.query('select reason from recall');
  assert.deepEqual(taken.rows, [{ reason: 'entry_ended_archived' }]);
  await assert.rejects(publishScenario(stage.store, 'walk'), /“walk” is archived.*another key/);
  await assert.rejects(saveScenario(stage.store, walking('walk', twoMessages)), /is archived/);
  assert.deepEqual(await listScenarios(stage.store.pool), []);
  assert.equal((await listScenarios(stage.store.pool, { archived: true })).length, 1);
});

const birthday = (more = {}) => ({
  triggers: [{ id: 'day', kind: 'date', trait: 'birthday', yearly: true, hour: '09:00', ...more }],
});
const greet = { a: hello('end'), end };

test('[SC19] C1 · birthdays come every year at nine of each person’s day, 29 February on the 28th', async () => {
  const stage = await openStage();
  await stage.person('par', { traits: { birthday: '1990-03-29' } });
  await stage.person('nyc', { timezone: 'America/New_York', traits: { birthday: '1985-03-29' } });
  await stage.person('tyo', { timezone: 'Asia/Tokyo', traits: { birthday: '1992-02-29' } });
  await stage.person('none', { traits: { birthday: 'unknown' } });
  await stage.publish(walking('walk', greet, { ...birthday(), reentry: { kind: 'always' } }), '2026-01-10T00:00:00Z');
  await stage.advance('2028-12-31T00:00:00Z');
  assert.deepEqual(summary(await stage.said('par')), [
    '2026-03-29T07:00 a',
    '2027-03-29T07:00 a',
    '2028-03-29T07:00 a',
  ]);
  assert.deepEqual(summary(await stage.said('nyc')).slice(0, 1), ['2026-03-29T13:00 a']);
  assert.deepEqual(summary(await stage.said('tyo')), [
    '2026-02-28T00:00 a',
    '2027-02-28T00:00 a',
    '2028-02-29T00:00 a',
  ]);
  assert.equal((await stage.said('none')).length, 0);
});

test('[SC19] the leap day is the shop’s choice; a changed trait moves the date, a trait taken away ends it', async () => {
  const stage = await openStage();
  await writeSetting(stage.store.pool, 'scenarios.leapDay', '1-mar', new Date(0));
  for (const name of ['stays', 'moves', 'goes']) await stage.person(name, { traits: { birthday: '1992-02-29' } });
  await stage.publish(walking('walk', greet, birthday()), '2026-01-10T00:00:00Z');
  const identify = (name: string, value: string | null) =>
    stage.put({
      kind: 'identify',
      personId: idOf(name),
      occurredAt: new Date('2026-02-01T00:00:00Z'),
      body: { who: {}, traits: { birthday: value } },
    });
  await identify('moves', '1992-05-04');
  await identify('goes', null);
  await stage.tick('2026-02-01T00:00:00Z');
  await stage.advance('2026-12-31T00:00:00Z');
  assert.deepEqual(summary(await stage.said('stays')), ['2026-03-01T08:00 a']);
  assert.deepEqual(summary(await stage.said('moves')), ['2026-05-04T07:00 a']);
  assert.equal((await stage.said('goes')).length, 0);
});

test('[SC19] dates that were past at the publication, or fell into a pause, start nothing; a trigger taken away stops', async () => {
  const stage = await openStage();
  await stage.person('past', { traits: { ends: '2026-03-01' } });
  await stage.person('paused', { traits: { ends: '2026-03-05' } });
  await stage.person('kept', { traits: { ends: '2026-03-20' } });
  const triggers = [{ id: 'ends', kind: 'date', trait: 'ends', offset: '-P1D' }];
  await stage.publish(walking('walk', greet, { triggers }), '2026-03-02T00:00:00Z');
  await pauseScenario(stage.store, 'walk');
  await stage.tick('2026-03-10T00:00:00Z');
  await resumeScenario(stage.store, 'walk');
  await stage.advance('2026-03-30T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => `${one.person} ${one.at.slice(0, 16)}`),
    ['kept 2026-03-19T08:00'],
  );
  await stage.person('later', { traits: { ends: '2026-05-01' } });
  await stage.put({
    kind: 'identify',
    personId: idOf('later'),
    occurredAt: stage.at('2026-03-30T00:00:00Z'),
    body: { who: {}, traits: { x: 1 } },
  });
  await stage.tick('2026-03-30T00:00:00Z');
  await stage.publish(walking('walk', greet), '2026-03-31T00:00:00Z');
  assert.equal(await nextDue(stage.store.pool), null);
});

test('[SC21] C1 · the API enrols a person with values of its own, once per message id', async () => {
  const stage = await openStage();
  await stage.person('ann');
  await stage.publish(
    walking('walk', greet, { triggers: [{ id: 'api', kind: 'api' }], reentry: { kind: 'always' } }),
    '2026-03-01T00:00:00Z',
  );
  await stage.publish(walking('other', greet), '2026-03-01T00:00:00Z');
  const given = { personId: idOf('ann'), bucket: 0, context: { order: "X'; drop table entry --" } };
  await enrol(stage.store, 'walk', { ...given, messageId: 'm1' });
  await stage.tick('2026-03-02T00:00:00Z');
  await enrol(stage.store, 'walk', { ...given, messageId: 'm1' });
  await stage.tick('2026-03-02T01:00:00Z');
  const said = await stage.said();
  assert.deepEqual(
    said.map((one) => one.context),
    [{ event: { order: "X'; drop table entry --" } }],
  );
  await assert.rejects(enrol(stage.store, 'other', given), /has no trigger of the kind “api”/);
  await assert.rejects(enrol(stage.store, 'nope', given), /no scenario with the key “nope”/);
  await assert.rejects(
    enrol(stage.store, 'walk', { ...given, context: { x: 'y'.repeat(33_000) } }),
    /longer than 32000/,
  );
});

test('[SC21] C1 · nobody who already matches is enrolled at publication; an explicit act counts them first and enrols them', async () => {
  const stage = await openStage();
  await stage.store.pool.query(`insert into list (key, name, created_at) values ('news', 'News', now())`);
  for (const name of ['ann', 'bob', 'cyd']) {
    await stage.person(name, { traits: { city: name === 'cyd' ? 'Brest' : 'Lyon' } });
    await stage.put({
      kind: 'list',
      personId: idOf(name),
      occurredAt: stage.at('2026-02-01T00:00:00Z'),
      body: { who: {}, list: 'news', action: 'add' },
    });
  }
  await stage.tick('2026-02-01T00:00:00Z');
  const more = {
    triggers: [{ id: 'l', kind: 'list', list: 'news' }],
    audience: { trait: 'city', op: 'is', value: 'Lyon' },
  };
  await stage.publish(walking('walk', greet, more), '2026-03-01T00:00:00Z');
  await stage.tick('2026-03-01T01:00:00Z');
  assert.equal((await stage.said()).length, 0);
  assert.equal((await countMatching(stage.store, 'walk')).count, 2);
  await enrolMatching(stage.store, 'walk');
  await enrolMatching(stage.store, 'walk');
  await stage.tick('2026-03-01T02:00:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => one.person),
    ['ann', 'bob'],
  );
  await stage.publish(walking('open', greet), '2026-03-02T00:00:00Z');
  await assert.rejects(enrolMatching(stage.store, 'open'), /Nothing says who already matches “open”/);
});

test('[SC22] a merged person takes entries along, and of two entries of one scenario the earlier goes on, in any order', async () => {
  const outcome = async (winner: string, loser: string) => {
    const stage = await openStage();
    for (const name of ['ann', 'bob']) await stage.person(name);
    await stage.publish(walking('walk', twoMessages), '2026-03-01T00:00:00Z');
    await stage.track('ann', 'Signed Up', '2026-03-02T08:00:00Z');
    await stage.track('bob', 'Signed Up', '2026-03-03T08:00:00Z');
    await stage.tick('2026-03-03T08:00:00Z');
    await stage.inBite('2026-03-04T00:00:00Z', async (bite) => {
      const packed = await packPerson(bite, idOf(loser));
      await unpackPerson(bite, idOf(winner), JSON.parse(JSON.stringify(packed)));
      await unpackPerson(bite, idOf(winner), JSON.parse(JSON.stringify(packed)));
    });
    await stage.advance('2026-03-30T00:00:00Z');
    const { rows } = await stage.store.pool.query(
      'select first_person_id as first, end_reason as reason, person_id as person from entry order by entered_at',
    );
    assert.deepEqual(new Set(rows.map((row) => row.person)), new Set([idOf(winner)]));
    const second = (await stage.said(winner)).filter((one) => one.step === 'b');
    assert.deepEqual(summary(second), ['2026-03-09T08:00 b']);
    return rows.map(({ first, reason }) => ({ first, reason }));
  };
  const expected = [
    { first: idOf('ann'), reason: 'completed' },
    { first: idOf('bob'), reason: 'merged' },
  ];
  assert.deepEqual(await outcome('ann', 'bob'), expected);
  assert.deepEqual(await outcome('bob', 'ann'), expected);
});

test('[SC23] the holdout’s lot falls once per person: held-out people walk the graph with their wishes marked', async () => {
  const stage = await openStage();
  const names = Array.from({ length: 200 }, (_, i) => `p${i}`);
  for (const name of names) await stage.person(name);
  await stage.publish(walking('walk', greet, { holdout: 0.2, reentry: { kind: 'always' } }), '2026-03-01T00:00:00Z');
  for (const hour of ['08', '09']) {
    for (const name of names) await stage.track(name, 'Signed Up', `2026-03-02T${hour}:00:00Z`);
    await stage.tick(`2026-03-02T${hour}:00:00Z`);
  }
  const said = await stage.said();
  assert.equal(said.length, 400);
  for (const ofOne of Map.groupBy(said, (one) => one.person).values())
    assert.equal(new Set(ofOne.map((one) => one.arm)).size, 1);
  const share = said.filter((one) => one.arm === 'holdout').length / 400;
  assert.ok(share > 0.08 && share < 0.32, String(share));
});

test('[SC24] figures count entries, people inside by step, and why entries ended; a person’s way can be read', async () => {
  const stage = await started(twoMessages, { goal: { event: 'Bought' }, reentry: { kind: 'always' } });
  await stage.person('bob');
  await stage.track('bob', 'Signed Up', '2026-03-02T09:00:00Z');
  await stage.tick('2026-03-02T09:00:00Z');
  await stage.track('bob', 'Bought', '2026-03-02T10:00:00Z');
  await stage.tick('2026-03-02T10:00:00Z');
  const { asOf, ...stats } = await scenarioStats(stage.store, 'walk');
  assert.deepEqual(asOf, stage.store.clock.now());
  const nextDueAt = new Date('2026-03-09T08:00:00Z');
  assert.deepEqual(stats, {
    entries: 2,
    people: 2,
    inside: 1,
    goals: 1,
    holdout: 0,
    endedBy: { goal: 1 },
    steps: [{ version: 1, step: 'w', people: 1, nextDue: nextDueAt }],
    messages: [{ step: 'a', wished: 2, awarded: 2, refused: 0 }],
  });
  const [way] = await tracePerson(stage.store.pool, 0, idOf('ann'));
  assert.equal(way!.scenario, 'walk');
  assert.deepEqual(
    way!.positions.map((one) => [one.step, one.waiting, one.dueAt]),
    [['w', true, nextDueAt]],
  );
});

test('[SC24] how an entry ended is told in the words of the exit, or of the way that led to it', async () => {
  const ends = {
    'a title': { bought: { kind: 'exit', reason: 'bought', title: 'Bought meanwhile' } },
    'the awaited event': { bought: { kind: 'exit', reason: 'bought' } },
    'no words': { bought: { kind: 'exit' } },
  };
  const told: unknown[] = [];
  for (const steps of Object.values(ends)) {
    const stage = await started({
      w: { kind: 'await', event: 'Bought', within: 'P7D', next: 'bought', timeout: 'end' },
      ...steps,
      end,
    });
    await stage.track('ann', 'Bought', '2026-03-03T08:00:00Z');
    await stage.tick('2026-03-03T08:00:00Z');
    const [way] = await tracePerson(stage.store.pool, 0, idOf('ann'));
    told.push([way!.endReason, way!.endWhy]);
  }
  assert.deepEqual(told, [
    ['bought', { title: 'Bought meanwhile' }],
    ['bought', { event: 'Bought' }],
    ['completed', null],
  ]);
});

test('[SC46] of two who had seen the same draft the second is told who was faster, and writes over it knowingly or not at all', async () => {
  const { store } = await openStage();
  const draft = (name: string) => ({ ...walking('walk', { end }), name });
  const { revision } = await saveScenario(store, draft('First'), { by: 'ana@shop.example', revision: 0 });
  await assert.rejects(saveScenario(store, draft('Again'), { revision: 0 }), /There is a scenario “walk” already/);
  const faster = await saveScenario(store, draft('Faster'), { by: 'bob@shop.example', revision });
  await assert.rejects(
    saveScenario(store, draft('Slower'), { by: 'ana@shop.example', revision }),
    /bob@shop\.example changed the scenario “walk” at .*, after you had opened it/,
  );
  const kept = await getScenario(store.pool, 'walk');
  assert.deepEqual([kept.name, kept.revision, kept.changedBy], ['Faster', faster.revision, 'bob@shop.example']);
  await saveScenario(store, draft('Slower'), { revision: faster.revision });
  await saveScenario(store, draft('A program'));
  assert.equal((await getScenario(store.pool, 'walk')).name, 'A program');
});

test('[SC46] who publishes says which draft they have read: another is not published', async () => {
  const { store } = await openStage();
  const { revision } = await saveScenario(store, walking('walk', { end }), { by: 'ana@shop.example' });
  const faster = await saveScenario(store, walking('walk', { a: hello('end'), end }), { by: 'bob@shop.example' });
  await assert.rejects(publishScenario(store, 'walk', revision), { code: 'SCENARIO_CHANGED' });
  assert.equal((await publishScenario(store, 'walk', faster.revision)).version, 1);
});

test('[SC46] of two who make one under one key at the same time the second is told, and the first stands', async () => {
  const { store } = await openStage();
  const draft = (name: string) => ({ ...walking('walk', { end }), name });
  const first = await store.pool.connect();
  await first.query('begin');
  await first.query(`insert into scenario (key, name, draft, updated_at) values ('walk', 'First', '{}', now())`);
  const second = saveScenario(store, draft('Second'), { revision: 0 });
  const waits = 'select from pg_locks l where not l.granted';
  while ((await first.query(waits)).rowCount === 0) await new Promise((again) => setTimeout(again, 5));
  await first.query('commit');
  first.release();
  await assert.rejects(second, { code: 'SCENARIO_EXISTS' });
  assert.equal((await getScenario(store.pool, 'walk')).name, 'First');
});

test('[SC1] a draft is kept with its faults told, published only without, and found again as it was', async () => {
  const stage = await openStage();
  const draft = walking('walk', { a: { kind: 'message', template: "x'; drop table entry --", next: 'end' }, end });
  const saved = await saveScenario(stage.store, draft);
  assert.match(saved.errors[0]!.sentence, /does not exist/);
  await assert.rejects(
    publishScenario(stage.store, 'walk'),
    /“walk” has 1 fault\(s\):\n {2}- The step “a” sends the template/,
  );
  assert.deepEqual((await getScenario(stage.store.pool, 'walk')).draft, draft);
  await assert.rejects(saveScenario(stage.store, { key: 'X Y' }), /needs a “key”.*\n.*needs a “name”/);
  await assert.rejects(saveScenario(stage.store, null), /has 2 fault/);
  await assert.rejects(pauseScenario(stage.store, 'walk'), /is not published/);
});
