/**
 * Who works on a database. A server holds a shared advisory lock on a session of its own as long as it runs; what needs the database
 * for itself (restoring, another number of buckets) takes the same lock alone. A row with a heartbeat would say the same some seconds
 * later, and go on saying it of a process that was killed.
 */
import { hostname } from 'node:os';
import pg from 'pg';
import type { Pool } from './db.ts';
import { errors } from './errors.ts';

/** Any constant. */
const PRESENCE_LOCK = 7_301_002;
const RETRY_MS = 1_000;
const NAME = 'declic server';

/** Ends the attendance. */
export type Attendance = { leave: () => Promise<void> };

/**
 * Says that a server works on this database, until it leaves or its process ends. A session that is lost is opened anew.
 * @throws STORE_OFFLINE_WORK while somebody needs the database for himself
 */
export async function attend(connection: pg.PoolConfig, onError: (error: Error) => void): Promise<Attendance> {
  let left = false;
  let timer: NodeJS.Timeout | undefined;
  let client: pg.Client | null = null;
  const hold = async (): Promise<void> => {
    const session = new pg.Client({ ...connection, application_name: `${NAME} ${process.pid} on ${hostname()}` });
    session.on('error', onError);
    await session.connect();
    const { rows } = await session.query('select pg_try_advisory_lock_shared($1) as got', [PRESENCE_LOCK]);
    if (!rows[0].got || left) {
      await session.end();
      if (left) return;
      throw errors.STORE_OFFLINE_WORK();
    }
    client = session;
    session.on('end', () => {
      client = null;
      again();
    });
  };
  const again = (): void => {
    if (left) return;
    const failed = (error: Error): void => {
      onError(error);
      again();
    };
    timer = setTimeout(() => void hold().catch(failed), RETRY_MS).unref();
  };
  await hold();
  return {
    leave: async () => {
      left = true;
      clearTimeout(timer);
      // Whoever waits for the database to be free may come at once, and a session that was let go takes a moment to end.
      await client?.query('select pg_advisory_unlock_shared($1)', [PRESENCE_LOCK]).catch(() => {});
      await client?.end();
    },
  };
}

/**
 * Runs `work` while no server is on the database.
 * @throws STORE_IN_USE when one is
 */
export async function aloneOn<T>(pool: Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as got', [PRESENCE_LOCK]);
    if (!rows[0].got) throw errors.STORE_IN_USE({ who: await whoIsThere(client) });
    try {
      return await work();
    } finally {
      // The next one may come at once, and a session that was let go takes a moment to end.
      await client.query('select pg_advisory_unlock($1)', [PRESENCE_LOCK]).catch(() => {});
    }
  } finally {
    // With its session the lock goes, whatever became of it.
    client.release(true);
  }
}

async function whoIsThere(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objid = $1 and l.database = (select oid from pg_database where datname = current_database())`,
    [PRESENCE_LOCK],
  );
  return rows.map(({ name }) => name).join(', ') || 'one whose name is unknown';
}
