import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openStage, type Stage, summary } from '../../test/support/scenario-stage.ts';

const example = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../examples/${name}.json`, import.meta.url), 'utf8'));
const start = '2026-03-06T22:00:00Z';

/** People who begin their trial at eleven in the evening of Paris, five in the afternoon of New York, seven in the morning of Tokyo. */
async function trialOf(people: Record<string, string>): Promise<Stage> {
  const stage = await openStage();
  for (const [name, timezone] of Object.entries(people)) await stage.person(name, { timezone });
  await stage.publish(example('scenarios/trial'), '2026-03-01T00:00:00Z');
  for (const name of Object.keys(people)) await stage.track(name, 'Trial Started', start);
  await stage.tick(start);
  return stage;
}

test('[SC25] C6 · in three time zones over summer time each message of the trial leaves at nine of the person’s day', async () => {
  const stage = await trialOf({ par: 'Europe/Paris', nyc: 'America/New_York', tyo: 'Asia/Tokyo' });
  await stage.advance('2026-05-01T00:00:00Z');
  assert.deepEqual(summary(await stage.said('par')), [
    '2026-03-07T08:00 thanks',
    '2026-03-08T08:00 tip',
    '2026-03-17T08:00 demonstration',
    '2026-03-31T07:00 coupon',
  ]);
  assert.deepEqual(summary(await stage.said('nyc')), [
    '2026-03-07T14:00 thanks',
    '2026-03-08T13:00 tip',
    '2026-03-17T13:00 demonstration',
    '2026-03-31T13:00 coupon',
  ]);
  assert.deepEqual(summary(await stage.said('tyo')), [
    '2026-03-08T00:00 thanks',
    '2026-03-09T00:00 tip',
    '2026-03-17T00:00 demonstration',
    '2026-04-01T00:00 coupon',
  ]);
  const coupons = (await stage.said()).filter((one) => one.step === 'coupon').map((one) => one.context);
  const fallback = { name: 'Camille Martin', address: 'camille@atelier.example' };
  assert.deepEqual(coupons[0], {
    event: {},
    sender: { from: 'owner', fallback },
    coupon: { code: 'ESSAI20', validUntil: '2026-04-05' },
  });
  assert.deepEqual(coupons[2]!.coupon, { code: 'ESSAI20', validUntil: '2026-04-06' });
  assert.deepEqual(await stage.ends(), { par: 'trial-over', nyc: 'trial-over', tyo: 'trial-over' });
});

test('[SC25] C6 · who uses the tool is not called idle, who stops is, who comes back before nine is not yet, who buys hears no more', async () => {
  const zone = 'Europe/Paris';
  const stage = await trialOf({ uses: zone, stops: zone, back: zone, buys: zone });
  const happens: [string, string, string][] = [
    ['2026-03-10T12:00:00Z', 'uses', 'Tool Used'],
    ['2026-03-10T12:00:00Z', 'stops', 'Tool Used'],
    ['2026-03-12T09:00:00Z', 'buys', 'Order Completed'],
    ['2026-03-17T06:00:00Z', 'back', 'Tool Used'],
    ['2026-03-18T12:00:00Z', 'uses', 'Tool Used'],
    ['2026-03-27T12:00:00Z', 'uses', 'Tool Used'],
  ];
  for (const [moment, name, event] of happens) {
    await stage.advance(new Date(Date.parse(moment) - 1).toISOString());
    await stage.track(name, event, moment, { order_id: '1', total: 10, products: [] });
    await stage.advance(moment);
  }
  await stage.advance('2026-05-01T00:00:00Z');
  const begun = ['2026-03-07T08:00 thanks', '2026-03-08T08:00 tip'];
  assert.deepEqual(summary(await stage.said('uses')), [...begun, '2026-03-31T07:00 coupon']);
  assert.deepEqual(summary(await stage.said('stops')), [
    ...begun,
    '2026-03-21T08:00 demonstration',
    '2026-03-31T07:00 coupon',
  ]);
  assert.deepEqual(summary(await stage.said('back')), [
    ...begun,
    '2026-03-27T08:00 demonstration',
    '2026-03-31T07:00 coupon',
  ]);
  assert.deepEqual(summary(await stage.said('buys')), begun);
  assert.deepEqual(await stage.ends(), { uses: 'trial-over', stops: 'trial-over', back: 'trial-over', buys: 'goal' });
});

test('[SC25] C1 · the win-back example writes twice a week apart and stops at an order', async () => {
  const stage = await openStage();
  await stage.store.pool.query(
    `insert into segment (key, name, rule, created_at, updated_at)
     values ('loyal-silent-90', 'Loyal, silent', '{"trait":"x","op":"exists"}', now(), now())`,
  );
  for (const name of ['silent', 'returns']) await stage.person(name);
  await stage.store.pool.query(
    `insert into membership (bucket, segment_id, person_id, member, since) select 0, 1, id, true, '2026-03-01' from person`,
  );
  await stage.publish(example('retail/winback'), '2026-03-01T00:00:00Z');
  const { rows } = await stage.store.pool.query('select id from person order by external_id');
  const at = new Date('2026-03-02T08:00:00Z');
  const moves = rows.map(({ id }) => ({ segmentId: 1, personId: id, at, entered: true, initial: false }));
  await stage.tick('2026-03-02T08:00:00Z', moves);
  await stage.track('returns', 'Order Completed', '2026-03-05T08:00:00Z', { order_id: '9', total: 10, products: [] });
  await stage.advance('2026-03-05T08:00:00Z');
  await stage.advance('2026-04-01T00:00:00Z');
  assert.deepEqual(summary(await stage.said('silent')), ['2026-03-02T08:00 first', '2026-03-09T08:00 second']);
  assert.deepEqual(summary(await stage.said('returns')), ['2026-03-02T08:00 first']);
});
