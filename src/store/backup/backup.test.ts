import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase, type Major, onCluster } from '../../../test/support/database.ts';
import { temporaryFolder } from '../../../test/support/processes.ts';
import { aloneOn, attend, knownMigrations, makePartitions, type Pool, transaction } from '../index.ts';
import { applyMigrations } from '../migrate.ts';
import { printOf, restoreBackup, withBackup, writeBackup } from './index.ts';
import type { Manifest } from './manifest.ts';

const now = new Date('2026-05-20T10:00:00Z');
const SECRET = 'the secret of this test';
const quiet = () => {};

const write = (pool: Pool, file: string, secret: { value: string; include: boolean } | null = null) =>
  writeBackup(pool, { file, version: '0.0.1', secret, now, say: quiet });

const restore = (pool: Pool, file: string, replace = false) =>
  withBackup(file, quiet, (backup) => restoreBackup(pool, backup, { replace, now, say: quiet }));

/** Every table's rows as their hash: two databases with the same ones hold the same. */
const contentOf = ({ tables }: Pick<Manifest, 'tables'>) =>
  Object.fromEntries(tables.map(({ name, rows, sha256 }) => [name, `${rows} ${sha256}`]));

const rowsOf = ({ tables }: Pick<Manifest, 'tables'>) =>
  Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));

const countOf = async (pool: Pool, table: string) =>
  (await pool.query(`select count(*)::integer as n from ${table}`)).rows[0].n as number;

/** Rows of every sort of column, with all that text can hold, over three quarters. */
async function fill(pool: Pool, events = 3_000): Promise<void> {
  await makePartitions(pool, new Date('2025-12-01'), now);
  const odd = 'tab\t newline\n back\\slash \\N "quotes" \\. é 🎉 ‮';
  await pool.query(
    `insert into person (bucket, id, external_id, anonymous_ids, first_seen, traits) values
     (3, gen_random_uuid(), $1, $2, '2026-01-01T00:00:00.123456Z', $3), (4, gen_random_uuid(), null, '{}', '0044-03-15 BC', '{}')`,
    [odd, [odd, '', 'NULL'], { [odd.trim()]: [odd, null, 1e-9, 12345678901234567890n.toString()] }],
  );
  await pool.query(
    `insert into event (bucket, person_id, occurred_at, id, type, name, properties, origin, received_at)
     select n % 64, md5(n::text)::uuid, timestamptz '2025-11-01' + n * interval '1 hour', md5('e' || n)::uuid, 'track', 'X',
            jsonb_build_object('n', n, 'text', repeat('x', 200)), 'live', now() from generate_series(1, $1::integer) n`,
    [events],
  );
  await pool.query(`insert into consent (bucket, channel, hash, purpose, status, occurred_at, proof)
    values (1, 'email', '\\x00ff5c0a', 'news', 'granted', 'infinity', '{"ip":"::1"}')`);
  await pool.query(
    `insert into account (id, email, role, created_at) values ('${crypto.randomUUID()}', 'a@x', 'admin', now())`,
  );
  await pool.query(`insert into session select '\\x01', id, now(), now() from account`);
  await pool.query(
    `insert into product_cost values ('p', 'staff', now(), 0.10000000000000000000000000000001, 'money')`,
  );
  await pool.query(`insert into audit (at, actor, action) select now(), 'a', 'b' from generate_series(1, 7)`);
}

const fresh = (t: TestContext, postgres: Major = 18) => freshDatabase({ t, postgres, empty: true });

for (const [from, to] of [
  [18, 15],
  [15, 18],
] as const)
  test(`[BK6] [BK8] everything goes from PostgreSQL ${from} to ${to} and back, and numbering goes on`, async (t) => {
    const folder = temporaryFolder(t);
    const first = await freshDatabase({ t, postgres: from });
    const [second, third] = [await fresh(t, to), await fresh(t, from)];
    await fill(first.pool);
    const there = await write(first.pool, join(folder, 'there.zip'));
    const report = await restore(second.pool, there.file);
    assert.deepEqual(report.migrated, []);
    const back = await write(second.pool, join(folder, 'back.zip'));
    assert.deepEqual(contentOf(back), contentOf(there));
    assert.ok(there.tables.find(({ name }) => name === 'event')?.rows === 3_000);
    await restore(third.pool, back.file);
    assert.deepEqual(contentOf(await write(third.pool, join(folder, 'third.zip'))), contentOf(there));
    // The rows are in their quarters (to the 6th of March), and the next line of the audit is the eighth.
    assert.equal(await countOf(third.pool, 'event_2026q1'), 64 * 24 + 1);
    const next = await third.pool.query(`insert into audit (at, actor, action) values (now(), 'a', 'b') returning id`);
    assert.equal(next.rows[0].id, 8);
  });

/** Each server of a cluster has its own moment, and the command says so. */
const oneMoment = { skip: onCluster && 'the servers of a cluster share no moment' };

