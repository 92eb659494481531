import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeSetting } from '../settings/index.ts';
import { markChanged } from '../store/index.ts';
import { estimateTotal } from './estimate.ts';
import { event, house, insert, line, person, personId, sale } from './fixtures.ts';
import { bind, compileMembers, countDraft, parseRule, type Rule, saveSegment, sayEstimate } from './index.ts';
import { someFirst } from './some-first.ts';

const BUCKETS = 4;
const { store, pool, inBite } = await house({ buckets: BUCKETS });
const t0 = new Date('2028-02-20T07:00:00Z');
const DAY = 86_400_000;
const at = (days: number) => new Date(t0.getTime() + days * DAY);
const lyon = { trait: 'city', op: 'is', value: 'Lyon' };

const tables = ['segment', 'membership', 'event', 'purchase', 'purchase_line', 'person', 'product', 'setting'];
beforeEach(async () => {
  for (const table of [...tables, 'bucket_mark', 'segment_count']) await pool.query(`delete from ${table}`);
});

const mark = (bucket: number) => inBite(t0, markChanged, bucket);
async function markAll(): Promise<void> {
  for (let bucket = 0; bucket < BUCKETS; bucket++) await mark(bucket);
}
const citizens = (count: number, city = 'Lyon') =>
  insert(
    pool,
    'person',
    Array.from({ length: count }, (_, i) => person(i + 1, { traits: { city } }, i % BUCKETS)),
  );
const counted = async (rule: unknown, now = t0) => (await countDraft(store, rule, now)).count;
const newcomer = (n: number, bucket: number) =>
  insert(pool, 'person', [person(n, { traits: { city: 'Lyon' } }, bucket)]);

test('B1 · [SG26] a draft is counted with a sample, and asked again it is given without a person being read', async () => {
  await citizens(15);
  await markAll();
  const first = await countDraft(store, lyon, t0);
  assert.deepEqual([first.count, first.estimate, first.asOf, first.sample.length], [15, null, t0, 10]);
  // Nobody marks these buckets: whoever is read now would be counted.
  await newcomer(100, 0);
  const again = await countDraft(store, lyon, at(300));
  assert.deepEqual([again.count, again.sample, again.asOf], [15, first.sample, at(300)]);
});

test('[SG28] only buckets that changed are counted again, and one that was never marked always', async () => {
  await citizens(8);
  await mark(0);
  await mark(1);
  assert.equal(await counted(lyon), 8);
  for (let bucket = 0; bucket < BUCKETS; bucket++) await newcomer(100 + bucket, bucket);
  assert.equal(await counted(lyon), 10, 'buckets 2 and 3 have no mark');
  await mark(0);
  assert.equal(await counted(lyon), 11);
  await markAll();
  assert.equal(await counted(lyon), 12);
});

test('[SG28] a change that is not committed yet is not taken for counted', async () => {
  await citizens(4);
  await markAll();
  await inBite(t0, async (bite) => {
    await insert(bite.tx as never, 'person', [person(50, { traits: { city: 'Lyon' } }, 0)]);
    await markChanged(bite);
    assert.equal(await counted(lyon), 4);
  });
  assert.equal(await counted(lyon), 5);
});

test('[SG28] a changed definition, time zone or catalogue is another question', async () => {
  await insert(pool, 'person', [person(1)]);
  await insert(pool, 'purchase', [sale(1, 'o1', at(-1))]);
  await insert(pool, 'purchase_line', [line(1, 'o1', 'p1', at(-1), { category: 'hats' })]);
  await markAll();
  const bags = { orders: { where: [{ property: 'category', op: 'is', value: 'bags' }] } };
  const inLine = { event: 'X', count: 'never', between: ['2028-01-01', '2028-02-20'] };
  assert.equal(await counted(bags), 0);
  await pool.query(`insert into product (id, category, updated_at) values ('p1', 'bags', $1)`, [t0]);
  assert.equal(await counted(bags), 1);
  await pool.query(`update product set category = 'hats' where id = 'p1'`);
  assert.equal(await counted(bags), 0);
  // 22:30 in UTC is the next day in Paris: a sale then is no longer within the days that were asked for.
  await insert(pool, 'event', [event(1, 'X', '2028-02-20T23:30:00Z')]);
  assert.equal(await counted(inLine, at(5)), 1);
  await store.transaction((tx) => writeSetting(tx, 'shop.timezone', 'UTC', t0));
  assert.equal(await counted(inLine, at(5)), 0);
  await saveSegment(store, { key: 'hats', name: 'hats', rule: bags }, t0);
  await assert.rejects(counted({ segment: 'hat' }), /there is no segment “hat”/);
});

