import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Draft,
  end,
  hello,
  idOf,
  openStage,
  started,
  summary,
  walking,
} from '../../test/support/scenario-stage.ts';
import { keyOf } from '../store/index.ts';

test('[SC3] C1 · a live, fresh event after the publication makes a person enter; history and the past do not', async () => {
  const stage = await openStage();
  for (const name of ['live', 'old', 'stale', 'imported', 'other']) await stage.person(name);
  await stage.publish(
    walking(
      'walk',
      { a: hello('end'), end },
      {
        triggers: [
          { id: 't', kind: 'event', event: 'Signed Up', where: [{ property: 'plan', op: 'is', value: 'pro' }] },
        ],
      },
    ),
    '2026-03-02T00:00:00Z',
  );
  await stage.track('live', 'Signed Up', '2026-03-02T08:00:00Z', { plan: 'pro' });
  await stage.track('old', 'Signed Up', '2026-03-01T23:59:00Z', { plan: 'pro' });
  await stage.track('stale', 'Signed Up', '2026-03-02T07:00:00Z', { plan: 'pro' });
  await stage.track('imported', 'Signed Up', '2026-03-02T08:00:00Z', { plan: 'pro' }, 'import');
  await stage.track('other', 'Signed Up', '2026-03-02T08:00:00Z', { plan: 'free' });
  await stage.tick('2026-03-03T07:30:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => one.person),
    ['live'],
  );
  const [first] = await stage.said('live');
  assert.deepEqual(first!.context, { event: { plan: 'pro' } });
});

test('[SC4] C1 · entering or leaving a segment makes a person enter, a segment’s first computation does not', async () => {
  const stage = await openStage();
  for (const name of ['in', 'out', 'first']) await stage.person(name);
  await stage.store.pool.query(
    `insert into segment (key, name, rule, created_at, updated_at) values ('loyal', 'Loyal', '{"trait":"x","op":"exists"}', now(), now())`,
  );
  const movement = (name: string, entered: boolean, initial = false) => ({
    segmentId: 1,
    personId: idOf(name),
    at: new Date('2026-03-02T08:00:00Z'),
    entered,
    initial,
  });
  const triggers = (kind: string) => ({ triggers: [{ id: 't', kind, segment: 'loyal' }] });
  await stage.publish(walking('came', { a: hello('end'), end }, triggers('segment_entered')), '2026-03-01T00:00:00Z');
  await stage.publish(walking('left', { b: hello('end'), end }, triggers('segment_left')), '2026-03-01T00:00:00Z');
  await stage.tick('2026-03-02T08:00:00Z', [
    movement('in', true),
    movement('out', false),
    movement('first', true, true),
  ]);
  assert.deepEqual(
    (await stage.said()).map((one) => `${one.person} ${one.step}`),
    ['in a', 'out b'],
  );
});

test('[SC3] of two triggers that hear one fact the one lets in whose conditions hold, and both let in once', async () => {
  const stage = await openStage();
  const city = (value: string) => ({ trait: 'city', op: 'is', value });
  for (const [name, home] of Object.entries({ ann: 'Paris', bea: 'Lyon', cyd: 'Nice' }))
    await stage.person(name, { traits: { city: home } });
  const heard = { kind: 'event', event: 'Signed Up' };
  await stage.publish(
    {
      key: 's',
      name: 'S',
      triggers: [
        { id: 'paris', ...heard, person: city('Paris') },
        { id: 'south', ...heard, person: { any: [city('Lyon'), city('Paris')] } },
      ],
      start: 'a',
      steps: { a: hello('end'), end },
    },
    '2026-03-01T00:00:00Z',
  );
  for (const name of ['ann', 'bea', 'cyd']) await stage.track(name, 'Signed Up', '2026-03-02T08:00:00Z');
  await stage.tick('2026-03-02T08:00:00Z');
  const { rows } = await stage.store.pool.query('select trigger_id as trigger from entry order by trigger_id');
  assert.deepEqual(rows, [{ trigger: 'paris' }, { trigger: 'south' }]);
  assert.deepEqual((await stage.said()).map(({ person }) => person).sort(), ['ann', 'bea']);
});

