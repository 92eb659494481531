import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Movement } from '../store/index.ts';
import { event, house, insert, line, numberOf, person, personId, sale } from './fixtures.ts';
import * as segments from './index.ts';

const { store, pool, inBite } = await house();
const t0 = new Date('2026-03-01T00:00:00Z');
const at = (days: number) => new Date(t0.getTime() + days * 86_400_000);

beforeEach(async () => {
  for (const table of [
    'segment',
    'segment_bucket',
    'membership',
    'movement',
    'event',
    'purchase',
    'purchase_line',
    'person',
    'setting',
  ]) {
    await pool.query(`delete from ${table}`);
  }
});

const save = (key: string, rule: unknown, now = t0) => segments.saveSegment(store, { key, name: key, rule }, now);
async function compute(now: Date, bucket = 0): Promise<number> {
  const loaded = await segments.loadSegments(pool);
  return inBite(now, (bite) => segments.computeBucket(bite, loaded), bucket);
}
async function refresh(now: Date, ...touched: [n: number, asOf: Date][]): Promise<Movement[]> {
  const loaded = await segments.loadSegments(pool);
  return inBite(now, (bite) =>
    segments.refreshTouched(
      bite,
      loaded,
      touched.map(([n, asOf]) => ({ personId: personId(n), asOf })),
    ),
  );
}
const due = (now: Date) => inBite(now, (bite) => segments.dueRechecks(bite, 10));
const inside = async (key: string) => (await segments.members(store, key)).items.map(({ id }) => numberOf(id));
const moves = (list: readonly Movement[]) =>
  list.map(({ personId: id, at: when, entered, initial }) => ({ n: numberOf(id), at: when, entered, initial }));

test('[SG18] touched people come in and leave, at their own moment; a repeat moves nobody', async () => {
  await insert(pool, 'person', [person(1), person(2, { traits: { vip: true } })]);
  await save('vips', { trait: 'vip', op: 'is', value: true });
  assert.equal(await compute(t0), 1);
  assert.deepEqual(await inside('vips'), [2]);
  await pool.query(`update person set traits = '{"vip": true}' where id = $1`, [personId(1)]);
  assert.deepEqual(moves(await refresh(at(1), [1, at(1)], [2, at(1)])), [
    { n: 1, at: at(1), entered: true, initial: false },
  ]);
  assert.deepEqual(await refresh(at(1), [1, at(1)]), []);
  await pool.query(`update person set traits = '{}'`);
  assert.deepEqual(moves(await refresh(at(2), [2, at(2)])), [{ n: 2, at: at(2), entered: false, initial: false }]);
  assert.deepEqual(await inside('vips'), [1]);
});

test('[SG19] the first computation, and one after a changed rule, moves nobody in the eyes of scenarios', async () => {
  await insert(pool, 'person', [person(1, { traits: { vip: true, old: true } })]);
  await save('vips', { trait: 'vip', op: 'is', value: true });
  assert.deepEqual(await refresh(at(1), [1, at(1)]), [], 'not computed here yet: left to computeBucket');
  assert.deepEqual(await segments.bucketsDue(pool, at(1)), [0, 1]);
  await compute(at(1));
  await compute(at(1), 1);
  assert.deepEqual(await segments.bucketsDue(pool, at(1)), []);
  const rows = async () => (await pool.query('select entered, initial from movement order by at, entered')).rows;
  assert.deepEqual(await rows(), [{ entered: true, initial: true }]);
  const before = (await segments.getSegment(pool, 'vips')).version;
  await save('vips', { value: true, op: 'is', trait: 'vip' }, at(2));
  assert.equal((await segments.getSegment(pool, 'vips')).version, before, 'the order of keys makes no other rule');
  await save('vips', { trait: 'young', op: 'is', value: true }, at(2));
  assert.equal(await compute(at(3)), 1);
  assert.equal(await compute(at(3)), 0);
  assert.deepEqual(await rows(), [
    { entered: true, initial: true },
    { entered: false, initial: true },
  ]);
});

test('[SG20] a sliding window says when it will change, and does so then', async () => {
  await insert(pool, 'person', [person(1)]);
  await insert(pool, 'event', [event(1, 'Use', at(-1)), event(1, 'Use', at(-3)), event(1, 'Use', at(-5))]);
  await save('active', { event: 'Use', count: { at_least: 2 }, within: 'P10D' });
  await compute(t0);
  // The second latest use leaves the window at day 7; that the third one leaves before changes nothing.
  assert.deepEqual(await segments.nextRecheck(pool), at(7));
  assert.deepEqual(await due(new Date(at(7).getTime() - 1)), []);
  assert.deepEqual(await due(at(9)), [{ personId: personId(1), asOf: at(7) }]);
  assert.deepEqual(moves(await refresh(at(9), [1, at(7)])), [{ n: 1, at: at(7), entered: false, initial: false }]);
  assert.equal(await segments.nextRecheck(pool), null);
});

