import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failEverywhere } from '../../test/support/faults.ts';
import { end, hello, openStage, type Stage, summary } from '../../test/support/scenario-stage.ts';
import { takeBucket } from '../store/index.ts';
import { loadScenarios } from './load.ts';
import { pauseScenario, resumeScenario } from './manage.ts';
import { enterByMoments, momentsLeft } from './moments.ts';

const letter = (trigger: object, steps: object = { a: hello('end'), end }, more: object = {}) => ({
  key: 'letter',
  name: 'Letter',
  triggers: [{ id: 'moment', kind: 'moment', ...trigger }],
  start: Object.keys(steps)[0],
  steps,
  ...more,
});

const left = async ({ store }: Stage) => (await momentsLeft(store.pool, [1])).map(({ through }) => through);

test('[SC41] C10 · a moment lets everybody of the audience in who belongs to it then, once', async () => {
  const stage = await openStage();
  await stage.person('ann', { traits: { city: 'Paris' } });
  await stage.person('bob', { traits: { city: 'Lyon' } });
  const audience = { trait: 'city', op: 'is', value: 'Paris' };
  await stage.publish(
    letter({ at: '2026-03-02T09:00', zone: 'Europe/Paris' }, undefined, { audience }),
    '2026-03-01T00:00:00Z',
  );
  await stage.person('cyd', { traits: { city: 'Paris' } });
  await stage.advance('2026-03-02T07:59:00Z');
  assert.deepEqual(await stage.said(), []);
  await stage.advance('2026-03-20T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map(({ person, at }) => `${person} ${at.slice(0, 16)}`),
    ['ann 2026-03-02T08:00', 'cyd 2026-03-02T08:00'],
  );
  assert.deepEqual(await left(stage), [1]);
});

test('[SC41] C10 · without a zone it is that hour of everybody’s own day, exact over the change to summer time', async () => {
  const stage = await openStage();
  for (const [name, timezone] of Object.entries({
    auckland: 'Pacific/Auckland',
    kolkata: 'Asia/Kolkata',
    paris: 'Europe/Paris',
    montreal: 'America/Montreal',
    lost: 'Nowhere/Land',
  })) {
    await stage.person(name, { timezone });
  }
  await stage.person('silent');
  // On this Sunday the clocks of Europe go forward; those of Canada did weeks before, those of New Zealand go back a week later.
  await stage.publish(letter({ at: '2026-03-29T09:00' }), '2026-03-20T00:00:00Z');
  await stage.advance('2026-04-10T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map(({ person, at }) => `${at.slice(0, 16)} ${person}`),
    [
      '2026-03-28T20:00 auckland',
      '2026-03-29T03:30 kolkata',
      '2026-03-29T07:00 lost',
      '2026-03-29T07:00 paris',
      '2026-03-29T07:00 silent',
      '2026-03-29T13:00 montreal',
    ],
  );
});

test('[SC41] zones whose hour was over at the publication are left out; a moment that is over for all lets nobody in', async () => {
  const stage = await openStage();
  await stage.person('paris', { timezone: 'Europe/Paris' });
  await stage.person('montreal', { timezone: 'America/Montreal' });
  await stage.publish(letter({ at: '2026-03-10T09:00' }), '2026-03-10T10:00:00Z');
  await stage.advance('2026-03-12T00:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-10T13:00 a']);
  assert.deepEqual(await left(stage), [1]);
});

test('[SC41] people enter bite by bite, and a bite that fails anywhere leaves everything as it was', async () => {
  const stage = await openStage();
  await stage.store.pool.query(
    `insert into person (bucket, id, external_id, email, first_seen, traits)
     select 0, md5(n::text)::uuid, 'p' || n, 'p' || n || '@exemple.fr', '2025-01-01', '{}' from generate_series(1, 2500) n`,
  );
  const steps = { w: { kind: 'wait', for: 'P1D', next: 'a' }, a: hello('end'), end };
  await stage.publish(letter({ at: '2026-03-02T09:00', zone: 'Europe/Paris' }, steps), '2026-03-01T00:00:00Z');
  const now = new Date('2026-03-02T08:00:00Z');
  const bite = (store: Stage['store']) =>
    store.transaction(async (tx) => {
      const given = await takeBucket(tx, 0, { now, buckets: 1, timezone: 'Europe/Paris' });
      return enterByMoments(given!, await loadScenarios(tx));
    });
  const tables = ['entry', 'position', 'moment_watch', 'visit', 'wish'];
  const statements = await failEverywhere(stage.store, tables, bite);
  assert.ok(statements >= 6, `${statements} statements`);
  const { rows } = await stage.store.pool.query('select count(*)::int as n from entry');
  assert.deepEqual(rows, [{ n: 2_000 }]);
  await stage.tick('2026-03-02T08:00:00Z');
  const all = await stage.store.pool.query(
    'select count(*)::int as n, count(distinct person_id)::int as people from position',
  );
  assert.deepEqual(all.rows, [{ n: 2_500, people: 2_500 }]);
});