test('[SC3] C1 · a live list fact makes a person enter, an import or a removal does not; the audience is asked at entry', async () => {
  const stage = await openStage();
  await stage.store.pool.query(`insert into list (key, name, created_at) values ('news', 'News', now())`);
  for (const name of ['joins', 'imported', 'leaves']) await stage.person(name, { traits: { city: 'Lyon' } });
  await stage.person('elsewhere', { traits: { city: 'Brest' } });
  const triggers = [{ id: 't', kind: 'list', list: 'news' }];
  const audience = { trait: 'city', op: 'is', value: 'Lyon' };
  await stage.publish(walking('walk', { a: hello('end'), end }, { triggers, audience }), '2026-03-01T00:00:00Z');
  const join = (name: string, action: string, origin: 'live' | 'import') =>
    stage.put({
      kind: 'list',
      personId: idOf(name),
      occurredAt: new Date('2026-03-02T08:00:00Z'),
      origin,
      body: { who: {}, list: 'news', action },
    });
  await join('joins', 'add', 'live');
  await join('imported', 'add', 'import');
  await join('leaves', 'remove', 'live');
  await join('elsewhere', 'add', 'live');
  await stage.tick('2026-03-02T08:00:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => one.person),
    ['joins'],
  );
});

test('[SC5] the same fact told again makes no second entry and no second wish', async () => {
  const stage = await started({ a: hello('end'), end }, { reentry: { kind: 'always' } });
  await stage.track('ann', 'Signed Up', '2026-03-02T08:00:00Z', { plan: 'pro' });
  await stage.tick('2026-03-02T09:00:00Z');
  assert.equal((await stage.said()).length, 1);
  const [row] = (await stage.store.pool.query('select key, entry_id from wish')).rows;
  assert.equal(row.key, keyOf(row.entry_id, 'a', 1));
});

test('[SC6] C1 · due times derive from due times: a server that wakes up late tells the moments it should have', async () => {
  const stage = await started({
    a: { kind: 'wait', for: 'P1D', next: 'b' },
    b: hello('c'),
    c: { kind: 'hour', at: '09:00', weekdays: ['mon'], next: 'd' },
    d: hello('end'),
    end,
  });
  await stage.tick('2026-04-30T00:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-03T08:00 b', '2026-03-09T08:00 d']);
});

test('[SC7] C1 · waits of three time zones cross the change to summer time each on its own day', async () => {
  const stage = await openStage();
  const zones = { par: 'Europe/Paris', nyc: 'America/New_York', tyo: 'Asia/Tokyo' };
  for (const [name, timezone] of Object.entries(zones)) await stage.person(name, { timezone });
  const steps = {
    a: { kind: 'wait', for: 'P2D', next: 'b' },
    b: hello('c'),
    c: { kind: 'hour', at: '09:00', next: 'd' },
    d: hello('end'),
    end,
  };
  await stage.publish(walking('walk', steps), '2026-03-01T00:00:00Z');
  // Paris changes on 29 March at 1:00 UTC; New York did on 8 March; Tokyo does not.
  for (const name of Object.keys(zones)) await stage.track(name, 'Signed Up', '2026-03-27T12:00:00Z');
  await stage.tick('2026-03-27T12:00:00Z');
  await stage.advance('2026-04-05T00:00:00Z');
  assert.deepEqual(summary(await stage.said('par')), ['2026-03-29T11:00 b', '2026-03-30T07:00 d']);
  assert.deepEqual(summary(await stage.said('nyc')), ['2026-03-29T12:00 b', '2026-03-29T13:00 d']);
  assert.deepEqual(summary(await stage.said('tyo')), ['2026-03-29T12:00 b', '2026-03-30T00:00 d']);
});

test('[SC8] C1 · until waits for a moment for everybody or a trait’s date, and has ways for no date and for the past', async () => {
  const stage = await openStage();
  await stage.person('soon', { traits: { trial: { ends: '2026-03-20' } } });
  await stage.person('past', { traits: { trial: { ends: '2026-03-01' } } });
  await stage.person('none', { traits: { trial: { ends: 'some day' } } });
  const steps = {
    u: { kind: 'until', trait: 'trial.ends', offset: '-P5D', hour: '10:00', next: 'a', past: 'b', otherwise: 'c' },
    a: hello('end'),
    b: hello('end'),
    c: hello('all'),
    all: { kind: 'until', at: '2026-03-10T09:00', next: 'd' },
    d: hello('end'),
    end,
  };
  await stage.publish(walking('walk', steps), '2026-03-01T00:00:00Z');
  for (const name of ['soon', 'past', 'none']) await stage.track(name, 'Signed Up', '2026-03-02T08:00:00Z');
  await stage.tick('2026-03-02T08:00:00Z');
  await stage.advance('2026-04-01T00:00:00Z');
  assert.deepEqual(summary(await stage.said('soon')), ['2026-03-15T09:00 a']);
  assert.deepEqual(summary(await stage.said('past')), ['2026-03-02T08:00 b']);
  assert.deepEqual(summary(await stage.said('none')), ['2026-03-02T08:00 c', '2026-03-10T08:00 d']);
});

