import { EventEmitter } from 'node:events';
import type { PoolConfig } from 'pg';
import type { Clock } from './clock.ts';
import { idleInBite, openPool, type Pool, type Tx, throughIndexes, transaction } from './db.ts';
import { errors } from './errors.ts';
import { appliedMigrations, knownMigrations, migrate } from './migrate.ts';
import { createPresence, type Presence } from './presence.ts';
import { bucketCount } from './tick.ts';

const oldestPostgres = 15;

/** Connections for bites: two buckets are ticked side by side, and delivery claims beside them. */
const biteConnections = 6;

/** The open store: its pools, the clocks, and a signal that says "there is work in this bucket". */
export type Store = {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly buckets: number;
  /** The sign of life of this process, opened when it is first asked for. */
  readonly presence: Presence;
  /** In one transaction. */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** In one transaction of few rows, on connections of its own: the API's load does not hold it up. */
  readonly bite: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Wakes the engine at once; polling is the net where the signal is lost or the engine is another process. */
  readonly wake: (buckets: Iterable<number>) => void;
  readonly onWake: (listener: (buckets: Iterable<number>) => void) => () => void;
  readonly close: () => Promise<void>;
};

/** Settings of `openStore`. */
export type StoreOptions = {
  connection: PoolConfig;
  clock: Clock;
  /** `migrate` brings the schema up to date; `check` refuses a database that is not. */
  schema: 'migrate' | 'check';
  /** Buckets of a new installation. */
  newBuckets?: number;
  onError?: (error: Error) => void;
  /** What has to be stopped after the pool is closed (the bundled server). */
  afterClose?: () => Promise<void>;
};

/**
 * Opens a store on a running PostgreSQL.
 * @throws STORE_UNREACHABLE, STORE_TOO_OLD, STORE_NEWER_DATABASE, STORE_NOT_MIGRATED
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const onError = options.onError ?? (() => {});
  const pool = openPool(options.connection, onError);
  const bites = openPool({ ...options.connection, max: biteConnections }, onError, throughIndexes + idleInBite);
  const presence = createPresence(options.connection, onError);
  try {
    await checkServer(pool);
    if (options.schema === 'migrate') await migrate(pool, options.clock.wall(), options.newBuckets);
    else await checkSchema(pool);
    const buckets = await bucketCount(pool);
    const signal = new EventEmitter();
    return {
      pool,
      clock: options.clock,
      buckets,
      presence,
      transaction: (work) => transaction(pool, work),
      bite: (work) => transaction(bites, work),
      wake: (work) => void signal.emit('work', work),
      onWake: (listener) => {
        signal.on('work', listener);
        return () => void signal.off('work', listener);
      },
      close: async () => {
        await Promise.all([pool.end(), bites.end(), presence.close()]);
        await options.afterClose?.();
      },
    };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function checkServer(pool: Pool): Promise<void> {
  let version: number;
  try {
    const result = await pool.query(`select current_setting('server_version_num')::integer / 10000 as version`);
    version = result.rows[0].version;
  } catch (error) {
    throw errors.STORE_UNREACHABLE({ reason: (error as Error).message }, { cause: error });
  }
  if (version < oldestPostgres) throw errors.STORE_TOO_OLD({ version });
}

async function checkSchema(pool: Pool): Promise<void> {
  const applied = new Set(await appliedMigrations(pool));
  const known = knownMigrations();
  const newest = known.at(-1)?.number ?? 0;
  const database = Math.max(0, ...applied);
  if (database > newest) throw errors.STORE_NEWER_DATABASE({ database, program: newest });
  const missing = known.filter((migration) => !applied.has(migration.number));
  if (missing.length > 0) throw errors.STORE_NOT_MIGRATED({ missing: missing.map((m) => m.name).join(', ') });
}
