/**
 * Databases on a Citus cluster, for `DECLIC_TEST_CITUS_URL=postgresql://user@coordinator:port`: `freshDatabase` then gives
 * distributed ones, and the whole suite shows what does not work on a cluster. The cluster is the tester's own: a coordinator and
 * workers that know nothing of each other; a database is made on each of them, and the coordinator is told of the workers. Their addresses
 * follow in the parameter `workers`, as `…?workers=127.0.0.1:9701,127.0.0.1:9702`. `&shards=8` cuts tables into fewer shards than the
 * product does: a database is then fewer files to copy.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { distribute, migrate, openPool } from '../../src/store/index.ts';

type Node = { host: string; port: number; user: string };
export type Cluster = { coordinator: Node; workers: Node[]; shards?: number };

const POLL_MS = 100;
const PATIENCE_MS = 60_000;
const IN_USE = '55006';

/** The cluster that the environment names, if any. */
export function clusterOf(url: string | undefined): Cluster | null {
  if (!url) return null;
  const { hostname, port, username, searchParams } = new URL(url);
  const node = (host: string, its: string): Node => ({ host, port: Number(its || 5432), user: username || 'postgres' });
  const workers = (searchParams.get('workers') ?? '').split(',').filter((text) => text !== '');
  return {
    coordinator: node(hostname, port),
    workers: workers.map((text) => node(...(text.split(':') as [string, string]))),
    ...(searchParams.has('shards') ? { shards: Number(searchParams.get('shards')) } : {}),
  };
}

const nodesOf = ({ coordinator, workers }: Cluster): Node[] => [coordinator, ...workers];

/** Runs one command on the maintenance database of every server, of all at once. */
export async function everywhere(cluster: Cluster, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const done = await Promise.allSettled(nodesOf(cluster).map((node) => onNode(node, 'postgres', work)));
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function onNode(node: Node, database: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ ...node, database, application_name: 'declic test' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the database with our tables, distributed, under a name of its own on every server. */
export async function makeDistributed(cluster: Cluster, name: string, moment: Date, buckets: number): Promise<void> {
  await makeBare(cluster, name);
  const pool = openPool({ ...cluster.coordinator, database: name }, () => {});
  try {
    await migrate(pool, moment, buckets);
    if (cluster.shards !== undefined) {
      const shards = Math.min(cluster.shards, buckets);
      // The others are put beside it.
      await pool.query(`select create_distributed_table('bucket', 'id', shard_count := $1::integer)`, [shards]);
    }
    await distribute(pool);
  } finally {
    await pool.end();
  }
}

/** Makes a database that knows its servers, without our tables. */
export async function makeBare(cluster: Cluster, name: string): Promise<void> {
  await everywhere(cluster, async (admin) => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.query(`create database ${name} template template0`);
  });
  for (const node of nodesOf(cluster)) {
    await onNode(node, name, async (client) => void (await client.query('create extension citus')));
  }
  const { coordinator, workers } = cluster;
  await onNode(coordinator, name, async (client) => {
    await client.query('select citus_set_coordinator_host($1, $2)', [coordinator.host, coordinator.port]);
    for (const { host, port } of workers) await client.query('select citus_add_node($1, $2)', [host, port]);
  });
}

/** A copy of a distributed database under another name: Citus keeps no names of databases, so files can be copied. */
export async function copyDistributed(cluster: Cluster, name: string, template: string): Promise<void> {
  await everywhere(cluster, (admin) =>
    persistently(
      () => admin.query(`create database ${name} template ${template} strategy file_copy`),
      () => closeTo(admin, template),
    ),
  );
}

export async function dropDistributed(cluster: Cluster, name: string): Promise<void> {
  await everywhere(cluster, (admin) => persistently(() => admin.query(`drop database if exists ${name} with (force)`)));
}

/** The cluster's own maintenance comes and goes in every database that was once used: what it is in the way of is tried again. */
async function persistently(
  work: () => Promise<unknown>,
  first: () => Promise<unknown> = async () => {},
): Promise<void> {
  for (const giveUp = Date.now() + PATIENCE_MS; ; ) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== IN_USE || Date.now() > giveUp) throw error;
      await first();
      await sleep(POLL_MS);
    }
  }
}

/** Lets nobody into a template any more, and shows out who is in. */
export async function closeTo(admin: pg.Client, template: string): Promise<void> {
  await admin.query(`alter database ${template} with allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template]);
}