const buying = {
  w: {
    kind: 'await',
    event: 'Order Completed',
    where: [{ property: 'total', op: 'at_least', value: 50 }],
    within: 'P10D',
    next: 'a',
    timeout: 'b',
  },
  a: hello('end'),
  b: hello('end'),
  end,
};

test('[SC9] C1 · a wait for an event ends at the event’s moment where its conditions hold, else at its time-out', async () => {
  const stage = await started(buying);
  await stage.person('bob');
  await stage.track('bob', 'Signed Up', '2026-03-02T08:00:00Z');
  await stage.tick('2026-03-02T08:00:01Z');
  await stage.track('ann', 'Order Completed', '2026-03-04T10:00:00Z', { order_id: '1', total: 20, products: [] });
  await stage.track('ann', 'Order Completed', '2026-03-05T10:00:00Z', { order_id: '2', total: 70, products: [] });
  await stage.tick('2026-03-05T11:00:00Z');
  await stage.advance('2026-04-01T00:00:00Z');
  assert.deepEqual(summary(await stage.said('ann')), ['2026-03-05T10:00 a']);
  assert.deepEqual(summary(await stage.said('bob')), ['2026-03-12T08:00 b']);
});

test('[SC9] an event that came before a wait was reached late still ends it; one before its arrival does not', async () => {
  const late = { d: { kind: 'wait', for: 'P1D', next: 'w' }, ...buying };
  const stage = await started(late);
  await stage.track('ann', 'Order Completed', '2026-03-02T12:00:00Z', { order_id: '1', total: 90, products: [] });
  await stage.tick('2026-03-02T12:00:00Z');
  await stage.store.pool.query(`update scenario set paused_at = now()`);
  await stage.track('ann', 'Order Completed', '2026-03-04T10:00:00Z', { order_id: '2', total: 90, products: [] });
  await stage.tick('2026-03-04T10:00:00Z');
  await stage.store.pool.query(`update scenario set paused_at = null`);
  await stage.tick('2026-03-06T00:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-04T10:00 a']);
});

test('[SC10] C1 · a branch takes the first path that holds, of rules at the step’s moment and of the entry’s context', async () => {
  const steps = {
    w: { kind: 'wait', for: 'P1D', next: 'b' },
    b: {
      kind: 'branch',
      paths: [
        {
          when: { event: 'Order Completed', count: 'never' },
          context: [{ property: 'plan', op: 'is', value: 'free' }],
          next: 'free',
        },
        { context: [{ property: 'seats', op: 'at_least', value: 5 }], next: 'big' },
        { when: { event: 'Tool Used', count: { at_least: 1 } }, next: 'used' },
      ],
      otherwise: 'other',
    },
    free: hello('end'),
    big: hello('end'),
    used: hello('end'),
    other: hello('end'),
    end,
  };
  const stage = await started(steps);
  for (const [name, properties] of [
    ['free', { plan: 'free' }],
    ['big', { plan: 'pro', seats: 9 }],
    ['used', {}],
  ] as const) {
    await stage.person(name);
    await stage.track(name, 'Signed Up', '2026-03-02T08:00:00Z', properties);
  }
  await stage.tick('2026-03-02T08:00:00Z');
  await stage.track('used', 'Tool Used', '2026-03-03T07:59:00Z');
  await stage.track('ann', 'Tool Used', '2026-03-03T08:01:00Z');
  await stage.tick('2026-03-03T12:00:00Z');
  const paths = (await stage.said()).map((one) => `${one.person} ${one.step}`);
  assert.deepEqual(paths.sort(), ['ann other', 'big big', 'free free', 'used used']);
});

