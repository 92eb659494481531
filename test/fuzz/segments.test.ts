/**
 * Membership that is kept as facts come and time passes is what asking everybody from scratch gives. Per seed: random rules (nested ones
 * too), random people in several time zones, random facts that arrive late, random jumps of the clock.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, house, insert, line, person, personId, sale } from '../../src/segments/fixtures.ts';
import {
  bind,
  compileRules,
  computeBucket,
  dueRechecks,
  evaluate,
  loadSegments,
  nextRecheck,
  refreshTouched,
  type Segment,
  type Segments,
  saveSegment,
} from '../../src/segments/index.ts';
import type { Bite, Movement } from '../../src/store/index.ts';
import { SEEDS } from '../support/property.ts';

const PEOPLE = 4;
const STEPS = 5;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Across the change to summer time of 2028, a leap year. */
const START = Date.parse('2028-02-20T07:00:00Z');

const { store, pool, inBite } = await house();

/** Mulberry32: small, and the same everywhere. */
function dice(seed: number) {
  let state = seed * 0x9e3779b9;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (most: number) => Math.floor(next() * most);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  return { next, below, pick };
}
type Dice = ReturnType<typeof dice>;

const windows = ['P1D', 'P3D', 'P10D', 'P30D', 'P1M', 'PT36H'];
const names = ['View', 'Use', 'Ask'];
const colours = ['red', 'blue', 'green'];

function condition(d: Dice, inner: readonly string[], depth = 0): unknown {
  const times = () =>
    d.pick([{ at_least: 1 }, { at_least: 2 }, { at_most: 1 }, { exactly: 1 }, 'never', { at_least: 1, at_most: 2 }]);
  const window = () =>
    d.pick([{}, { within: d.pick(windows) }, { within: d.pick(windows) }, { between: ['2028-02-25', '2028-03-10'] }]);
  const where = () =>
    d.pick([{}, { where: [{ property: 'colour', op: d.pick(['is', 'is_not']), value: d.pick(colours) }] }]);
  const once = () =>
    d.pick([
      { in_last: d.pick(windows) },
      { more_than_ago: d.pick(windows) },
      { before: '2028-03-01' },
      { after: '2028-03-01' },
    ]);
  const days = () => d.pick(['P1D', 'P5D', 'P1M', 'P2M']);
  const kinds = [
    () => ({ event: d.pick(names), count: times(), ...window(), ...where() }),
    () => ({ event: d.pick(names), count: times(), within: d.pick(windows) }),
    () => ({
      event: d.pick(names),
      [d.pick(['sum', 'avg', 'min', 'max'])]: { of: 'price', [d.pick(['above', 'at_most'])]: d.below(30) },
      ...window(),
    }),
    () => ({ event: d.pick(names), [d.pick(['first', 'last'])]: once(), ...where() }),
    () => ({ orders: { count: times(), ...window() } }),
    () => ({ orders: { [d.pick(['amount', 'units', 'average'])]: { at_least: d.below(40) }, ...window() } }),
    () => ({
      orders: { where: [{ property: 'category', op: 'is', value: d.pick(colours) }], within: d.pick(windows) },
    }),
    () => ({ trait: 'birthday', op: d.pick(['yearly_next', 'yearly_last']), value: d.pick(['P1D', 'P7D', 'P1M']) }),
    () => ({ trait: 'birthday', op: 'yearly_today' }),
    () => ({
      trait: 'appointment',
      op: d.pick(['in_last', 'in_next', 'more_than_ago', 'more_than_ahead']),
      value: days(),
    }),
    () => ({
      trait: 'children',
      op: d.pick(['any_item', 'no_item']),
      where: [
        { property: 'born', op: 'in_last', value: days() },
        { property: 'name', op: 'exists' },
      ],
    }),
    () => ({ trait: 'colour', op: d.pick(['is', 'is_not']), value: d.pick(colours) }),
    ...(inner.length > 0 ? [() => ({ segment: d.pick(inner) }), () => ({ segment: d.pick(inner) })] : []),
    ...(depth < 2 ? [() => group(d, inner, depth), () => group(d, inner, depth)] : []),
  ];
  return d.pick(kinds)();
}