test('[BK1] what is written meanwhile is in the backup whole or not at all', oneMoment, async (t) => {
  const folder = temporaryFolder(t);
  const { pool } = await freshDatabase({ t });
  const target = await fresh(t);
  await fill(pool, 60_000);
  let writing = true;
  let pairs = 0;
  // The first of the two tables is copied before the events, the second after them.
  const writer = (async () => {
    while (writing) {
      await transaction(pool, async (tx) => {
        const { rows } = await tx.query(
          `insert into audit (at, actor, action) values (now(), 'pair', '') returning id`,
        );
        await tx.query(`insert into sent (bucket, key, sent_at) values (1, md5($1::text)::uuid, now())`, [rows[0].id]);
      });
      pairs += 1;
    }
  })();
  while (pairs < 20) await sleep(5);
  const before = pairs;
  const { file } = await write(pool, join(folder, 'b.zip')).finally(() => {
    writing = false;
  });
  await writer;
  assert.ok(pairs > before + 1, `${pairs - before} pairs were written meanwhile`);
  await restore(target.pool, file);
  const kept = await countOf(target.pool, 'sent');
  const lone = await target.pool.query(
    `select from audit a full join sent s on s.key = md5(a.id::text)::uuid
      where (a.actor = 'pair' or a.actor is null) and (a.id is null or s.key is null)`,
  );
  assert.equal(lone.rowCount, 0);
  assert.ok(kept >= before && kept < pairs, `${kept} of ${pairs} pairs, ${before} were there at the start`);
});

