import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { hold } from '../../../test/support/bundled.ts';
import { atEnd, gone, startProcess, temporaryFolder } from '../../../test/support/processes.ts';
import { openBundled } from './index.ts';
import { signal, startOf } from './processes.ts';

// The promise is 3 s on a machine of its own, which `npm run bench -- start` measures. Here other test files run beside, and
// what is held is that a start and a stop come to their end soon.
const READY_MS = 12_000;
const STOP_MS = 12_000;

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('[PG1] what was committed is there at the next opening, which is ready soon', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const first = await openBundled({ dataDir, log: () => {} });
  await query(first.url, 'create table kept as select 42 as n');
  await first.stop();
  const began = performance.now();
  const second = await openBundled({ dataDir, log: () => {} });
  try {
    assert.ok(performance.now() - began < READY_MS);
    assert.deepEqual(await query(second.url, 'select n from kept'), [{ n: 42 }]);
    const [server] = await query(
      second.url,
      `select datlocprovider as provider, datlocale as locale, current_setting('server_encoding') as encoding
         from pg_database where datname = current_database()`,
    );
    assert.deepEqual(server, { provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8' });
  } finally {
    await second.stop();
  }
});

test('[PG2] it listens on a socket that others may not reach, on no address', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const server = await openBundled({ dataDir, log: () => {} });
  try {
    const [row] = await query(server.url, `select current_setting('listen_addresses') as addresses`);
    assert.deepEqual(row, { addresses: '' });
    assert.equal(statSync(server.connection.host).mode & 0o777, 0o700);
    assert.equal(statSync(join(dataDir, 'postgres')).mode & 0o777, 0o700);
    const pool = new pg.Pool(server.connection);
    assert.equal((await pool.query('select 1 as one')).rows[0].one, 1);
    await pool.end();
  } finally {
    await server.stop();
  }
});

test('[PG7] the server that a killed process left is adopted at once, and nothing is lost', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const killed = hold(t, dataDir);
  const before = await killed.event('ready');
  await query(before.url, 'create table kept as select 42 as n');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = hold(t, dataDir);
  const after = await next.event('ready');
  assert.equal(after.adopted, true);
  assert.equal(after.pid, before.pid);
  assert.ok(after.ms < READY_MS, `${after.ms} ms`);
  assert.deepEqual(await query(after.url, 'select n from kept'), [{ n: 42 }]);
  next.child.kill('SIGTERM');
  assert.equal(await next.ended, 0);
  await gone(after.pid, STOP_MS);
});

test('[PG7] a left server with other settings is stopped and started anew', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const killed = hold(t, dataDir, { settings: { work_mem: '5MB' } });
  const before = await killed.event('ready');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const after = await openBundled({ dataDir, log: () => {}, settings: { work_mem: '6MB' } });
  try {
    assert.equal(after.adopted, false);
    assert.notEqual(after.pid(), before.pid);
    assert.deepEqual(await query(after.url, 'show work_mem'), [{ work_mem: '6MB' }]);
  } finally {
    await after.stop();
  }
});

test('[PG8] a killed child is started again on the same address, and the process goes on', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const before = await holder.event('ready');
  await query(before.url, 'create table kept as select 42 as n');
  process.kill(before.pid, 'SIGKILL');
  const after = await holder.event('restarted');
  assert.notEqual(after.pid, before.pid);
  assert.deepEqual(await query(before.url, 'select n from kept'), [{ n: 42 }]);
  // The new child is watched too.
  process.kill(after.pid, 'SIGKILL');
  const isThird = (line: string) => line.startsWith('{"event":"restarted"') && !line.includes(String(after.pid));
  const third = JSON.parse(await holder.line(isThird));
  holder.child.kill('SIGTERM');
  assert.equal(await holder.ended, 0);
  await gone(third.pid, STOP_MS);
});

test('[PG8] an adopted server that dies is started again too', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const killed = hold(t, dataDir);
  const before = await killed.event('ready');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = hold(t, dataDir);
  await next.event('ready');
  process.kill(before.pid, 'SIGKILL');
  const after = await next.event('restarted');
  assert.notEqual(after.pid, before.pid);
  assert.deepEqual(await query(before.url, 'select 1 as one'), [{ one: 1 }]);
  next.child.kill('SIGTERM');
  assert.equal(await next.ended, 0);
});

