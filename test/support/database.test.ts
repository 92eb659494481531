import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPool } from '../../src/store/index.ts';
import { freshDatabase } from './database.ts';

test('a fresh database is migrated and of the bundled version', async (t) => {
  const db = await freshDatabase({ t });
  const { rows } = await db.pool.query(
    `select current_setting('server_version_num')::integer / 10000 as major, (select count(*) from schema_migration) as migrations`,
  );
  assert.equal(rows[0].major, 18);
  assert.ok(rows[0].migrations > 0);
});

test('a fresh database on PostgreSQL 15 is migrated too', async (t) => {
  const db = await freshDatabase({ t, postgres: 15 });
  const { rows } = await db.pool.query(`select current_setting('server_version_num')::integer / 10000 as major`);
  assert.equal(rows[0].major, 15);
});

test('two databases do not see each other', async (t) => {
  const [one, two] = await Promise.all([freshDatabase({ t }), freshDatabase({ t, empty: true })]);
  await one.pool.query('create table mine (id integer)');
  const { rows } = await two.pool.query(`select to_regclass('mine') as there`);
  assert.equal(rows[0].there, null);
});

test('a connection left open fails the drop by its name', async (t) => {
  const db = await freshDatabase({ t, empty: true });
  const forgotten = openPool({ ...db.connection, application_name: 'forgotten' }, () => {});
  await forgotten.query('select 1');
  await assert.rejects(async () => {
    await db.drop(1_000);
  }, /left open: forgotten/);
  await forgotten.end();
});