test('[SG29] a count by its age says as of when it is, and is counted anew when it is older', async () => {
  await citizens(4);
  await markAll();
  assert.equal(await counted(lyon), 4);
  await newcomer(90, 1);
  await mark(1);
  await store.transaction((tx) => writeSetting(tx, 'segments.countAge', 3600, t0));
  // The setting is a definition: the first answer under it is counted.
  assert.equal(await counted(lyon), 5);
  await newcomer(91, 2);
  await mark(2);
  const aged = await countDraft(store, lyon, at(1));
  assert.deepEqual([aged.count, aged.asOf], [5, t0]);
  await pool.query(
    `update segment_count set counted_at = (counted_at at time zone 'UTC' - interval '2 hours') at time zone 'UTC'`,
  );
  const anew = await countDraft(store, lyon, at(1));
  assert.deepEqual([anew.count, anew.asOf], [6, at(1)]);
});

/** Mulberry32. */
function dice(seed: number) {
  let state = seed * 0x9e3779b9;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return (most: number) => Math.floor(next() * most);
}

const rules = [
  { event: 'View', count: { at_least: 2 }, within: 'P3D' },
  { event: 'View', count: { exactly: 1 }, within: 'P1M' },
  { event: 'View', count: 'never', within: 'PT36H' },
  { event: 'View', last: { more_than_ago: 'P5D' } },
  { event: 'View', sum: { of: 'price', above: 20 }, within: 'P10D' },
  { event: 'View', count: { at_least: 1 }, between: ['2028-02-25', '2028-03-10'] },
  { orders: { count: { at_least: 2 }, within: 'P10D', where: [{ property: 'category', op: 'is', value: 'bags' }] } },
  { orders: { amount: { at_least: 30 }, within: 'P1M' } },
  { trait: 'born', op: 'yearly_next', value: 'P7D' },
  { any: [{ trait: 'due', op: 'in_next', value: 'P5D' }, { none: [{ event: 'View' }] }] },
  { all: [lyon, { none: [{ event: 'View', within: 'P3D' }] }] },
];

/** Bucket after bucket: a cluster takes no rule on dates over all of them. */
async function countAnew(rule: Rule, asOf: Date): Promise<number> {
  const compiled = compileMembers(rule, 'bucket');
  let people = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const zones = ['UTC', 'Europe/Paris'];
    const { text, values } = bind(compiled, { bucket, asOf, timezone: 'Europe/Paris', zones });
    people += (await pool.query(`select count(*)::integer as people from (${text}) m`, values)).rows[0].people;
  }
  return people;
}

test('[SG28] a kept count is what counting everybody gives, whatever changes and however time goes on', async () => {
  let given = 0;
  for (let seed = 1; seed <= 5; seed++) {
    for (const table of [...tables, 'segment_count']) await pool.query(`delete from ${table}`);
    const roll = dice(seed);
    let now = t0.getTime() + roll(DAY);
    const day = () => new Date(now + (roll(60) - 30) * DAY).toISOString().slice(0, 10);
    const traits = () => ({ city: ['Lyon', 'LYON', 'Lÿon', 'Lille'][roll(4)], born: day(), due: day() });
    for (let n = 1; n <= 12; n++) await insert(pool, 'person', [person(n, { traits: traits() }, n % BUCKETS)]);
    await markAll();
    for (let step = 0; step < 6; step++) {
      for (let i = roll(4); i > 0; i--) {
        const n = 1 + roll(12);
        const bucket = n % BUCKETS;
        // Some are of the future: a clock of a shop may be ahead.
        const when = new Date(now + roll(4 * DAY) - 3 * DAY);
        const id = `${seed}-${step}-${i}`;
        if (roll(2) === 0) await insert(pool, 'event', [event(n, 'View', when, { price: roll(30) }, { bucket })]);
        else {
          await insert(pool, 'purchase', [sale(n, id, when, { bucket })]);
          await insert(pool, 'purchase_line', [
            line(n, id, 'p', when, { bucket, category: ['Bags', 'hats'][roll(2)] }),
          ]);
        }
        await mark(bucket);
      }
      for (const rule of rules) {
        const { rows } = await pool.query('select count(*)::integer as kept from segment_count');
        const scratch = await countAnew(parseRule(rule), new Date(now));
        const answer = await countDraft(store, rule, new Date(now));
        assert.equal(answer.count, scratch, `seed ${seed}, step ${step}, ${JSON.stringify(rule)}`);
        assert.deepEqual([answer.asOf.getTime(), answer.estimate], [now, null]);
        given += rows[0].kept > 0 ? 1 : 0;
      }
      // Now and then exactly at, or just before, the moment when something changes.
      const { rows } = await pool.query('select min(until) as at from segment_count where until > $1', [new Date(now)]);
      now = rows[0].at && roll(3) > 0 ? Math.max(now, rows[0].at.getTime() - roll(2)) : now + 1 + roll(3 * DAY);
    }
  }
  assert.ok(given > 50);
});