test('[SC11] C1 · a split follows its weights and sticks to the person', async () => {
  const stage = await openStage();
  const steps = {
    s: {
      kind: 'split',
      paths: [
        { weight: 1, next: 'a' },
        { weight: 3, next: 'b' },
        { weight: 0, next: 'c' },
      ],
    },
    a: hello('end'),
    b: hello('end'),
    c: hello('end'),
    end,
  };
  await stage.publish(walking('walk', steps, { reentry: { kind: 'always' } }), '2026-03-01T00:00:00Z');
  const names = Array.from({ length: 400 }, (_, i) => `p${i}`);
  for (const name of names) await stage.person(name);
  for (const hour of ['08', '09']) {
    for (const name of names) await stage.track(name, 'Signed Up', `2026-03-02T${hour}:00:00Z`);
    await stage.tick(`2026-03-02T${hour}:00:00Z`);
  }
  const said = await stage.said();
  const taken = Map.groupBy(said, (one) => one.person);
  assert.equal(said.length, 800);
  for (const ways of taken.values()) assert.equal(new Set(ways.map((one) => one.step)).size, 1);
  const shareOfA = said.filter((one) => one.step === 'a').length / 800;
  // Four standard deviations of a share of 1/4 among 400 people.
  assert.ok(Math.abs(shareOfA - 0.25) < 4 * Math.sqrt((0.25 * 0.75) / 400), String(shareOfA));
  assert.equal(
    said.some((one) => one.step === 'c'),
    false,
  );
});

const beside = {
  f: { kind: 'parallel', paths: ['p', 'q'] },
  p: { kind: 'wait', for: 'P1D', next: 'm' },
  q: { kind: 'wait', for: 'P2D', next: 'm' },
  m: hello('end'),
  end,
};

test('[SC12] C1 · parallel paths run beside each other, join without swallowing, and the entry ends with the last', async () => {
  const stage = await started(beside);
  await stage.advance('2026-03-03T12:00:00Z');
  assert.deepEqual(await stage.ends(), { ann: null });
  await stage.advance('2026-03-05T00:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-03T08:00 m', '2026-03-04T08:00 m']);
  assert.deepEqual(
    (await stage.said()).map((one) => one.visit),
    [1, 2],
  );
  assert.deepEqual(await stage.ends(), { ann: 'completed' });
});

test('[SC12] an exit for all ends the paths beside it and keeps what was wished on the way', async () => {
  const stage = await started({
    ...beside,
    m: hello('stop'),
    stop: { kind: 'exit', all: true, reason: 'enough' },
    end: undefined,
  } as Draft);
  await stage.advance('2026-03-10T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map((one) => `${one.step} ${one.state}`),
    ['m awarded'],
  );
  assert.deepEqual(await stage.ends(), { ann: 'enough' });
  assert.deepEqual(await stage.steps(), []);
});

test('[SC13] C1 · a loop counts its visits, and each visit has a message of its own', async () => {
  const stage = await started({
    h: { kind: 'wait', for: 'P1D', hour: '09:00', next: 'm' },
    m: hello('b'),
    b: { kind: 'branch', paths: [{ when: { event: 'Tool Used' }, next: 'end' }], otherwise: 'h' },
    end,
  });
  await stage.advance('2026-03-04T12:00:00Z');
  await stage.track('ann', 'Tool Used', '2026-03-04T12:00:00Z');
  await stage.advance('2026-03-20T00:00:00Z');
  const said = await stage.said();
  assert.deepEqual(summary(said), ['2026-03-03T08:00 m', '2026-03-04T08:00 m', '2026-03-05T08:00 m']);
  assert.deepEqual(
    said.map((one) => one.visit),
    [1, 2, 3],
  );
  const rows = await stage.store.pool.query('select count(*)::int as left from visit');
  assert.equal(rows.rows[0].left, 0);
});

test('[SC20] C1 · trait and list steps are facts, applied before the path goes on', async () => {
  const stage = await openStage();
  await stage.store.pool.query(`insert into list (key, name, created_at) values ('vip', 'VIP', now())`);
  await stage.person('ann');
  await stage.publish(
    walking('walk', {
      t: { kind: 'trait', set: { level: 'gold', old: null }, next: 'l' },
      l: { kind: 'list', list: 'vip', next: 'b' },
      b: {
        kind: 'branch',
        paths: [{ when: { all: [{ trait: 'level', op: 'is', value: 'gold' }, { list: 'vip' }] }, next: 'a' }],
        otherwise: 'c',
      },
      a: hello('end'),
      c: hello('end'),
      end,
    }),
    '2026-03-01T00:00:00Z',
  );
  await stage.track('ann', 'Signed Up', '2026-03-02T08:00:00Z');
  await stage.tick('2026-03-02T08:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-02T08:00 a']);
});