test('[BK2] the file is whole or absent, closed to others, and never overwrites', async (t) => {
  const folder = temporaryFolder(t);
  const { pool, connection } = await freshDatabase({ t });
  await fill(pool, 60_000);
  const file = join(folder, 'b.zip');
  const broken = write(pool, file).then(
    () => assert.fail('it was written before its session was ended'),
    () => {},
  );
  for (let hit = 0; hit === 0; ) {
    const { rowCount } = await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like 'copy%event%' and state = 'active'`,
      [connection.database],
    );
    hit = rowCount ?? 0;
  }
  await broken;
  assert.deepEqual(readdirSync(folder), []);
  await assert.rejects(write(pool, join(folder, 'none', 'b.zip')), { code: 'BACKUP_NOT_WRITTEN' });
  await write(pool, file);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['b.zip']);
  await assert.rejects(write(pool, file), { code: 'BACKUP_EXISTS' });
  const empty = await fresh(t);
  await assert.rejects(write(empty.pool, join(folder, 'empty.zip')), { code: 'BACKUP_NOTHING' });
  assert.ok(!existsSync(join(folder, 'empty.zip')));
});

test('[BK3] a file that was cut, altered, or is none is refused, and nothing is touched', async (t) => {
  const folder = temporaryFolder(t);
  const { pool } = await freshDatabase({ t });
  const target = await fresh(t);
  await fill(pool);
  const { file } = await write(pool, join(folder, 'b.zip'));
  const good = readFileSync(file);
  const bad = join(folder, 'bad.zip');
  const refused = async (bytes: Buffer | string, code: RegExp) => {
    writeFileSync(bad, bytes);
    await assert.rejects(restore(target.pool, bad, true), (error: Error & { code: string }) => {
      assert.match(error.code ?? String(error), code);
      assert.match(error.message, /bad\.zip .+\. .+\./);
      return true;
    });
  };
  for (const part of [0, 1, 0.3, 0.9, 0.999])
    await refused(good.subarray(0, Math.floor(part * (good.length - 1))), /^BACKUP_UNREADABLE$/);
  await refused('bucket,id\n1,2\n', /^BACKUP_UNREADABLE$/);
  // A byte that is another one, all over the file: in rows, in names, in what the zip and the manifest say.
  for (let i = 1; i <= 60; i++) {
    const altered = Buffer.from(good);
    const at = Math.floor((i / 61) * good.length);
    altered[at] = altered[at]! ^ 0x41;
    writeFileSync(bad, altered);
    const outcome = await restore(target.pool, bad, true).then(
      () => 'restored',
      (error) => error.code ?? String(error),
    );
    // What a zip repeats of its names and times holds nothing of ours: there the restore is the right one.
    if (outcome === 'restored') {
      assert.equal(await countOf(target.pool, 'event'), 3_000);
      await target.pool.query('drop schema public cascade; create schema public');
    } else assert.match(outcome, /^BACKUP_(UNREADABLE|DAMAGED)$/, `byte ${at}`);
    assert.equal((await target.pool.query(`select to_regclass('bucket') as there`)).rows[0].there, null);
  }
  await assert.rejects(restore(target.pool, join(folder, 'nowhere.zip')), { code: 'BACKUP_UNREADABLE' });
});

test('[BK4] [BK5] a database that holds something is refused, replaced on request, and as it was when that fails', async (t) => {
  const folder = temporaryFolder(t);
  const [first, second] = [await freshDatabase({ t }), await freshDatabase({ t })];
  await fill(first.pool, 100);
  const { file } = await write(first.pool, join(folder, 'first.zip'));
  await second.pool.query(`insert into setting values ('shop.name', '"Other"', now())`);
  await second.pool.query('create table theirs (id integer); insert into theirs values (1)');
  await assert.rejects(restore(second.pool, file), (error: Error & { code: string }) => {
    assert.equal(error.code, 'RESTORE_NOT_EMPTY');
    assert.match(error.message, /setting hold rows/);
    return true;
  });
  // Servers of a cluster answer in an order of their own each time.
  const stateOf = onCluster ? rowsOf : contentOf;
  const before = stateOf(await write(second.pool, join(folder, 'before.zip')));
  // In the middle of loading a row is refused.
  await assert.rejects(
    withBackup(file, quiet, (backup) => {
      const tables = backup.manifest.tables.map((one) => (one.name === 'session' ? { ...one, rows: 2 } : one));
      const wrong = { ...backup, manifest: { ...backup.manifest, tables } };
      return restoreBackup(second.pool, wrong, { replace: true, now, say: quiet });
    }),
    { code: 'BACKUP_DAMAGED' },
  );
  assert.deepEqual(stateOf(await write(second.pool, join(folder, 'still.zip'))), before);
  await restore(second.pool, file, true);
  assert.equal(await countOf(second.pool, 'event'), 100);
  assert.equal(await countOf(second.pool, 'setting'), 0);
  // Tables of others that share the database are neither taken along nor dropped.
  assert.equal(await countOf(second.pool, 'theirs'), 1);
});

test('[BK7] an older backup has the later migrations after its rows; a newer one is refused', async (t) => {
  const folder = temporaryFolder(t);
  const [older, target, newer] = [await fresh(t), await fresh(t), await freshDatabase({ t })];
  const known = knownMigrations();
  const early = known.slice(0, 2).map(({ number }) => ({ number, at: now }));
  await transaction(older.pool, async (tx) => {
    await applyMigrations(tx, early);
    await tx.query('insert into bucket select generate_series(0, 7)');
    await tx.query(`insert into outbox (bucket, key, person_id, template_id, template_version, channel, class, purpose, due_at)
      values (1, gen_random_uuid(), gen_random_uuid(), 1, 1, 'email', 'service', 'news', now())`);
  });
  const { file } = await write(older.pool, join(folder, 'older.zip'));
  const { migrated } = await restore(target.pool, file);
  assert.deepEqual(
    migrated,
    known.slice(2).map(({ name }) => name),
  );
  const { rows } = await target.pool.query(
    'select opens_measured, (select count(*)::integer from bucket) as buckets from outbox',
  );
  assert.deepEqual(rows, [{ opens_measured: false, buckets: 8 }]);
  await newer.pool.query(`insert into schema_migration values (999, '999_later.sql', now())`);
  const late = await write(newer.pool, join(folder, 'newer.zip'));
  await assert.rejects(restore(target.pool, late.file, true), { code: 'BACKUP_NEWER' });
});

test('[BK9] a running server keeps a restore away, and a restore a server; a lost session is held again', async (t) => {
  const folder = temporaryFolder(t);
  const { pool, connection } = await freshDatabase({ t });
  const { file } = await write(pool, join(folder, 'b.zip'));
  const presence = await attend(connection, quiet);
  await assert.rejects(restore(pool, file, true), (error: Error & { code: string }) => {
    assert.equal(error.code, 'STORE_IN_USE');
    assert.match(error.message, new RegExp(`declic server ${process.pid} on `));
    return true;
  });
  const end = `select pid, pg_terminate_backend(pid) as ended from pg_stat_activity where datname = $1 and application_name like 'declic server%'`;
  const { rows: ended } = await pool.query(end, [connection.database]);
  assert.equal(ended.length, 1);
  // The one that was ended is still seen for a moment: another one has to hold the lock.
  const again = `select from pg_stat_activity a join pg_locks l using (pid)
    where a.datname = $1 and a.application_name like 'declic server%' and l.locktype = 'advisory' and l.granted and pid <> $2`;
  const giveUp = Date.now() + 10_000;
  while ((await pool.query(again, [connection.database, ended[0].pid])).rowCount === 0) {
    assert.ok(Date.now() < giveUp, 'the session was not opened again');
    await sleep(50);
  }
  await assert.rejects(restore(pool, file, true), { code: 'STORE_IN_USE' });
  await presence.leave();
  await aloneOn(pool, () => assert.rejects(attend(connection, quiet), { code: 'STORE_OFFLINE_WORK' }));
  await restore(pool, file);
});

test('[BK10] the secret is in the file on request alone; which one it was can be told without it', async (t) => {
  const folder = temporaryFolder(t);
  const { pool } = await freshDatabase({ t });
  const without = await write(pool, join(folder, 'without.zip'), { value: SECRET, include: false });
  const withIt = await write(pool, join(folder, 'with.zip'), { value: SECRET, include: true });
  const read = (file: string) =>
    withBackup(file, quiet, async ({ secret, manifest }) => ({ secret, of: manifest.secret }));
  assert.deepEqual(await read(without.file), { secret: null, of: { print: printOf(SECRET), included: false } });
  assert.deepEqual(await read(withIt.file), { secret: SECRET, of: { print: printOf(SECRET), included: true } });
  assert.ok(!readFileSync(without.file).includes(SECRET));
});