test('[SG32] an event in the window leaves the row and its earlier recheck alone; when that is due, the later one is kept', async () => {
  await insert(pool, 'person', [person(1)]);
  await insert(pool, 'event', [event(1, 'Use', at(-5))]);
  await save('active', { event: 'Use', within: 'P10D' });
  await compute(t0);
  const row = async () => (await pool.query('select recheck_at, xmin::text as written from membership')).rows[0];
  const before = await row();
  assert.deepEqual(before.recheck_at, at(5));
  await insert(pool, 'event', [event(1, 'Use', at(1))]);
  assert.deepEqual(await refresh(at(1), [1, at(1)]), []);
  assert.deepEqual(await row(), before, 'nothing was written');
  assert.deepEqual(await refresh(at(6), [1, at(5)]), [], 'still inside by the second use');
  assert.deepEqual(await segments.nextRecheck(pool), at(11));
  assert.deepEqual(moves(await refresh(at(11), [1, at(11)])), [{ n: 1, at: at(11), entered: false, initial: false }]);
});

test('[SG21] what happens after the moment of asking is not seen, and is when to ask again', async () => {
  await insert(pool, 'person', [person(1)]);
  await save('buyers', { orders: {} });
  await save('users', { event: 'Use', last: { in_last: 'P30D' } });
  await compute(t0);
  await insert(pool, 'event', [event(1, 'Use', at(2))]);
  await insert(pool, 'purchase', [sale(1, 'a', at(3))]);
  assert.deepEqual(await refresh(at(5), [1, at(1)]), []);
  assert.deepEqual(await due(at(5)), [{ personId: personId(1), asOf: at(2) }]);
  // Several moments of one person are asked in their order.
  const moved = await refresh(at(5), [1, at(3)], [1, at(2)]);
  assert.deepEqual(
    moves(moved).map((move) => move.at),
    [at(2), at(3)],
  );
});

test('[SG21] neither an archived segment nor a person who is no more is asked for ever', async () => {
  await insert(pool, 'person', [person(1)]);
  await insert(pool, 'event', [event(1, 'Use', at(-1))]);
  await save('active', { event: 'Use', within: 'P3D' });
  await compute(t0);
  await compute(t0, 1);
  await pool.query('delete from person');
  assert.equal((await due(at(9))).length, 1);
  assert.deepEqual(await refresh(at(9), [1, at(2)]), []);
  assert.deepEqual(await due(at(9)), []);
  await insert(pool, 'person', [person(1)]);
  await refresh(at(1), [1, at(1)]);
  assert.deepEqual(await segments.nextRecheck(pool), at(2));
  await segments.archiveSegment(store, 'active', at(1));
  assert.equal(await segments.nextRecheck(pool), null);
  assert.deepEqual(await due(at(9)), []);
  assert.deepEqual(await segments.bucketsDue(pool, at(9)), []);
});

test('[SG22] segments in segments follow in the same pass, and renew each other', async () => {
  await insert(pool, 'person', [person(1, { traits: { city: 'Lyon' } })]);
  await save('inner', { trait: 'vip', op: 'is', value: true });
  await save('outer', { all: [{ segment: 'inner' }, { trait: 'city', op: 'is', value: 'Lyon' }] });
  await save('a-outermost', { none: [{ segment: 'outer' }] });
  await compute(t0);
  await pool.query(`update person set traits = traits || '{"vip": true}'`);
  assert.deepEqual(
    moves(await refresh(at(1), [1, at(1)])).map(({ entered }) => entered),
    [true, true, false],
  );
  await save('inner', { trait: 'vip', op: 'is', value: false }, at(2));
  assert.equal(await compute(at(2)), 3, 'those that ask for a changed segment are computed anew too');
  assert.deepEqual([await inside('outer'), await inside('a-outermost')], [[], [1]]);
});

test('[SG23] unknown segments, circles and segments in use are refused with the place or the path', async () => {
  await save('a', { list: 'x' });
  await save('b', { all: [{ segment: 'a' }] });
  await assert.rejects(
    save('c', { any: [{ list: 'x' }, { none: [{ segment: 'bb' }] }] }),
    /any\[1\]\.none\[0\]\.segment: there is no segment “bb”; the nearest are/,
  );
  await assert.rejects(save('a', { segment: 'b' }), /“a” would refer to itself: a → b → a/);
  await assert.rejects(save('a', { segment: 'a' }), /a → a/);
  await assert.rejects(segments.archiveSegment(store, 'a', t0), /asked for by b/);
  await assert.rejects(save("x'; drop table segment", { list: 'x' }), /cannot be used for a segment/);
  await segments.archiveSegment(store, 'b', t0);
  await segments.archiveSegment(store, 'a', t0);
  await assert.rejects(save('a', { list: 'x' }), /is archived/);
  await assert.rejects(segments.members(store, 'zz'), /no segment with the key “zz”/);
});

test('[SG4] a day that strikes midnight twice begins with the first stroke', async () => {
  // Havana, 1 November 2026: at 1:00 it is 0:00 again; the day began at 04:00 UTC.
  await insert(pool, 'person', [person(1, { timezone: 'America/Havana', traits: { visit: '2026-11-01' } })]);
  await save('today', { trait: 'visit', op: 'in_last', value: 'P1D' });
  await compute(new Date('2026-10-31T12:00:00Z'));
  const moment = new Date('2026-11-01T04:00:00Z');
  assert.deepEqual(await segments.nextRecheck(pool), moment);
  assert.deepEqual(moves(await refresh(moment, [1, moment])), [{ n: 1, at: moment, entered: true, initial: false }]);
});

