/**
 * Another number of buckets, while nobody works on the database: every row is put where it now belongs. One transaction, so that
 * whatever ends it (a power cut, a kill) leaves the database as it was; it needs room for the largest table twice.
 */
import { bringHome } from '../../banks/index.ts';
import {
  aloneOn,
  bucketCount,
  inboxDepth,
  type Pool,
  run,
  statements,
  type Tx,
  transaction,
} from '../../store/index.ts';
import { errors } from '../errors.ts';
import { homes, mayMeet, type Numbers, quoted, selectOf } from './homes.ts';

const sql = statements(import.meta.url, 'rebucket.sql');

/** Links carry the number in two bytes, and nobody has as many processors. */
const mostBuckets = 4_096;
/** More facts that wait than these are “a lot”. */
const MOST_COUNTED = 20_000;

export type Rebucketed = { from: number; to: number; tables: { name: string; rows: number }[] };

/**
 * Gives the installation another number of buckets.
 * @param say takes a line for each table
 * @throws STORE_IN_USE while a server or another command works on it, UPKEEP_BUCKETS for a number that cannot be, UPKEEP_FACTS_WAIT
 */
export async function rebucket(
  pool: Pool,
  to: number,
  { now, say }: { now: Date; say: (line: string) => void },
): Promise<Rebucketed> {
  if (!Number.isInteger(to) || to < 1 || to > mostBuckets)
    throw errors.UPKEEP_BUCKETS({ buckets: to, most: mostBuckets });
  return aloneOn(pool, async () => {
    const from = await bucketCount(pool);
    if (from === to) return { from, to, tables: [] };
    const facts = await inboxDepth(pool, MOST_COUNTED);
    if (facts > 0) throw errors.UPKEEP_FACTS_WAIT({ facts });
    const tables = await transaction(pool, (tx) => moveAll(tx, { from, to }, now, say));
    // Nothing is known of the new rows yet, and the first plans are made within seconds.
    for (const { name } of tables) await pool.query(`analyze ${quoted(name)}`);
    return { from, to, tables };
  });
}

async function moveAll(
  tx: Tx,
  n: Numbers,
  now: Date,
  say: (line: string) => void,
): Promise<{ name: string; rows: number }[]> {
  await bringHome(tx, n.from, now);
  const columns = await columnsOf(tx);
  const missing = Object.keys(columns).filter((table) => !Object.hasOwn(homes, table));
  if (missing.length > 0) throw new Error(`Nobody said in which bucket rows of ${missing.join(', ')} live`);
  const moved: { name: string; rows: number }[] = [];
  for (const table of Object.keys(homes)) {
    const rows = await moveTable(tx, table, columns[table] ?? [], n);
    if (rows > 0) say(`${table}: ${rows} rows`);
    moved.push({ name: table, rows });
  }
  if (n.to > n.from) await tx.query(`insert into bucket select generate_series(${n.from}, ${n.to - 1})`);
  else await tx.query('delete from bucket where id >= $1', [n.to]);
  return moved;
}

async function moveTable(tx: Tx, table: string, columns: readonly string[], n: Numbers): Promise<number> {
  const home = homes[table]!;
  if (home === 'empty') {
    const { rowCount } = await tx.query(`select 1 from ${quoted(table)} limit 1`);
    if (rowCount !== 0) throw errors.UPKEEP_FACTS_WAIT({ facts: 1 });
    return 0;
  }
  if (home === 'anew') {
    await tx.query(`truncate ${quoted(table)}`);
    return 0;
  }
  const order = 'rows' in home ? home.columns : ['bucket', ...columns.filter((name) => name !== 'bucket')];
  const list = order.map(quoted).join(', ');
  await tx.query(`create temporary table moved (${list}) on commit drop as ${selectOf(table, home, order, n)}`);
  await tx.query(`truncate ${quoted(table)}`);
  const put = await tx.query(
    `insert into ${quoted(table)} (${list}) select ${list} from moved${mayMeet(home) ? ' on conflict do nothing' : ''}`,
  );
  await tx.query('drop table moved');
  return put.rowCount ?? 0;
}

/** Columns of every table that carries a bucket, by table; partitions are part of theirs. */
async function columnsOf(tx: Tx): Promise<Record<string, string[]>> {
  const rows = await run<{ table: string; columns: string[] }>(tx, sql('columns'), {});
  return Object.fromEntries(rows.map(({ table, columns }) => [table, columns]));
}
