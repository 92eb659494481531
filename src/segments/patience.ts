/** What keeps a count from being a burden: how long it may take, how many run at once, and that it ends with its caller. */
import type { Store, Tx } from '../store/index.ts';

/** Whole counts that one process runs at once: each may use two processes of PostgreSQL and a few times its `work_mem`. */
const AT_ONCE = 2;
const CANCELLED = '57014';

/** A statement was stopped: by its time-out or on behalf of a caller who is gone. */
export const wasStopped = (error: unknown): boolean => (error as { code?: string }).code === CANCELLED;

/** How long to wait, and who may hang up. */
export type Patience = { ms: number; signal?: AbortSignal };

/**
 * Runs `work` in a transaction whose statements are stopped after `ms`, or as soon as the caller hangs up. It reads much and writes nothing:
 * on a cluster over as many connections as its servers have processors for.
 */
export function patiently<T>(store: Store, { ms, signal }: Patience, work: (tx: Tx) => Promise<T>): Promise<T> {
  return store.transaction(async (tx) => {
    const limit = String(Math.max(1, Math.floor(ms)));
    const { rows } = await tx.query(
      `select set_config('statement_timeout', $1, true), set_config('jit', 'off', true),
              set_config('citus.multi_shard_modify_mode', 'parallel', true), pg_backend_pid() as pid`,
      [limit],
    );
    signal?.throwIfAborted();
    let stopped: Promise<unknown> | undefined;
    const stop = () => {
      // A failure leaves the statement to its time-out.
      stopped = store.pool.query('select pg_cancel_backend($1)', [rows[0].pid]).catch(() => {});
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await work(tx);
    } finally {
      signal?.removeEventListener('abort', stop);
      // The connection must not go on to another's statement while a cancellation is on its way to it.
      await stopped;
    }
  });
}

const queues = new WeakMap<Store['pool'], { running: number; waiting: (() => void)[] }>();

/** Lets a few counts of a store run at once, the others in their turn. */
export async function inTurn<T>({ pool }: Store, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(pool) ?? { running: 0, waiting: [] };
  queues.set(pool, queue);
  // Whoever leaves hands the place over, so that nobody who comes in between takes it.
  if (queue.running >= AT_ONCE) await new Promise<void>((go) => queue.waiting.push(go));
  else queue.running++;
  try {
    return await work();
  } finally {
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running--;
  }
}