test('[SG24] a move and its opposite at one instant are no move; a merged person leaves no membership', async () => {
  await insert(pool, 'person', [person(1)]);
  await save('vips', { trait: 'vip', op: 'is', value: true });
  await compute(t0);
  const set = (vip: boolean) => pool.query('update person set traits = $1', [JSON.stringify({ vip })]);
  for (const vip of [true, false, true]) {
    await set(vip);
    assert.equal((await refresh(at(1), [1, at(1)])).length, 1);
  }
  const log = await pool.query('select entered from movement');
  assert.deepEqual(log.rows, [{ entered: true }]);
  await inBite(at(2), (bite) => segments.dropPerson(bite, personId(1)));
  assert.deepEqual(await inside('vips'), []);
});

test('B2 · [SG25] everybody identified is in exactly one typology, and a changed threshold computes them anew', async () => {
  await insert(pool, 'person', [
    person(1, { email: 'cold@example.org' }),
    person(2, { email: 'warm@example.org' }),
    person(3, { email: 'occasional@example.org' }),
    person(4, { external_id: 'loyal' }),
    person(5, { external_id: 'account' }),
    person(6, {}),
  ]);
  await insert(pool, 'event', [event(2, 'Quote Requested', at(-10))]);
  const orders = [
    [3, 'a', -400],
    [4, 'b', -1],
    [4, 'c', -2],
    [4, 'd', -3],
  ] as const;
  await insert(
    pool,
    'purchase',
    orders.map(([n, id, days]) => sale(n, id, at(days))),
  );
  await insert(
    pool,
    'purchase_line',
    orders.map(([n, id, days]) => line(n, id, 'p', at(days))),
  );
  await segments.installTypologies(store, t0);
  await compute(t0);
  const stand = async () =>
    Object.fromEntries(await Promise.all(segments.typologyKeys.map(async (key) => [key, await inside(key)])));
  assert.deepEqual(await stand(), {
    'cold-prospect': [1],
    'warm-prospect': [2, 5],
    'occasional-customer': [3],
    'loyal-customer': [4],
  });
  // The quote is forgotten after 180 days, without any fact.
  const [first] = await due(at(400));
  assert.deepEqual(first, { personId: personId(2), asOf: at(170) });
  await refresh(at(170), [2, at(170)]);
  await insert(pool, 'purchase', [sale(1, 'e', at(171))]);
  await refresh(at(171), [1, at(171)]);
  const { items: table } = await segments.movementsBetween(store, segments.typologyKeys, {
    since: at(1),
    until: at(180),
  });
  assert.deepEqual(
    table.filter(({ from, to }) => from !== to),
    [
      { from: 'cold-prospect', to: 'occasional-customer', people: 1 },
      { from: 'warm-prospect', to: 'cold-prospect', people: 1 },
    ],
  );
  // A period that pages look at, up to now, is told as any other, in the same order.
  const until = store.clock.now();
  const since = new Date(until.getTime() - 90 * 86_400_000);
  const upToNow = await segments.movementsBetween(store, segments.typologyKeys, { since });
  const { items } = await segments.movementsBetween(store, segments.typologyKeys, { since, until });
  assert.deepEqual(upToNow.items, items);
  assert.equal(
    items.reduce((sum, { people }) => sum + people, 0),
    5,
  );
  const { writeSetting } = await import('../settings/index.ts');
  await store.transaction((tx) => writeSetting(tx, 'segments.typology.loyalOrders', 4, at(181)));
  assert.ok((await compute(at(181))) >= 2);
  assert.deepEqual([await inside('loyal-customer'), await inside('occasional-customer')], [[], [1, 3, 4]]);
});

test('[SG27] touched people are found through the index, however many events there are', async () => {
  await pool.query(
    `insert into person (bucket, id, first_seen) select 0, ('00000000-0000-4000-8000-' || lpad(g::text, 12, '0'))::uuid, $1 from generate_series(1, 5000) g`,
    [t0],
  );
  await pool.query(
    `insert into event select 0, ('00000000-0000-4000-8000-' || lpad((1 + g % 5000)::text, 12, '0'))::uuid, $1::timestamptz + make_interval(mins => g), gen_random_uuid(), 'track', 'X', '{}', 'live', $1 from generate_series(1, 60000) g`,
    [t0],
  );
  await pool.query('analyze person; analyze event');
  const rule = segments.parseRule({ event: 'X', count: { at_least: 2 }, within: 'P90D' });
  const people = [1, 2, 3, 4, 5].map(personId);
  const { text, values } = segments.bind(segments.compileRules([rule], 'touched'), {
    bucket: 0,
    people,
    moments: people.map(() => at(60)),
  });
  const { rows } = await pool.query(`explain ${text}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  assert.match(plan, /Index.*Scan.*event\w*_pkey/);
  assert.doesNotMatch(plan, /Seq Scan/);
});
