/**
 * A shop moves to a cluster and grows there: what it had is spread over the servers, everybody is written to once, every screen
 * answers, and the care of its database is the one of a single server.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Check } from '../../src/cli/commands/doctor-check.ts';
import { clusterChecks } from '../../src/cli/commands/doctor-cluster.ts';
import { signal } from '../../src/store/bundled/processes.ts';
import { distribute, knownMigrations, migrate, transaction, withBackup, writeBackup } from '../../src/store/index.ts';
import { applyMigrations } from '../../src/store/migrate.ts';
import { commandLine } from '../support/command-line.ts';
import { Crowd, drained, openShop, reckon, type Server } from '../support/crowd.ts';
import { freshDatabase, onCluster } from '../support/database.ts';
import { openMailSink } from '../support/mail-sink.ts';
import { temporaryFolder } from '../support/processes.ts';
import { adminEnvironment, ask, type Life, makeKeys, startLife } from '../support/serving.ts';

const cluster = { skip: onCluster ? false : 'DECLIC_TEST_CITUS_URL names no cluster' };
const PEOPLE = 2_000;
const BEFORE = 300;
const PATIENCE_MS = 480_000;
const silent = () => {};

async function stop(life: Life): Promise<void> {
  signal(life.root, 'SIGTERM');
  assert.equal(await life.started.ended, 0, life.started.lines.slice(-5).join('\n'));
}

/** Every list and figure that the web app can ask for without naming one thing. */
async function assertAllAnswer({ address, secretKey }: Server): Promise<void> {
  const get = (path: string) => ask(address, secretKey, 'GET', path);
  const { paths } = (await get('/api/openapi.json')).body as { paths: Record<string, object> };
  const plain = Object.keys(paths).filter((path) => 'get' in paths[path]! && !path.includes('{'));
  assert.ok(plain.length > 30, plain.join());
  for (const path of plain) {
    const { status, text } = await get(path);
    assert.ok(status < 500, `${path}: ${status} ${text.slice(0, 500)}`);
  }
}

/** Tables with how many rows they have: where these lie is another place each time. */
async function contentOf(file: string): Promise<Record<string, string>> {
  return withBackup(file, silent, async ({ manifest }) =>
    // The command notes itself when it is done.
    Object.fromEntries(
      manifest.tables.filter(({ name }) => name !== 'upkeep').map(({ name, rows }) => [name, `${rows} rows`]),
    ),
  );
}

test(
  'a shop is spread over a cluster, mails 2,000 people once, is backed up, gets other buckets and goes back to one server',
  cluster,
  async (t) => {
    const { url, pool } = await freshDatabase({ t, bare: true, killed: true });
    const folder = temporaryFolder(t);
    const data = join(folder, 'data');
    const sink = await openMailSink(t);
    const env = { DATABASE_URL: url, SMTP_URL: sink.url, PUBLIC_URL: 'https://atelier.example' };
    const run = commandLine({ ...env, DECLIC_DATA: data });
    const declic = async (...args: string[]) => {
      const { code, out, err } = await run(...args, '--json');
      assert.equal(code, 0, `declic ${args.join(' ')}: ${out}${err}`);
      return JSON.parse(out);
    };
    const start = () => startLife(t, data, { ...env, ...adminEnvironment });

    // On one server at first: `declic db distribute` moves what is there.
    let life = await start();
    const server: Server = { address: life.address, ...(await makeKeys(life.address)) };
    const crowd = new Crowd(PEOPLE);
    await openShop(server);
    await crowd.tell(server, BEFORE);
    await drained(server, BEFORE, PATIENCE_MS);
    await stop(life);
    const spread = await declic('db', 'distribute');
    assert.equal(spread.shards, 32);
    assert.ok(spread.cut.includes('outbox') && spread.copied.includes('setting'), JSON.stringify(spread));

    life = await start();
    server.address = life.address;
    const segment = {
      name: 'P1',
      rule: { all: [{ identity: 'email', op: 'contains', value: 'p1' }, { event: 'Guide Asked' }] },
    };
    assert.equal(
      (await ask(server.address, server.secretKey, 'PUT', '/api/segments/p1', { body: segment })).status,
      200,
    );
    await crowd.tell(server);
    assert.equal(crowd.left, 0);
    await drained(server, PEOPLE, PATIENCE_MS);
    assert.equal((await reckon(server, sink, PEOPLE)).sent, PEOPLE);
    await assertAllAnswer(server);
    // A date slides for each person by itself: one server at a time is asked.
    const lately = { rule: { identity: 'first_seen', op: 'in_last', value: 'P3D' } };
    const counted = await ask(server.address, server.secretKey, 'POST', '/api/segments/count', { body: lately });
    assert.deepEqual([counted.status, counted.body.count], [200, PEOPLE], counted.text);
    await assertHealthy(run);
    const one = join(folder, 'one.zip');
    await declic('db', 'backup', one);
    await stop(life);

    await declic('db', 'rebucket', '96');
    life = await start();
    server.address = life.address;
    // Who says again what was said is not written to again.
    await new Crowd(BEFORE).tell(server);
    await drained(server, PEOPLE, PATIENCE_MS);
    assert.equal((await reckon(server, sink, PEOPLE)).sent, PEOPLE);
    await stop(life);

    const restored = await run('db', 'restore', one, '--replace');
    assert.equal(restored.code, 0, restored.err);
    assert.match(restored.out, /spread over the cluster again/);
    const alone = await freshDatabase({ t, postgres: 15, empty: true });
    const onAlone = await commandLine({ DATABASE_URL: alone.url, DECLIC_DATA: join(folder, 'alone') })(
      'db',
      'restore',
      one,
    );
    assert.equal(onAlone.code, 0, onAlone.err);
    const again = { version: '0', secret: null, now: new Date(), say: silent };
    const before = await contentOf(one);
    for (const [name, its] of [
      ['cluster', pool],
      ['alone', alone.pool],
    ] as const) {
      const file = join(folder, `${name}.zip`);
      await writeBackup(its, { ...again, file });
      assert.deepEqual(await contentOf(file), before, name);
    }
  },
);