const group = (d: Dice, inner: readonly string[], depth: number): unknown => ({
  [d.pick(['all', 'any', 'none'])]: Array.from({ length: 1 + d.below(3) }, () => condition(d, inner, depth + 1)),
});

const day = (at: number) => new Date(at).toISOString().slice(0, 10);

function traits(d: Dice, now: number): Record<string, unknown> {
  const near = () => now + (d.below(80) - 40) * DAY + d.below(DAY);
  const children = Array.from({ length: d.below(3) }, () => ({ name: d.pick(['Zoé', null]), born: day(near()) }));
  return {
    birthday: d.pick([day(near()), '1996-02-29', '1990-12-31', '1985-03-26', 'soon', null]),
    appointment: d.pick([day(near()), new Date(near()).toISOString(), '2028-03-26T02:30', '2023-02-30', 12]),
    colour: d.pick(colours),
    children,
  };
}

/** Facts of a step: they happened since the last one, whatever the order in which they are applied. */
async function facts(d: Dice, from: number, now: number, label: string): Promise<string[]> {
  const touched = new Set<number>();
  for (let i = d.below(5); i > 0; i--) {
    const n = 1 + d.below(PEOPLE);
    touched.add(n);
    const at = new Date(from + 1 + d.below(now - from));
    const kind = d.below(4);
    if (kind < 2)
      await insert(pool, 'event', [event(n, d.pick(names), at, { colour: d.pick(colours), price: d.below(30) })]);
    else if (kind === 2)
      await pool.query('update person set traits = $2 where id = $1', [personId(n), JSON.stringify(traits(d, now))]);
    else {
      const order = `${label}-${i}`;
      await insert(pool, 'purchase', [sale(n, order, at, { status: d.pick(['completed', 'completed', 'pending']) })]);
      await insert(pool, 'purchase_line', [
        line(n, order, 'p', at, { category: d.pick(colours), quantity: 1 + d.below(3) }),
      ]);
    }
  }
  return [...touched].map(personId);
}

/** What the engine does in a bucket until it is quiet; answers the movements that time alone made. */
async function settle(bite: Bite, segments: Segments, touched: readonly string[]): Promise<Movement[]> {
  const byTime: Movement[] = [];
  let rounds = 0;
  for (;;) {
    const due = await dueRechecks(bite, 100);
    if (due.length === 0) break;
    assert.ok(++rounds < 1000, 'rechecks never end');
    byTime.push(...(await refreshTouched(bite, segments, due)));
  }
  await refreshTouched(
    bite,
    segments,
    touched.map((id) => ({ personId: id, asOf: bite.now })),
  );
  assert.deepEqual(await dueRechecks(bite, 100), [], 'a refresh at this moment left a recheck that is due');
  return byTime;
}

async function membersNow(segment: Segment): Promise<string[]> {
  const { rows } = await pool.query('select person_id from membership where segment_id = $1 and member order by 1', [
    segment.id,
  ]);
  return rows.map((row) => row.person_id);
}

/** Asks everybody in the bucket anew, all rules in one statement. */
async function checkFromScratch(bite: Bite, segments: Segments, story: string): Promise<void> {
  const compiled = compileRules(
    segments.all.map(({ rule }) => rule),
    'bucket',
  );
  const args = { bucket: bite.bucket, asOf: bite.now, timezone: bite.timezone, zones: segments.zones };
  const { text, values } = bind(compiled, args);
  const { rows } = await bite.tx.query(text, values);
  const kept = await bite.tx.query('select segment_id, person_id from membership where member');
  for (const [i, segment] of segments.all.entries()) {
    const expected = rows
      .filter((row) => row[`m${i}`])
      .map((row) => row.id)
      .sort();
    const members = kept.rows
      .filter((row) => row.segment_id === segment.id)
      .map((row) => row.person_id)
      .sort();
    assert.deepEqual(members, expected, `${story}: ${JSON.stringify(segment.rule)}`);
  }
}

