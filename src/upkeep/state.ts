/** How far the work is behind, and how the database does: what metrics and the doctor look at. */
import { inboxDepth, type Queryable, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'state.sql');

/** Rows that are counted at most: more is “a lot”, and a row of the inbox can hold a page. */
const MOST_COUNTED = 20_000;

type Clocks = { now: Date; wall: Date };

/** Seconds since a moment; 0 when nothing waits or its time is not yet come. */
const secondsSince = (at: Date | null | undefined, now: Date): number =>
  at ? Math.max(0, (now.getTime() - at.getTime()) / 1_000) : 0;

/** Seconds by which the oldest fact, message and step are behind, by lane. */
export type Lag = {
  inbox: { transactional: number; fresh: number; internal: number; bulk: number };
  outbox: { transactional: number; fresh: number };
  positions: number;
};

type Oldest = Record<'transactional' | 'fresh' | 'internal' | 'bulk', Date | null>;

export async function readLag(on: Queryable, { now, wall }: Clocks): Promise<Lag> {
  const [inbox] = await run<Oldest>(on, sql('inbox-oldest'), {});
  const [outbox] = await run<Pick<Oldest, 'transactional' | 'fresh'>>(on, sql('outbox-oldest'), { wall });
  const [positions] = await run<{ due: Date | null }>(on, sql('position-oldest'), {});
  return {
    inbox: {
      transactional: secondsSince(inbox?.transactional, now),
      fresh: secondsSince(inbox?.fresh, now),
      internal: secondsSince(inbox?.internal, now),
      bulk: secondsSince(inbox?.bulk, now),
    },
    outbox: {
      transactional: secondsSince(outbox?.transactional, now),
      fresh: secondsSince(outbox?.fresh, now),
    },
    positions: secondsSince(positions?.due, now),
  };
}

/** Facts that wait, and messages on their way, counted up to a bound. */
export async function readWaiting(on: Queryable): Promise<{ facts: number; messages: Record<string, number> }> {
  const rows = await run<{ state: string; messages: number }>(on, sql('outbox-live'), { most: MOST_COUNTED });
  return {
    facts: await inboxDepth(on, MOST_COUNTED),
    messages: Object.fromEntries(rows.map(({ state, messages }) => [state, messages])),
  };
}

/** Messages due since a moment that failed for good; counted up to a bound. */
export async function failedSince(on: Queryable, since: Date): Promise<number> {
  return (await run<{ messages: number }>(on, sql('failed-since'), { since, most: MOST_COUNTED }))[0]!.messages;
}

/** Buckets in which a fact waits since before a moment, the longest first; bulk imports may wait. */
export const bucketsBehind = (on: Queryable, before: Date): Promise<{ bucket: number; since: Date }[]> =>
  run(on, sql('inbox-by-bucket'), { before });

export type DatabaseState = {
  bytes: number;
  connections: number;
  mostConnections: number;
  /** How long the oldest transaction is open. */
  oldestTransactionSeconds: number;
  autovacuum: boolean;
};

export async function readDatabase(on: Queryable, { wall }: Pick<Clocks, 'wall'>): Promise<DatabaseState> {
  const [row] = await run<DatabaseState & { oldestTransaction: Date | null }>(on, sql('database'), {});
  const { oldestTransaction, ...state } = row!;
  return { ...state, oldestTransactionSeconds: secondsSince(oldestTransaction, wall) };
}

/** Tables that hold more dead rows than living ones, and at least so many. */
export const tablesWithDeadRows = (
  on: Queryable,
  least: number,
): Promise<{ name: string; dead: number; live: number }[]> => run(on, sql('dead-rows'), { least });
