import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { keptFigures, keptFiguresOfMany, type Store } from './index.ts';

/** A store whose clocks are moved, and a count that says when it is to end. */
async function stage(t: TestContext) {
  const { pool } = await freshDatabase({ t });
  let now = new Date('2026-03-02T08:00:00Z');
  const store = { pool, clock: { now: () => now, wall: () => now } } as unknown as Store;
  const counts: ((rows: number) => void)[] = [];
  const count = () =>
    new Promise<{ figures: { nth: number }; rows: number }>((done) => {
      const nth = counts.length + 1;
      counts.push((rows) => done({ figures: { nth }, rows }));
    });
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { store, counts, count, later };
}

const DAY_MS = 86_400_000;

test('[RS5] what is little is counted each time; what is much is kept, given again with its moment, and counted anew behind it', async (t) => {
  const { store, counts, count, later } = await stage(t);
  const ask = keptFigures('sums', count, { heavy: 10, share: 20, patienceMs: 60_000 });
  const asked = async (rows: number) => {
    const answer = ask(store);
    for (; counts.length === 0; await new Promise((done) => setTimeout(done, 5)));
    counts.pop()!(rows);
    return answer;
  };
  const first = await asked(9);
  assert.deepEqual(first, { figures: { nth: 1 }, asOf: new Date('2026-03-02T08:00:00Z') });
  later(1_000);
  assert.equal((await asked(10))?.asOf.toISOString(), '2026-03-02T08:00:01.000Z');
  const kept = await ask(store);
  assert.deepEqual([kept?.figures, kept?.asOf.toISOString()], [{ nth: 1 }, '2026-03-02T08:00:01.000Z']);
  assert.equal(counts.length, 0, 'nothing is counted while what is kept is young');
  later(DAY_MS);
  const old = await ask(store);
  assert.equal(old?.asOf.toISOString(), '2026-03-02T08:00:01.000Z', 'nobody waits for the new count');
  assert.equal(counts.length, 1);
  await ask(store);
  assert.equal(counts.length, 1, 'one count at a time');
  counts.pop()!(20);
  const fresh = async () => (await ask(store))?.asOf.toISOString();
  for (; (await fresh()) !== '2026-03-03T08:00:01.000Z'; await new Promise((done) => setTimeout(done, 5)));
  const other = { ...store } as Store;
  assert.equal((await ask(other))?.asOf.toISOString(), '2026-03-03T08:00:01.000Z', 'another process reads the same');
  later(DAY_MS);
  await ask(store);
  counts.pop()!(5);
  for (; (await store.pool.query('select from kept_figures')).rowCount !== 0; )
    await new Promise((done) => setTimeout(done, 5));
});

test('[RS5] a first count that takes longer than a screen may is answered by nothing yet; one that fails is begun again', async (t) => {
  const { store, counts, count } = await stage(t);
  let fails = true;
  const ask = keptFigures(
    'sums',
    async () => {
      if (fails) throw new Error('no connection');
      return count();
    },
    { heavy: 10, share: 20, patienceMs: 1 },
  );
  await assert.rejects(async () => {
    // It may fail before or after the patience is over.
    for (let tries = 0; tries < 1_000; tries++) await ask(store);
  }, /no connection/);
  fails = false;
  let answer = await ask(store);
  assert.equal(answer, null);
  counts.pop()!(10);
  for (; answer === null; answer = await ask(store));
  assert.deepEqual(answer.figures, { nth: 1 });
});

test('[RS5] who asks again while the first count still runs is answered at once', async (t) => {
  const { store, counts, count } = await stage(t);
  const ask = keptFigures('sums', count, { heavy: 10, share: 20, patienceMs: 1_000 });
  assert.equal(await ask(store), null);
  const begun = performance.now();
  for (let times = 0; times < 10; times++) assert.equal(await ask(store), null);
  assert.ok(performance.now() - begun < 5_000, 'each would have waited for a second');
  assert.equal(counts.length, 1);
  counts.pop()!(10);
});

test('[RS5] many alike are counted together; of little, who asks during a count that began before is counted for again', async (t) => {
  const { store } = await stage(t);
  const waiting: (() => void)[] = [];
  const counted: string[][] = [];
  const { ask } = keptFiguresOfMany<string, number>(
    (one) => `sum ${one}`,
    async (_, subjects) => {
      const nth = counted.push([...subjects]);
      await new Promise<void>((done) => waiting.push(done));
      return new Map(subjects.map((one) => [one, { figures: nth, rows: one === 'much' ? 10 : 1 }]));
    },
    { heavy: 10, share: 1_000, patienceMs: 60_000 },
  );
  const counting = async (many: number) => {
    for (; counted.length < many; ) await new Promise((done) => setTimeout(done, 5));
  };
  const before = ask(store, ['little', 'much']);
  await counting(1);
  const after = ask(store, ['little', 'much']);
  await new Promise((done) => setTimeout(done, 50));
  waiting.shift()!();
  const told = (answer: Awaited<typeof after>) => [...answer].map(([name, one]) => `${name} ${one?.figures}`).sort();
  assert.deepEqual(told(await before), ['sum little 1', 'sum much 1']);
  await counting(2);
  waiting.shift()!();
  assert.deepEqual(told(await after), ['sum little 2', 'sum much 1']);
  assert.deepEqual(counted, [['little', 'much'], ['little']]);
  const { rows } = await store.pool.query('select name from kept_figures');
  assert.deepEqual(rows, [{ name: 'sum much' }]);
});