/** Settings of a scratch cluster, which may be lost. */
const ofTheCluster = ['durability', 'servers-durability', 'two-phase'];

async function assertHealthy(run: ReturnType<typeof commandLine>): Promise<void> {
  const { out } = await run('db', 'doctor', '--json');
  const { checks } = JSON.parse(out) as { checks: Check[] };
  assert.match(checks.find(({ name }) => name === 'servers')?.found ?? '', /^all \d+ of the cluster answer$/);
  // The backup comes after.
  const ill = checks.filter(({ name, ok }) => !ok && name !== 'backup' && !ofTheCluster.includes(name));
  assert.deepEqual(ill, []);
}

test('a cluster of an older version is brought up to date, and what a migration made is spread', cluster, async (t) => {
  const { pool } = await freshDatabase({ t, bare: true });
  const at = new Date('2026-03-01T00:00:00Z');
  const known = knownMigrations();
  const old = known.slice(0, 1).map(({ number }) => ({ number, at }));
  await transaction(pool, (tx) => applyMigrations(tx, old));
  await pool.query('insert into bucket select generate_series(0, 63)');
  await distribute(pool);
  const facts = `insert into inbox (bucket, lane, kind, origin, occurred_at, received_at, body)
    select n, 1 + n % 2, 'track', 'live', $1, $1, '{}' from generate_series(0, 63) n`;
  await pool.query(facts, [at]);
  const done = await migrate(pool, at);
  assert.equal(done.length, known.length - old.length);
  const lanes = await pool.query('select lane, count(*)::integer as facts from inbox group by lane order by lane');
  assert.deepEqual(lanes.rows, [
    { lane: 1, facts: 32 },
    { lane: 3, facts: 32 },
  ]);
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not exists (
        select from pg_dist_partition d where d.logicalrelid = c.oid) and not exists (
        select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`,
  );
  assert.deepEqual(rows, [], 'tables that are not spread');
  const found = async () => (await clusterChecks(pool)).filter(({ name, ok }) => !ok && !ofTheCluster.includes(name));
  assert.deepEqual(await found(), []);
  await pool.query('create table stray (id integer primary key)');
  // Nobody listens there.
  await pool.query(`select citus_add_inactive_node('127.0.0.1', 1)`);
  assert.deepEqual(
    (await found()).map(({ name, found }) => `${name}: ${found}`),
    ['servers: no answer from 127.0.0.1:1', 'spread: not yet: stray'],
  );
});