/** A movement by time is neither late nor early: a millisecond before it the answer was the other one. */
async function checkSharp(
  bite: Bite,
  segments: Segments,
  movements: readonly Movement[],
  story: string,
): Promise<void> {
  for (const { segmentId, personId: id, at, entered } of movements) {
    const { rule } = segments.all.find((segment) => segment.id === segmentId)!;
    if (JSON.stringify(rule).includes('"segment"')) continue;
    const justBefore = await evaluate(bite, rule, [{ personId: id, asOf: new Date(at.getTime() - 1) }]);
    assert.equal(
      justBefore.has(id),
      !entered,
      `${story}: moved late at ${at.toISOString()} by ${JSON.stringify(rule)}`,
    );
  }
}

async function clear(): Promise<void> {
  const tables = [
    'segment',
    'segment_bucket',
    'membership',
    'movement',
    'event',
    'purchase',
    'purchase_line',
    'person',
  ];
  await pool.query(tables.map((table) => `delete from ${table}`).join(';'));
}

async function run(seed: number): Promise<{ byTime: number }> {
  const d = dice(seed);
  await clear();
  let now = START + d.below(DAY);
  const zones = ['Europe/Paris', 'America/New_York', 'Pacific/Auckland', 'Nowhere/Land', null];
  await insert(
    pool,
    'person',
    Array.from({ length: PEOPLE }, (_, i) => person(i + 1, { timezone: d.pick(zones), traits: traits(d, now) })),
  );
  await facts(d, now - 40 * DAY, now, 'before');
  const keys: string[] = [];
  for (let i = 0; i < 5; i++) {
    await saveSegment(store, { key: `s${i}`, name: `s${i}`, rule: condition(d, keys) }, new Date(now));
    keys.push(`s${i}`);
  }
  const segments = await loadSegments(pool);
  await inBite(new Date(now), (bite) => computeBucket(bite, segments));
  let byTime = 0;
  for (let step = 0; step < STEPS; step++) {
    const from = now;
    const next = d.below(3) === 0 ? await nextRecheck(pool) : null;
    // Now and then exactly at, or just before, the moment when something changes.
    now =
      next && next.getTime() - 1 > from
        ? next.getTime() - d.below(2)
        : now + 1 + d.below(d.pick([6 * HOUR, 5 * DAY, 40 * DAY]));
    const story = `seed ${seed}, step ${step}, ${new Date(now).toISOString()}`;
    const quiet = d.below(2) === 0;
    const touched = quiet ? [] : await facts(d, from, now, String(step));
    await inBite(new Date(now), async (bite) => {
      const moved = await settle(bite, segments, touched);
      byTime += moved.length;
      await checkFromScratch(bite, segments, story);
      if (quiet) await checkSharp(bite, segments, moved, story);
    });
  }
  await checkMovements(segments, `seed ${seed}`);
  return { byTime };
}

/** The last movement says where everybody stands. */
async function checkMovements(segments: Segments, story: string): Promise<void> {
  for (const segment of segments.all) {
    const { rows } = await pool.query(
      `select person_id from (select distinct on (person_id) person_id, entered from movement where segment_id = $1
       order by person_id, at desc) v where entered order by 1`,
      [segment.id],
    );
    assert.deepEqual(
      rows.map((row) => row.person_id),
      await membersNow(segment),
      story,
    );
  }
}

test(`[SG20] kept membership equals membership from scratch (${SEEDS} seeds)`, async () => {
  let byTime = 0;
  for (let seed = 1; seed <= SEEDS; seed++) byTime += (await run(seed)).byTime;
  assert.ok(byTime > SEEDS, `time moved people only ${byTime} times: the test asks too little`);
});