test('[SG28] whom time changes soon is asked alone, and what is kept says until when the others stay', async () => {
  await insert(pool, 'person', [person(1), person(5)]);
  await insert(pool, 'event', [event(1, 'View', at(-2.9)), event(1, 'View', at(-1)), event(5, 'View', at(-1))]);
  await markAll();
  const rule = { event: 'View', count: { at_least: 2 }, within: 'P3D' };
  const row = async () => (await pool.query('select people, until, soon from segment_count where bucket = 0')).rows[0];
  assert.equal(await counted(rule), 1);
  assert.deepEqual(await row(), { people: 1, until: null, soon: [[personId(1), '2028-02-20T09:24:00+00:00', true]] });
  // Nobody marks this change: only whoever is asked alone is read.
  await insert(pool, 'event', [event(5, 'View', at(-1.5))]);
  assert.equal(await counted(rule, new Date(at(0.1).getTime() - 1)), 1);
  const left = await countDraft(store, rule, at(0.1));
  assert.deepEqual([left.count, left.sample, await row()], [0, [], { people: 0, until: null, soon: [] }]);
  await mark(0);
  assert.equal(await counted(rule, at(0.1)), 1);
  assert.deepEqual((await row()).until, at(1.5));
  assert.equal(await counted(rule, at(1.5)), 0);
});

test('[SG28] counts that nobody renews for a day are cleared away', async () => {
  await citizens(4);
  await markAll();
  await counted(lyon);
  await pool.query(
    `update segment_count set counted_at = (counted_at at time zone 'UTC' - interval '2 days') at time zone 'UTC'`,
  );
  for (let i = 0; i < 60; i++) await counted({ trait: 'x', op: 'is', value: `${i}` });
  const { rows: old } = await pool.query(`select from segment_count where counted_at < now() - interval '1 day'`);
  assert.equal(old.length, 0);
});

/** A rule that takes long where there are events: each carries half a million letters to be freed of their accents. */
const slow = { event: 'X', where: [{ property: 'text', op: 'contains', value: 'z' }] };
const longTexts = (bucket: number, count: number) =>
  pool.query(
    `insert into event select $1, $2, $3::timestamptz + make_interval(secs => g), gen_random_uuid(), 'track', 'X',
            jsonb_build_object('text', repeat('é', 500000)), 'live', $3
     from generate_series(1, $4::integer) g`,
    [bucket, personId(bucket + 1), t0, count],
  );

test('[SG26] a count that takes too long is estimated from the buckets that were reached, and said to be', async () => {
  await citizens(40);
  await longTexts(3, 40);
  await insert(pool, 'event', [
    event(1, 'X', at(1), { text: 'Zoé' }),
    event(2, 'X', at(1), { text: 'z' }, { bucket: 1 }),
  ]);
  await markAll();
  const answer = await countDraft(store, slow, at(9), { patienceMs: 700 });
  assert.ok(answer.estimate, 'the last bucket takes longer');
  assert.deepEqual([answer.count, answer.estimate.buckets, answer.estimate.of], [3, 3, BUCKETS]);
  assert.ok(answer.estimate.low === 2 && answer.estimate.high >= 3);
  assert.match(sayEstimate(answer, 'en'), /^≈ 3 \(2 to \d+, 95 % sure\): 3 of 4 parts of the base were counted$/);
  assert.match(sayEstimate(answer, 'fr'), /^≈ 3 \(de 2 à \d+, sûr à 95 %\)/);
  // What was reached is kept: with time enough only the last bucket is left to count.
  const { rows } = await pool.query('select bucket from segment_count order by bucket');
  assert.deepEqual(
    rows.map(({ bucket }) => bucket),
    [0, 1, 2],
  );
  await pool.query('delete from event where bucket = 3');
  const { count, estimate } = await countDraft(store, slow, at(9));
  assert.deepEqual([count, estimate], [2, null]);
});

