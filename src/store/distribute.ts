/**
 * Spreads the tables over the servers of a Citus cluster: whatever carries a bucket is cut by it, side by side, so that everything
 * about a person stays on one server; the other tables are small and every server has a copy.
 */
import type { Pool, Tx } from './db.ts';
import { errors } from './errors.ts';
import { run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'distribute.sql');

/** Shards hold whole buckets; more than 32 only help on more than 32 processors. */
const MOST_SHARDS = 32;

export type Distribution = { citus: string; shards: number; cut: string[]; copied: string[]; already: number };

/** Whether the tables of this database are spread over a cluster. */
export async function isDistributed(on: Pick<Tx, 'query'>): Promise<boolean> {
  if ((await run(on, sql('extension'), {})).length === 0) return false;
  return (await spreadTables(on)).has('bucket');
}

/**
 * Distributes the tables that are not yet: rows that they hold are moved to where they belong. Safe to repeat, and to be repeated
 * after a migration that made tables. Nobody may work on the database meanwhile.
 * @throws STORE_NO_CITUS on a database without the extension
 */
export async function distribute(pool: Pool): Promise<Distribution> {
  const [extension] = await run<{ version: string }>(pool, sql('extension'), {});
  if (!extension) throw errors.STORE_NO_CITUS();
  const tables = await run<{ name: string; column: string | null }>(pool, sql('tables'), {});
  const there = await spreadTables(pool);
  const result: Distribution = { citus: extension.version, shards: 0, cut: [], copied: [], already: there.size };
  // The table of buckets comes first: the others are put beside it.
  const rank = ({ name, column }: (typeof tables)[number]) => (name === 'bucket' ? 0 : column ? 1 : 2);
  for (const table of tables.sort((a, b) => rank(a) - rank(b))) {
    if (there.has(table.name)) continue;
    if (table.column === null) {
      await pool.query('select create_reference_table($1)', [table.name]);
      result.copied.push(table.name);
    } else {
      await cut(pool, table.name, table.column);
      result.cut.push(table.name);
    }
  }
  // What was copied out to the servers still lies in the coordinator's own files, where nobody sees it.
  for (const name of [...result.cut, ...result.copied])
    await pool.query('select truncate_local_data_after_distributing_table($1)', [name]);
  const [{ shards }] = (
    await pool.query(`select count(*)::integer as shards from pg_dist_shard where logicalrelid = 'bucket'::regclass`)
  ).rows as [{ shards: number }];
  return { ...result, shards };
}

/** What a server of the cluster says of itself: settings that an installation depends on, its part of the database, who keeps dead rows. */
export type ServerAnswer = { prepared: number; connections: number; unsafe: string[]; bytes: number; dead: string[] };
/** A server of the cluster; no answer where it gives none, or is not in use. */
export type ClusterServer = { name: string; answer: ServerAnswer | null };

/** Shards are tables with a number behind the name. A table of many shards is asked for as one. */
const answerOf = (leastDead: number): string => `select json_build_object(
  'prepared', current_setting('max_prepared_transactions')::integer,
  'connections', current_setting('max_connections')::integer,
  'unsafe', array(select s.name from pg_settings s
                  where s.name in ('fsync', 'full_page_writes', 'synchronous_commit') and s.setting = 'off' order by s.name),
  'bytes', pg_database_size(current_database()),
  'dead', array(select regexp_replace(t.relname, '_[0-9]{6,}$', '') from pg_stat_user_tables t group by 1
                having sum(t.n_dead_tup) > ${leastDead} and sum(t.n_dead_tup) > sum(t.n_live_tup) order by 1))`;

/**
 * The servers of the cluster, and tables that are not spread over them; null where the database is not on a cluster.
 * @param leastDead from how many dead rows on a table is named
 */
export async function clusterState(
  pool: Pool,
  leastDead: number,
): Promise<{ servers: ClusterServer[]; notSpread: string[] } | null> {
  if (!(await isDistributed(pool))) return null;
  const { rows } = await pool.query<{ name: string; answer: string | null }>(
    `select n.nodename || ':' || n.nodeport as name, case when r.success and n.isactive then r.result end as answer
       from pg_dist_node n left join run_command_on_all_nodes($1, true, true) r on r.nodeid = n.nodeid order by 1`,
    [answerOf(leastDead)],
  );
  const servers = rows.map(({ name, answer }) => ({ name, answer: answer === null ? null : JSON.parse(answer) }));
  const there = await spreadTables(pool);
  const tables = await run<{ name: string }>(pool, sql('tables'), {});
  return { servers, notSpread: tables.map(({ name }) => name).filter((name) => !there.has(name)) };
}

async function cut(pool: Pool, table: string, column: string): Promise<void> {
  if (table !== 'bucket') {
    await pool.query(`select create_distributed_table($1, $2, colocate_with := 'bucket')`, [table, column]);
  } else {
    const { rows } = await pool.query<{ buckets: number }>('select count(*)::integer as buckets from bucket');
    const shards = Math.max(1, Math.min(rows[0]!.buckets, MOST_SHARDS));
    await pool.query('select create_distributed_table($1, $2, shard_count := $3::integer)', [table, column, shards]);
  }
}

/**
 * What a key binds to a table that was copied, Citus knows from then on, too, but leaves where it is (`repmodel` s): every statement that
 * joins it would first carry it to the servers. It is not spread before it is copied itself.
 */
async function spreadTables(on: Pick<Tx, 'query'>): Promise<Set<string>> {
  const { rows } = await on.query<{ name: string }>(
    `select c.relname as name from pg_dist_partition d join pg_class c on c.oid = d.logicalrelid
      where d.partmethod <> 'n' or d.repmodel = 't'`,
  );
  return new Set(rows.map(({ name }) => name));
}
