import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../test/support/database.ts';
import { keptByBucket, markChanged } from './index.ts';

test('figures of a bucket are read anew when something changed there, and of one that nothing ever marked each time', async (t) => {
  const { pool } = await freshDatabase({ t });
  const asked: number[][] = [];
  const worth = new Map([[3, 30]]);
  const read = async (_: unknown, buckets: readonly number[]) => {
    asked.push([...buckets]);
    return new Map([...worth].filter(([bucket]) => buckets.includes(bucket)));
  };
  const figures = keptByBucket('worth', read, 0);
  const { rows } = await pool.query('select id from bucket order by id');
  const all = rows.map(({ id }) => id as number);
  const sum = async () => (await figures(pool)).reduce((total, one) => total + one, 0);
  assert.equal(await sum(), 30);
  for (const bucket of all) await markChanged({ tx: pool as never, bucket });
  assert.equal(await sum(), 30);
  assert.equal(await sum(), 30);
  assert.deepEqual(asked, [all, all], 'what nothing has changed is not asked again');
  worth.set(3, 31).set(5, 1);
  await markChanged({ tx: pool as never, bucket: 5 });
  assert.equal(await sum(), 31, 'only the bucket that was marked is read');
  worth.delete(5);
  await markChanged({ tx: pool as never, bucket: 5 });
  assert.equal(await sum(), 30, 'a bucket that holds nothing any more counts for nothing');
  assert.deepEqual(asked.slice(2), [[5], [5]]);
});

test('figures of buckets that took long to read are there for a process that starts, as far as nothing changed since', async (t) => {
  const { pool } = await freshDatabase({ t });
  const asked: number[][] = [];
  const read = async (_: unknown, buckets: readonly number[]) => {
    asked.push([...buckets]);
    await new Promise((done) => setTimeout(done, 300));
    return new Map(buckets.map((bucket) => [bucket, { worth: bucket }]));
  };
  const { rows } = await pool.query('select id from bucket order by id');
  const all = rows.map(({ id }) => id as number);
  for (const bucket of all) await markChanged({ tx: pool as never, bucket });
  const figures = () => keptByBucket('worth', read, { worth: 0 })(pool);
  const first = await figures();
  assert.deepEqual(await figures(), first);
  assert.deepEqual(asked, [all], 'nothing is read again');
  await markChanged({ tx: pool as never, bucket: 2 });
  assert.deepEqual(await figures(), first);
  assert.deepEqual(asked, [all, [2]]);
});
