/**
 * Real databases for tests. All test files that run at the same time share one PostgreSQL under a temporary folder; each call of
 * `freshDatabase` clones a template that was migrated once, so a database costs tens of milliseconds.
 *
 *     const db = await freshDatabase();   // at the top of a test file, or in a test with its context: freshDatabase({ t })
 *     await db.pool.query('…');
 *
 * It is dropped when the file (or that test) ends, and the test fails if a connection to it was left open.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { isRunning } from '../../src/store/bundled/processes.ts';
import { defaultBuckets, knownMigrations, migrate, openPool, type Pool } from '../../src/store/index.ts';
import {
  type Cluster,
  closeTo,
  clusterOf,
  copyDistributed,
  dropDistributed,
  everywhere,
  makeBare,
  makeDistributed,
} from './cluster.ts';
import { type Major, readServer, type SharedServer, sharedFolder, usersFolder } from './places.ts';

export type { Major } from './places.ts';

/** A database of one test file (or test). */
export type TestDatabase = {
  pool: Pool;
  /** For `new pg.Pool(connection)` or `openStore({ connection })`; whoever opens more pools closes them. */
  connection: { host: string; port: number; user: string; database: string };
  /** The same, for `DATABASE_URL`. */
  url: string;
  /** Ends the pool and drops the database; throws when another connection is still open after the patience. Called by itself at the end. */
  drop: (leakPatienceMs?: number) => Promise<void>;
};

export type FreshOptions = {
  /** 18, the bundled one, by default. */
  postgres?: Major;
  /** Buckets of the installation; the product's number by default. */
  buckets?: number;
  /** Without migrations: nothing but what PostgreSQL makes. */
  empty?: boolean;
  /** On a cluster alone: the database knows its servers, and none of our tables is there. */
  bare?: boolean;
  /** The test that it belongs to; the file when absent. */
  t?: TestContext;
  /** Those who use it are killed at the end: that their connections outlive them a moment is no leak. */
  killed?: boolean;
};

const GUARDIAN = fileURLToPath(new URL('./guardian.ts', import.meta.url));
const START_PATIENCE_MS = 180_000;
const POLL_MS = 30;
/** A closed connection's backend takes a moment to leave, on a busy machine some. */
const LEAK_PATIENCE_MS = 20_000;
/** Any constant: one process makes a template at a time. */
const TEMPLATE_LOCK = 7_301_002;
/** The moment at which templates are migrated: the same in every run. */
const TEMPLATE_MOMENT = new Date('2024-01-01T00:00:00Z');

const servers = new Map<Major, Promise<SharedServer>>();
let clones = 0;

/** Where the databases are made that do not ask for a version of PostgreSQL: on a cluster, when the tester names one. */
const cluster = clusterOf(process.env.DECLIC_TEST_CITUS_URL);
export const onCluster = cluster !== null;

/** A migrated database of its own, on the PostgreSQL that all test files share. */
export async function freshDatabase(options: FreshOptions = {}): Promise<TestDatabase> {
  const { postgres = 18, buckets = defaultBuckets, empty = false, bare = false, killed = false, t } = options;
  const spread = cluster !== null && options.postgres === undefined && !empty ? cluster : null;
  const server = spread ? spread.coordinator : (await sharedServer(postgres)).connection;
  const name = `test_${process.pid}_${++clones}`;
  if (spread && bare) await makeBare(spread, name);
  else if (spread) await copyDistributed(spread, name, await ensureClusterTemplate(spread, buckets));
  else
    await withAdmin(server, async (admin) => {
      const template = empty ? 'template0' : await ensureTemplate(admin, server, buckets);
      // Copying files is twice as quick as logging pages where nothing is synced.
      await admin.query(`create database ${name} template ${template} strategy file_copy`);
    });
  const connection = { ...server, database: name };
  const pool = openPool(connection, () => {});
  const url = `postgresql://${server.user}@${encodeURIComponent(server.host)}:${server.port}/${name}`;
  let dropped: Promise<void> | null = null;
  const drop = (leakPatienceMs = LEAK_PATIENCE_MS) => {
    dropped ??= dropDatabase(pool, server, { name, spread, killed, leakPatienceMs });
    return dropped;
  };
  // A test that dropped it itself has had the answer, good or bad.
  const atTheEnd = () => (dropped === null ? drop() : undefined);
  if (t) t.after(atTheEnd);
  else after(atTheEnd);
  return { pool, connection, url, drop };
}

type Dropping = { name: string; spread: Cluster | null; killed: boolean; leakPatienceMs: number };

