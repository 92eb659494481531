/** The database of a command. */
import { openDatabase, openPool, type Pool, runningDatabase } from '../../store/index.ts';
import type { Call } from '../command.ts';

/** Through the bundled server of a running process, where there is one; else on a database opened for this command alone. */
export async function withDatabase<T>(call: Call, work: (pool: Pool) => Promise<T>): Promise<T> {
  const { config } = call;
  const running = config.databaseUrl === null ? runningDatabase(config.dataDir) : null;
  const opened = running === null ? await openDatabase(config, call.say) : null;
  const pool = openPool(running ?? opened?.connection ?? {}, () => {});
  try {
    return await work(pool);
  } finally {
    await pool.end();
    await opened?.stop();
  }
}