test('[PG8] a session that loses its backend is renewed without a restart', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const { url, pid } = await holder.event('ready');
  await query(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'declic server%'`,
  );
  const after = await holder.event('reconnected');
  assert.equal(after.pid, pid);
  const locks = await query(url, `select count(*)::int as n from pg_locks where locktype = 'advisory'`);
  assert.deepEqual(locks, [{ n: 1 }]);
});

test('[PG9] killed whole while it writes, it is ready again soon with all that was committed', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const { url, pid } = await holder.event('ready');
  await query(url, 'create table written (n bigint, filling text)');
  let committed = 0;
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  const writing = (async () => {
    for (;;) {
      await client.query(`insert into written select g, repeat('x', 200) from generate_series(1, 20000) g`);
      committed += 20_000;
    }
  })().catch(() => {});
  while (committed < 400_000) await sleep(20);
  holder.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await Promise.all([writing, holder.ended]);
  const sure = committed;
  const next = hold(t, dataDir);
  const after = await next.event('ready');
  assert.ok(after.ms < READY_MS, `${after.ms} ms`);
  const [{ n }] = (await query(url, 'select count(*)::int as n from written')) as [{ n: number }];
  assert.ok(n === sure || n === sure + 20_000, `${n} rows of ${sure}`);
});

test('[PG9] while a backend of a killed server still lives, no second server writes beside it', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const { url, pid } = await holder.event('ready');
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const backend = rows[0].pid as number;
  // Stopped, it cannot notice that its server died: the case for which PostgreSQL keeps the number of its shared memory.
  process.kill(backend, 'SIGSTOP');
  atEnd(t, () => signal(backend, 'SIGKILL'));
  holder.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await holder.ended;
  const next = hold(t, dataDir);
  const outcome = next.line((line) => /"event":"(ready|refused)"/.test(line));
  await sleep(1_500);
  assert.equal(
    next.lines.some((line) => line.includes('"event":"ready"')),
    false,
  );
  process.kill(backend, 'SIGKILL');
  assert.match(await outcome, /"event":"ready"/);
});

test('[PG10] a second process on the folder is refused by a sentence that names the first', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const first = hold(t, dataDir);
  await first.event('ready');
  const refused = await hold(t, dataDir).event('refused');
  assert.equal(refused.code, 'BUNDLED_IN_USE');
  assert.match(refused.message, new RegExp(`pid ${first.pid}\\b.*DECLIC_DATA`));
});

test('[PG10] without the pid file the lock of the session still refuses', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const first = hold(t, dataDir);
  const { url } = await first.event('ready');
  rmSync(join(dataDir, 'declic.pid'));
  const refused = await hold(t, dataDir).event('refused');
  assert.equal(refused.code, 'BUNDLED_IN_USE');
  assert.match(refused.message, new RegExp(`declic server ${first.pid}`));
  assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
});

test('[PG10] of several first starts at once one serves and the others are refused', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const all = [hold(t, dataDir), hold(t, dataDir), hold(t, dataDir)];
  const outcomes = await Promise.all(all.map((one) => one.line((line) => /"event":"(ready|refused)"/.test(line))));
  assert.equal(outcomes.filter((line) => line.includes('ready')).length, 1);
  assert.equal(outcomes.filter((line) => line.includes('BUNDLED_IN_USE')).length, 2);
});

test('[PG11] a stop ends the child soon though clients are connected and busy', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const { url, pid } = await holder.event('ready');
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  const busy = assert.rejects(client.query('select pg_sleep(60)'));
  const began = performance.now();
  holder.child.kill('SIGTERM');
  assert.equal(await holder.ended, 0);
  await gone(pid, STOP_MS);
  assert.ok(performance.now() - began < STOP_MS);
  await busy;
  await client.end().catch(() => {});
});

test('[PG11] a process that exits without a stop takes the child along', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const holder = hold(t, dataDir);
  const { pid } = await holder.event('ready');
  holder.child.kill('SIGUSR2');
  assert.equal(await holder.ended, 0);
  await gone(pid, STOP_MS);
});

test('[PG12] files of dead processes whose numbers live again do not hinder', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const first = await openBundled({ dataDir, log: () => {} });
  await first.stop();
  // Our own pid with another start: a container's first process after its predecessor was killed.
  writeFileSync(join(dataDir, 'declic.pid'), JSON.stringify({ pid: process.pid, started: `${startOf(process.pid)}0` }));
  // A living process that is no PostgreSQL, under the number that the dead postmaster had.
  const stranger = startProcess(t, 'sleep', ['60']);
  const socketDir = first.connection.host;
  const lines = [stranger.pid, join(dataDir, 'postgres'), 1, 5432, socketDir, '', '', 'ready   '];
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${lines.join('\n')}\n`);
  const second = await openBundled({ dataDir, log: () => {} });
  assert.deepEqual(await query(second.url, 'select 1 as one'), [{ one: 1 }]);
  await second.stop();
  assert.ok(!readdirSync(dataDir).some((name) => name.startsWith('declic.pid')));
});
