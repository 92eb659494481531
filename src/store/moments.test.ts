import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { freshDatabase } from '../../test/support/database.ts';
import fc from '../../test/support/property.ts';
import { openPool, readMoment } from './db.ts';

test('moments are read as PostgreSQL meant them, to the millisecond, in any year', async (t) => {
  const { pool } = await freshDatabase({ t });
  const asked = fc.array(
    fc.tuple(fc.integer({ min: -4_000, max: 200_000 }), fc.integer({ min: 0, max: 31_535_999_999_999 })),
    {
      minLength: 50,
      maxLength: 50,
    },
  );
  await fc.assert(
    fc.asyncProperty(asked, async (parts) => {
      const { rows } = await pool.query(
        `select t.at::text as text, floor(extract(epoch from t.at) * 1000)::text as ms
         from (select timestamptz '2000-01-01 00:00:00+00' + make_interval(years => y) + m * interval '1 microsecond' as at
               from unnest($1::integer[], $2::bigint[]) as p(y, m)) t`,
        [parts.map(([year]) => year), parts.map(([, micros]) => micros)],
      );
      for (const { text, ms } of rows) assert.equal(readMoment(text).getTime(), Number(ms), text);
    }),
    { numRuns: 40 },
  );
  assert.equal(readMoment('infinity') as unknown, Number.POSITIVE_INFINITY);
});

test('sessions ask whether their database is still there', async () => {
  const pool = openPool({}, () => {});
  const { keepAlive, keepAliveInitialDelayMillis } = pool.options as pg.PoolConfig;
  assert.deepEqual([keepAlive, keepAliveInitialDelayMillis], [true, 10_000]);
  await pool.end();
});
