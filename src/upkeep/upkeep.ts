import type { Logger } from 'pino';
import { count, type Made, makePartitions, run, type Store, statements, type Tx } from '../store/index.ts';
import { deletePast, eventsSince } from './retention.ts';

const sql = statements(import.meta.url, 'upkeep.sql');

/** How often a process looks whether a new day has begun. */
const LOOK_MS = 10 * 60_000;
/** A start has better things to do. */
const FIRST_LOOK_MS = 60_000;
const TASK = 'daily';

/** What the rest of the program asks of the daily care. */
export type Upkeep = {
  /** Partitions first, so that facts find them; the rest follows by itself. */
  start: () => Promise<void>;
  /** Runs what the day of the clock asks for, if nobody has yet. @returns whether it ran */
  runIfDue: () => Promise<boolean>;
  /** Ends after the bite under way. */
  stop: () => Promise<void>;
};

export function createUpkeep({ store, log }: { store: Store; log: Logger }): Upkeep {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let chain: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = chain.then(work, work);
    chain = next.catch(() => {});
    return next;
  };
  const runIfDue = () => inTurn(() => withLock(store, (on) => daily(store, log, on, () => stopping)));
  const look = () =>
    runIfDue()
      .catch((error) =>
        log.error(
          { event: 'upkeep.failed', err: error },
          'the daily care of the database failed; it will be tried again',
        ),
      )
      .finally(() => schedule(LOOK_MS));
  const schedule = (ms: number) => {
    if (!stopping) timer = setTimeout(look, ms).unref();
  };
  return {
    start: async () => {
      await inTurn(() =>
        withLock(store, async () => {
          tell(log, await partitions(store));
          return true;
        }),
      );
      schedule(FIRST_LOOK_MS);
    },
    runIfDue,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await chain;
    },
  };
}

/** Makes the partitions that the clock asks for, and says which are still to be made. */
async function partitions(store: Store): Promise<Made> {
  return makePartitions(store.pool, await eventsSince(store.pool, store.clock), store.clock.now());
}

function tell(log: Logger, { made, moved, left }: Made): void {
  if (made.length > 0) log.info({ event: 'upkeep.partitions_made', made, moved }, 'partitions of events were made');
  if (left.length > 0)
    log.warn({ event: 'upkeep.partitions_left', left }, 'partitions of events could not be made; they are tried again');
}

async function daily(store: Store, log: Logger, on: Pick<Tx, 'query'>, stopped: () => boolean): Promise<boolean> {
  const now = store.clock.now();
  const [last] = await run<{ ranAt: Date }>(on, sql('ran'), { task: TASK });
  // A moment later than now was noted by another clock.
  if (last && last.ranAt <= now && dayOf(last.ranAt) === dayOf(now)) return false;
  const made = await partitions(store);
  tell(log, made);
  const report = await deletePast(store, stopped);
  // Nobody else does it: of a table in partitions autovacuum knows the parts and not the whole, and the planner asks for both.
  await on.query('analyze event');
  if (stopped()) return true;
  await noteTask(on, TASK, now, { ...report, made });
  const rows = report.rows.filter((past) => past.rows > 0).map((past) => ({ [past.name]: past.rows }));
  if (rows.length + report.partitions.length > 0)
    log.info(
      { event: 'upkeep.deleted', rows: Object.assign({}, ...rows), partitions: report.partitions },
      'what was kept long enough is deleted',
    );
  return true;
}

/** Notes that a task was done, which commands do too. */
export async function noteTask(on: Pick<Tx, 'query'>, task: string, at: Date, report: object): Promise<void> {
  await count(on, sql('note'), { task, at, report: JSON.stringify(report) });
}

/** When a task was last done; null = never. */
export async function lastDone(on: Pick<Tx, 'query'>, task: string): Promise<Date | null> {
  const [row] = await run<{ ranAt: Date }>(on, sql('ran'), { task });
  return row?.ranAt ?? null;
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Runs `work` when no other process does; false when one does. */
async function withLock(store: Store, work: (on: Pick<Tx, 'query'>) => Promise<boolean>): Promise<boolean> {
  const client = await store.pool.connect();
  let broken: Error | undefined;
  try {
    const [row] = await run<{ got: boolean }>(client, sql('try-lock'), {});
    if (!row!.got) return false;
    try {
      return await work(client);
    } finally {
      await run(client, sql('unlock'), {}).catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    client.release(broken);
  }
}
