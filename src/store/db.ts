import pg from 'pg';

// Counts and ids of this product stay far below 2^53; numeric stays text, because money is exact.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

const parseMoment: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text');

/**
 * A moment as our sessions write it, `2026-03-29 07:30:00.123456+00`: read by its places, which takes a fifth of the time of the driver's
 * pattern. Years before 1000 and after 9999, infinity and other zones go the driver's way.
 */
export function readMoment(text: string): Date {
  const { length } = text;
  const plain = length === 22 || (length <= 29 && text[19] === '.');
  if (!plain || text[0] === '0' || text[4] !== '-' || !text.endsWith('+00')) return parseMoment(text);
  const digit = (at: number) => (at < length - 3 ? text.charCodeAt(at) - 48 : 0);
  const two = (at: number) => digit(at) * 10 + digit(at + 1);
  const millis = digit(20) * 100 + two(21);
  return new Date(Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), millis));
}
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, readMoment);

/** Anything that runs a query: the pool (autocommit) or one client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** One open transaction. */
export type Tx = pg.PoolClient;

export type Pool = pg.Pool;

/**
 * For sessions whose statements each name a few rows of one bucket. A plan that was made while a table was new, or that is kept
 * for any number of rows, may read whole tables: a bite of a crowd spent half its time in one such plan.
 */
export const throughIndexes = ' -c enable_seqscan=off';

/**
 * A transaction whose process says nothing for so long is ended: it may be frozen, or its machine gone, and it holds a bucket that
 * nobody else can work on. A bite takes 200 ms; this is time for a process that is busy with something else.
 */
export const idleInBite = ' -c idle_in_transaction_session_timeout=30s';

/** A machine that is switched off says nothing: the database asks after 10 seconds of silence, and gives the session up after 25. */
export const askSilent = ' -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** The other way round: a session that hears nothing of its database asks after 10 seconds, or work would wait for hours for one that is gone. */
export const askDatabase = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * On a cluster: one connection to each of its servers for a statement over all buckets. Citus would open one for each shard that a
 * `put` writes to, and keeps one: 100 facts took 613 ms that way and take 19 (two workers, 32 shards; four connections, kept: 36). It also
 * refuses, after a read over several connections, to write what every server has a copy of. One server alone takes no notice.
 */
const overOneConnection = ' -c citus.multi_shard_modify_mode=sequential';

/** On a cluster: what a transaction sets for itself (`set local`) holds on the servers that do its work, too. */
const settingsTravel = ' -c citus.propagate_set_commands=local';

/** Every session speaks UTC and ISO, whatever the server's defaults are. */
export const sessionOptions = `-c timezone=UTC -c intervalstyle=iso_8601 -c datestyle=ISO -c client_min_messages=warning${overOneConnection}${settingsTravel}`;

/**
 * Opens a pool.
 * @param connection options of `pg` (a `connectionString`, or host/port/user/database).
 * @param more settings of its sessions
 */
export function openPool(connection: pg.PoolConfig, onError: (error: Error) => void, more = ''): Pool {
  const pool = new pg.Pool({
    max: 10,
    application_name: 'declic',
    ...askDatabase,
    ...connection,
    options: sessionOptions + askSilent + more,
  });
  // An idle client that loses its server emits here; without a listener the process would die.
  pool.on('error', onError);
  // So does one that is at work, beside the failure of its query, which is told to whoever waits for it.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function transaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    // A client whose rollback failed has an unknown state and must not go back to the pool.
    client.release(broken);
  }
}

const UNIQUE_VIOLATION = '23505';
/** What a server of a cluster refuses of rows that are copied to it comes back without its class. */
const REFUSED_BY_SHARD = 'XX000';

/**
 * Runs `plain` inserts that are all but sure to find nothing; where a row of them is there already they are undone and `careful` runs
 * in their place, within the same transaction.
 */
export async function unlessThere<T>(tx: Queryable, plain: () => Promise<T>, careful: () => Promise<T>): Promise<T> {
  await tx.query('savepoint unless_there');
  try {
    return await plain();
  } catch (error) {
    const { code } = error as { code?: string };
    // Whatever else it may have been, `careful` is refused for it too.
    if (code !== UNIQUE_VIOLATION && code !== REFUSED_BY_SHARD) throw error;
    await tx.query('rollback to savepoint unless_there');
    return careful();
  }
}