async function dropDatabase(
  pool: Pool,
  server: SharedServer['connection'],
  { name, spread, killed, leakPatienceMs }: Dropping,
): Promise<void> {
  if (!pool.ended) await pool.end();
  await withAdmin(server, async (admin) => {
    const left = killed ? [] : await openConnections(admin, name, leakPatienceMs);
    if (spread) await dropDistributed(spread, name);
    else await admin.query(`drop database if exists ${name} with (force)`);
    if (left.length > 0) throw new Error(`Connections to the test database were left open: ${left.join('; ')}`);
  });
}

/** What still is connected after the patience; empty when all have left. */
async function openConnections(admin: pg.Client, database: string, patienceMs: number): Promise<string[]> {
  const giveUp = Date.now() + patienceMs;
  for (;;) {
    const { rows } = await admin.query(
      `select application_name as name, state, left(query, 80) as query from pg_stat_activity
        where datname = $1 and backend_type = 'client backend' and application_name not like 'citus%'`,
      [database],
    );
    if (rows.length === 0 || Date.now() > giveUp) return rows.map((row) => `${row.name} (${row.state}): ${row.query}`);
    await sleep(POLL_MS);
  }
}

/** The name of the template with today's migrations, made at the first call of all processes. */
async function ensureTemplate(admin: pg.Client, server: SharedServer['connection'], buckets: number): Promise<string> {
  const name = `template_${schemaHash()}_${buckets}`;
  const exists = async () => (await admin.query('select from pg_database where datname = $1', [name])).rowCount === 1;
  if (await exists()) return name;
  await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    if (await exists()) return name;
    const draft = `${name}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft} template template0`);
    const pool = openPool({ ...server, database: draft }, () => {});
    try {
      await migrate(pool, TEMPLATE_MOMENT, buckets);
    } finally {
      await pool.end();
    }
    await admin.query(`alter database ${draft} rename to ${name}`);
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** As {@link ensureTemplate}, on every server of a cluster. */
async function ensureClusterTemplate(on: Cluster, buckets: number): Promise<string> {
  const name = `template_${schemaHash()}_${buckets}_${on.shards ?? 'all'}`;
  await withAdmin(on.coordinator, async (admin) => {
    const closed = async () =>
      (await admin.query('select from pg_database where datname = $1 and not datallowconn', [name])).rowCount === 1;
    if (await closed()) return;
    await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    try {
      if (await closed()) return;
      await makeDistributed(on, name, TEMPLATE_MOMENT, buckets);
      // Last on the coordinator, whose closed door says that the template is whole.
      await everywhere({ coordinator: on.workers[0]!, workers: on.workers.slice(1) }, (node) => closeTo(node, name));
      await closeTo(admin, name);
    } finally {
      await admin.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    }
  });
  return name;
}

/** Changes with the migrations and with the code that applies them. */
function schemaHash(): string {
  const code = ['migrate', 'distribute'].map((file) =>
    readFileSync(new URL(`../../src/store/${file}.ts`, import.meta.url), 'utf8'),
  );
  return createHash('sha256')
    .update(code.join(''))
    .update(JSON.stringify(knownMigrations()))
    .digest('hex')
    .slice(0, 12);
}

async function withAdmin(server: SharedServer['connection'], work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ ...server, database: 'postgres', application_name: 'declic test' });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function sharedServer(major: Major): Promise<SharedServer> {
  const known = servers.get(major) ?? findOrStart(major);
  servers.set(major, known);
  return known;
}

async function findOrStart(major: Major): Promise<SharedServer> {
  const folder = sharedFolder(major);
  register(folder);
  const giveUp = Date.now() + START_PATIENCE_MS;
  let starting: { ended: boolean } | null = null;
  for (;;) {
    const server = readServer(folder);
    if (server !== null && isRunning(server.guardian)) return server;
    if (starting === null || starting.ended) starting = startGuardian(folder, major);
    if (Date.now() > giveUp) throw new Error(`The PostgreSQL for tests did not start; see ${folder}/guardian.log`);
    await sleep(POLL_MS);
  }
}

/** Says who needs the server: this process, and under `node --test` its runner, so that one server serves all of its files. */
function register(folder: string): void {
  const users = usersFolder(folder);
  mkdirSync(users, { recursive: true });
  writeFileSync(join(users, String(process.pid)), '');
  if (process.env.NODE_TEST_CONTEXT !== undefined) writeFileSync(join(users, String(process.ppid)), '');
}

function startGuardian(folder: string, major: Major): { ended: boolean } {
  const log = openSync(join(folder, 'guardian.log'), 'a');
  const child = spawn(process.execPath, [GUARDIAN, String(major)], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const state = { ended: false };
  child.once('exit', () => {
    state.ended = true;
  });
  child.unref();
  return state;
}
