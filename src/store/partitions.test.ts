import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase, onCluster } from '../../test/support/database.ts';
import {
  distribute,
  dropPartitions,
  isDistributed,
  makePartitions,
  migrate,
  missingPartitions,
  quarterOf,
  quartersBetween,
  readPartitions,
} from './index.ts';

const now = new Date('2026-05-20T10:00:00Z');
const since = new Date('2025-11-30T00:00:00Z');

const put = (pool: { query: (text: string, values: unknown[]) => Promise<unknown> }, moments: string[]) =>
  pool.query(
    `insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
     select n % 4, md5(n::text)::uuid, at, md5(at::text)::uuid, 'track', 'X', '{}', 'live', at
     from unnest($1::timestamptz[]) with ordinality as m(at, n) on conflict do nothing`,
    [moments],
  );

const placed = async (pool: { query: (text: string) => Promise<{ rows: { at: Date }[] }> }, table: string) =>
  (await pool.query(`select occurred_at as at from ${table} order by 1`)).rows.map(({ at }) =>
    at.toISOString().slice(0, 10),
  );

test('quarters follow the calendar across years', () => {
  assert.deepEqual(
    quartersBetween(since, now).map(({ name }) => name),
    ['event_2025q4', 'event_2026q1', 'event_2026q2', 'event_2026q3'],
  );
  assert.equal(quarterOf(new Date('2026-12-31T23:59:59.999Z')).to.toISOString(), '2027-01-01T00:00:00.000Z');
  assert.equal(quarterOf(new Date('2011-02-01'), -1).name, 'event_2010q4');
});

test('[UP8] quarters are made ahead, and what waited in the default partition is moved, once', async (t) => {
  const { pool } = await freshDatabase({ t });
  const moments = [
    '2011-01-01',
    '2025-09-30T23:59:59.999Z',
    '2025-10-01',
    '2026-03-31',
    '2026-04-01',
    '2026-05-20',
    '2027-01-01',
  ];
  await put(pool, moments);
  const made = await makePartitions(pool, since, now);
  assert.deepEqual([made.made.length, made.moved, made.left], [4, 4, []]);
  assert.deepEqual(await placed(pool, 'event_default'), ['2011-01-01', '2025-09-30', '2027-01-01']);
  assert.deepEqual(await placed(pool, 'event_2026q2'), ['2026-04-01', '2026-05-20']);
  assert.equal((await placed(pool, 'event')).length, moments.length);
  // An event that comes again meets itself, wherever it lies now.
  await put(pool, moments);
  assert.equal((await placed(pool, 'event')).length, moments.length);
  assert.deepEqual(await missingPartitions(pool, since, now), []);
  assert.deepEqual((await makePartitions(pool, since, now)).made, []);
});

test('[UP8] a quarter is left for another time while somebody reads events', async (t) => {
  const { pool } = await freshDatabase({ t });
  const reader = await pool.connect();
  await reader.query('begin; select count(*) from event');
  const { made, left } = await makePartitions(pool, now, now);
  await reader.query('rollback');
  reader.release();
  assert.deepEqual([made, left.map(({ reason }) => reason)], [[], ['busy', 'busy']]);
  assert.equal((await makePartitions(pool, now, now)).made.length, 2);
});

test('[UP3] partitions are dropped when all in them is older', async (t) => {
  const { pool } = await freshDatabase({ t });
  await makePartitions(pool, since, now);
  await put(pool, ['2025-12-31', '2026-01-01', '2026-05-20']);
  assert.deepEqual(await dropPartitions(pool, new Date('2025-12-31T23:00:00Z')), []);
  assert.deepEqual(await dropPartitions(pool, new Date('2026-02-15')), ['event_2025q4']);
  assert.deepEqual(await placed(pool, 'event'), ['2026-01-01', '2026-05-20']);
  assert.equal((await readPartitions(pool))[0]!.name, 'event_2026q1');
});

test('tables are spread only where there is a cluster, and a second time there is nothing to do', async (t) => {
  const { pool } = await freshDatabase({ t, ...(onCluster ? {} : { postgres: 15 as const }) });
  if (!onCluster) {
    assert.equal(await isDistributed(pool), false);
    await assert.rejects(distribute(pool), /has no Citus extension.+docs\/CLUSTER\.md/);
    return;
  }
  assert.equal(await isDistributed(pool), true);
  // A start migrates first: on tables that are spread this has nothing to do either.
  assert.deepEqual(await migrate(pool, now), []);
  const again = await distribute(pool);
  assert.deepEqual([again.cut, again.copied], [[], []]);
  await pool.query('create table fresh_one (bucket integer not null, id uuid not null, primary key (bucket, id))');
  await pool.query('create table fresh_copy (id integer primary key)');
  await pool.query('create table fresh_version (id integer primary key references fresh_copy)');
  await pool.query(`insert into fresh_one values (3, gen_random_uuid()); insert into fresh_copy values (1);
    insert into fresh_version values (1)`);
  const more = await distribute(pool);
  assert.deepEqual([more.cut, more.copied], [['fresh_one'], ['fresh_copy', 'fresh_version']]);
  const { rows } = await pool.query(
    'select (select count(*) from fresh_one) as cut, (select count(*) from fresh_copy join fresh_version using (id)) as copied',
  );
  assert.deepEqual(rows[0], { cut: 1, copied: 1 });
  const elsewhere = `select table_name::text from citus_tables where citus_table_type not in ('distributed', 'reference')`;
  assert.deepEqual((await pool.query(elsewhere)).rows, [], 'every server has what a key binds, too');
});