test('[SC41] a changed moment is set up anew, an unchanged one keeps its own; in a pause nobody enters', async () => {
  const stage = await openStage();
  await stage.person('ann');
  await stage.publish(letter({ at: '2026-03-05T09:00', zone: 'Europe/Paris' }), '2026-03-01T00:00:00Z');
  await stage.publish(letter({ at: '2026-03-03T09:00', zone: 'Europe/Paris' }), '2026-03-02T00:00:00Z');
  await pauseScenario(stage.store, 'letter');
  await stage.advance('2026-03-04T00:00:00Z');
  assert.deepEqual(await stage.said(), []);
  await resumeScenario(stage.store, 'letter');
  await stage.advance('2026-03-20T00:00:00Z');
  // What came in the pause is no news.
  assert.deepEqual(await stage.said(), []);
});

test('[SC41] a publication that leaves a moment as it was lets nobody in who came after it', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const moment = { at: '2026-03-03T09:00', zone: 'Europe/Paris' };
  await stage.publish(letter(moment), '2026-03-01T00:00:00Z');
  await stage.advance('2026-03-04T00:00:00Z');
  await stage.person('bob');
  await stage.publish(letter(moment, undefined, { name: 'Letter, spelt right' }), '2026-03-05T00:00:00Z');
  await stage.advance('2026-03-20T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map(({ person }) => person),
    ['ann'],
  );
});

test('[SC42] C10 · at a pace people go on in turns, each at a moment of their own', async () => {
  const stage = await openStage();
  for (let n = 0; n < 10; n++) await stage.person(`p${n}`);
  const steps = {
    turn: { kind: 'turn', messages: 4, per: 'hour', next: 'a' },
    a: hello('end'),
    end,
  };
  await stage.publish(letter({ at: '2026-03-02T09:00', zone: 'Europe/Paris' }, steps), '2026-03-01T00:00:00Z');
  await stage.advance('2026-03-02T08:10:00Z');
  assert.equal((await stage.said()).length, 1);
  await stage.advance('2026-03-03T00:00:00Z');
  assert.deepEqual(
    (await stage.said()).map(({ at }) => at.slice(11, 16)),
    ['08:00', '08:15', '08:30', '08:45', '09:00', '09:15', '09:30', '09:45', '10:00', '10:15'],
  );
  assert.deepEqual(await stage.steps(), []);
});

test('[SC42] who misses a turn in a pause gets a new one, and those who wait keep theirs', async () => {
  const stage = await openStage();
  for (let n = 0; n < 8; n++) await stage.person(`p${n}`);
  const steps = { turn: { kind: 'turn', messages: 4, per: 'hour', next: 'a' }, a: hello('end'), end };
  await stage.publish(letter({ at: '2026-03-02T09:00', zone: 'Europe/Paris' }, steps), '2026-03-01T00:00:00Z');
  await stage.advance('2026-03-02T08:20:00Z');
  await pauseScenario(stage.store, 'letter');
  await stage.advance('2026-03-02T09:20:00Z');
  assert.equal((await stage.said()).length, 2);
  await resumeScenario(stage.store, 'letter');
  await stage.advance('2026-03-03T00:00:00Z');
  const moments = (await stage.said()).map(({ at }) => at.slice(11, 16));
  assert.deepEqual(moments, ['08:00', '08:15', '09:30', '09:45', '10:00', '10:15', '10:30', '10:45']);
});

test('[SC42] an answer that never came is asked for again', async () => {
  const stage = await openStage();
  await stage.person('ann');
  const steps = { turn: { kind: 'turn', messages: 4, per: 'hour', next: 'a' }, a: hello('end'), end };
  await stage.publish(letter({ at: '2026-03-02T09:00', zone: 'Europe/Paris' }, steps), '2026-03-01T00:00:00Z');
  await stage.inBite('2026-03-02T08:00:00Z', async (bite) => {
    const published = await loadScenarios(bite.tx);
    await enterByMoments(bite, published);
    await bite.tx.query('delete from inbox');
  });
  assert.deepEqual(await stage.steps(), ['ann:turn']);
  await stage.advance('2026-03-02T12:00:00Z');
  assert.deepEqual(summary(await stage.said()), ['2026-03-02T09:00 a']);
});
