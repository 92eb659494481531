import type { Queryable } from './db.ts';
import { count, run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'inbox.sql');

export type Origin = 'live' | 'import' | 'backfill';

/** Lanes of inbox, tick and outbox. */
export const lanes = { transactional: 0, fresh: 1, bulk: 2 } as const;
export type Lane = (typeof lanes)[keyof typeof lanes];

/** A fact or a command on its way to the tick of its bucket. */
export type InboxRow = {
  bucket: number;
  lane: Lane;
  kind: string;
  personId: string | null;
  /** Key of the caller's message id (`messageKey`), counted once per bucket; null where the data has its own identity. */
  messageId: string | null;
  origin: Origin;
  occurredAt: Date;
  receivedAt: Date;
  body: unknown;
};

/** A row as the tick reads it. */
export type InboxEntry = InboxRow & { id: number };

/** Puts rows into the inboxes of their buckets; durable when the surrounding transaction is. */
export async function putInbox(on: Queryable, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  await run(on, sql('put'), {
    buckets: rows.map((row) => row.bucket),
    lanes: rows.map((row) => row.lane),
    kinds: rows.map((row) => row.kind),
    people: rows.map((row) => row.personId),
    messages: rows.map((row) => row.messageId),
    origins: rows.map((row) => row.origin),
    occurred: rows.map((row) => row.occurredAt),
    received: rows.map((row) => row.receivedAt),
    bodies: rows.map((row) => JSON.stringify(row.body)),
  });
}

/** Reads the next rows of a bucket, transactional lane first, in the order of arrival. */
export async function readInbox(on: Queryable, bucket: number, limit: number): Promise<InboxEntry[]> {
  return run(on, sql('read'), { bucket, most: limit });
}

/** Deletes rows that were applied; answers how many were still there. */
export async function dropInbox(on: Queryable, bucket: number, ids: readonly number[]): Promise<number> {
  return ids.length > 0 ? count(on, sql('drop'), { bucket, ids }) : 0;
}

/** How many rows wait, over all buckets, counted up to `most` (back-pressure needs no more). */
export async function inboxDepth(on: Queryable, most: number): Promise<number> {
  const [row] = await run<{ depth: number }>(on, sql('depth'), { most });
  return row!.depth;
}

/** Buckets in which facts wait. */
export async function bucketsWithInbox(on: Queryable): Promise<number[]> {
  return (await run<{ bucket: number }>(on, sql('buckets'), {})).map((row) => row.bucket);
}

/** A mark behind everything that waits now; null when nothing does. */
export async function inboxMark(on: Queryable): Promise<number | null> {
  return (await run<{ id: number | null }>(on, sql('mark'), {}))[0]!.id;
}

/** Whether anything that came in by a mark still waits. */
export async function inboxWaitsBelow(on: Queryable, mark: number): Promise<boolean> {
  return (await run<{ waits: boolean }>(on, sql('waits-below'), { mark }))[0]!.waits;
}