test('[SG26] where nothing was reached in time the count is refused with a sentence', async () => {
  await citizens(4);
  await longTexts(0, 3);
  await assert.rejects(
    countDraft(store, slow, at(9), { patienceMs: 1 }),
    /took more than 0.001 seconds and was stopped/,
  );
});

test('[SG34] some buckets are counted first, and the others with them where that takes no longer than somebody who types waits', async () => {
  for (const [ms, asked] of [
    [
      20,
      [
        [0, 1],
        [2, 3, 4, 5, 6, 7, 8, 9],
      ],
    ],
    [50, [[0, 1]]],
  ] as const) {
    let now = 0;
    const seen: (readonly number[])[] = [];
    const count = async (some: readonly number[]) => {
      seen.push(some);
      now += ms;
      return some.map((bucket) => bucket * 10);
    };
    const buckets = Array.from({ length: 10 }, (_, bucket) => bucket);
    const found = await someFirst(buckets, count, () => now);
    assert.deepEqual(seen, asked);
    assert.deepEqual(
      found,
      asked.flat().map((bucket) => bucket * 10),
    );
  }
});

test('[SG34] a quick answer is a first estimate or exact, and the exact count follows from what was counted for it', async () => {
  await citizens(40);
  await markAll();
  const quick = await countDraft(store, lyon, t0, { quick: true });
  assert.equal(quick.count, 40, 'ten in each bucket, whichever were counted');
  const { rows } = await pool.query('select count(*)::integer as n from segment_count');
  assert.equal(rows[0].n, quick.estimate?.buckets ?? BUCKETS);
  const { count, estimate } = await countDraft(store, lyon, t0);
  assert.deepEqual([count, estimate], [40, null]);
});

test('[SG30] the statement ends when the caller hangs up, and the next in line has its turn', async () => {
  await citizens(4);
  await longTexts(0, 40);
  const running = async () =>
    (await pool.query(`select from pg_stat_activity where state = 'active' and query like 'with a1 as%'`)).rowCount;
  const left = new AbortController();
  const asked = [1, 2, 3].map(() => countDraft(store, slow, at(9), { signal: left.signal }));
  const ended = Promise.allSettled(asked);
  while ((await running()) === 0) await sleep(5);
  left.abort();
  for (const { status, reason } of (await ended) as PromiseRejectedResult[])
    assert.deepEqual([status, reason.code], ['rejected', 'SEG_COUNT_LEFT']);
  assert.equal(await running(), 0);
  assert.equal(await counted(lyon), 4, 'its connections serve others');
});

test('[SG31] the estimate’s interval holds the true number about 95 times in 100, for common and for rare rules', () => {
  const roll = dice(7);
  for (const [people, share, reached] of [
    [6_400, 0.3, 6],
    [6_400, 0.02, 12],
    [640, 0.01, 8],
  ] as const) {
    let held = 0;
    for (let run = 0; run < 400; run++) {
      const buckets = new Array<number>(64).fill(0);
      for (let i = 0; i < people; i++) if (roll(1_000_000) < share * 1_000_000) buckets[roll(64)]!++;
      const truth = buckets.reduce((sum, n) => sum + n, 0);
      const { low, high } = estimateTotal(buckets.slice(0, reached), 64);
      held += low <= truth && truth <= high ? 1 : 0;
    }
    assert.ok(held >= 0.93 * 400, `${people} people, share ${share}: ${held} of 400`);
  }
});

test('[SG31] all buckets counted leave no doubt, and none found still allows for some', () => {
  assert.deepEqual(estimateTotal([3, 5], 2), { count: 8, low: 8, high: 8 });
  assert.deepEqual(estimateTotal([0, 0, 0], 64), { count: 0, low: 0, high: 61 });
  assert.throws(() => estimateTotal([3], 64), RangeError);
});
