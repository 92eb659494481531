import type { Queryable } from './db.ts';
import { count, jsonList, run, statements } from './statements.ts';

const sql = statements(import.meta.url, 'inbox.sql');

export type Origin = 'live' | 'import' | 'backfill';

/**
 * Lanes of inbox, tick and outbox. For `transactional` and `fresh` a bucket has its turn before others. `internal` is what the program
 * tells itself of what has happened (what became of a message, who uses an address): as much as there are messages and people, it waits
 * for its bucket's next turn. An erasure is `bulk`, behind all that is known of a person.
 */
export const lanes = { transactional: 0, fresh: 1, internal: 2, bulk: 3 } as const;
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

/**
 * What a bucket is told to do, about nobody; `at` is the moment of the command. It has no message id: what commands move has an identity of
 * its own, so that a repeat finds its twin.
 */
export const commandRow = (
  bucket: number,
  kind: string,
  body: unknown,
  at: Date,
  lane: Lane = lanes.fresh,
): InboxRow => ({
  bucket,
  lane,
  kind,
  personId: null,
  messageId: null,
  origin: 'live',
  occurredAt: at,
  receivedAt: at,
  body,
});

/** A fact as the tick reads it; `id` and `lane` name the row that it came in, alone or in a parcel. */
export type InboxEntry = InboxRow & { id: number };

/** Facts of one bucket and lane that were put together travel in one row. */
const parcelKind = 'parcel';
/** Most facts of a parcel, and most characters of its body: it is to stay within one page. */
const parcelFacts = 64;
const parcelSize = 7_000;
/** Most rows looked at for one bite. */
const rowsPerBite = 1_000;

type Packed = [
  kind: string,
  personId: string | null,
  messageId: string | null,
  origin: Origin,
  occurredAt: number,
  receivedAt: number,
  body: unknown,
];

/** A row on its way into the table. */
type Parcel = { first: InboxRow; bodies: string[]; size: number };

/** Puts facts into the inboxes of their buckets; durable when the surrounding transaction is. */
export async function putInbox(on: Queryable, rows: readonly InboxRow[]): Promise<void> {
  if (rows.length === 0) return;
  const parcels = parcelsOf(rows);
  const single = ({ bodies }: Parcel) => bodies.length === 1;
  await run(on, sql('put'), {
    buckets: parcels.map(({ first }) => first.bucket),
    lanes: parcels.map(({ first }) => first.lane),
    kinds: parcels.map((one) => (single(one) ? one.first.kind : parcelKind)),
    people: parcels.map((one) => (single(one) ? one.first.personId : null)),
    messages: parcels.map((one) => (single(one) ? one.first.messageId : null)),
    origins: parcels.map(({ first }) => first.origin),
    occurred: parcels.map(({ first }) => first.occurredAt),
    received: parcels.map(({ first }) => first.receivedAt),
    facts: parcels.map(({ bodies }) => bodies.length),
    bodies: jsonList(
      parcels.map((one) => (single(one) ? JSON.stringify(one.first.body) : `[${one.bodies.join(',')}]`)),
    ),
  });
}

function parcelsOf(rows: readonly InboxRow[]): Parcel[] {
  const parcels: Parcel[] = [];
  const open = new Map<number, Parcel>();
  for (const row of rows) {
    const place = row.bucket * 4 + row.lane;
    const packed = packedBody(row);
    const parcel = open.get(place);
    if (parcel && parcel.bodies.length < parcelFacts && parcel.size + packed.length <= parcelSize) {
      parcel.bodies.push(packed);
      parcel.size += packed.length;
      continue;
    }
    const next = { first: row, bodies: [packed], size: packed.length };
    open.set(place, next);
    parcels.push(next);
  }
  return parcels;
}

const packedBody = (row: InboxRow): string =>
  JSON.stringify([
    row.kind,
    row.personId,
    row.messageId,
    row.origin,
    row.occurredAt.getTime(),
    row.receivedAt.getTime(),
    row.body,
  ] satisfies Packed);

/** Reads the next facts of a bucket, transactional lane first, in the order of arrival: rows until they hold `most` facts. */
export async function readInbox(on: Queryable, bucket: number, most: number): Promise<InboxEntry[]> {
  if (most <= 0) return [];
  const rows = await run<InboxEntry>(on, sql('read'), { bucket, most, rows: Math.min(most, rowsPerBite) });
  return rows.flatMap((row) => (row.kind === parcelKind ? unpacked(row) : [row]));
}

const unpacked = ({ bucket, id, lane, body }: InboxEntry): InboxEntry[] =>
  (body as Packed[]).map(([kind, personId, messageId, origin, occurredAt, receivedAt, fact]) => ({
    bucket,
    id,
    lane,
    kind,
    personId,
    messageId,
    origin,
    occurredAt: new Date(occurredAt),
    receivedAt: new Date(receivedAt),
    body: fact,
  }));

/** Deletes the rows of facts that were applied; answers how many were still there. */
export async function dropInbox(
  on: Queryable,
  bucket: number,
  entries: readonly Pick<InboxEntry, 'id' | 'lane'>[],
): Promise<number> {
  if (entries.length === 0) return 0;
  const rows = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  return count(on, sql('drop'), { bucket, lanes: rows.map(({ lane }) => lane), ids: rows.map(({ id }) => id) });
}

/** Takes the parcels of the next facts apart, so that each fact is a row of its own; answers how many facts these are. */
export async function unpackInbox(on: Queryable, bucket: number, most: number): Promise<number> {
  const entries = await readInbox(on, bucket, most);
  await dropInbox(on, bucket, entries);
  for (const entry of entries) await putInbox(on, [entry]);
  return entries.length;
}

/** How many facts wait, over all buckets, counted over `most` rows (back-pressure needs no more). */
export async function inboxDepth(on: Queryable, most: number): Promise<number> {
  const [row] = await run<{ depth: number }>(on, sql('depth'), { most });
  return row!.depth;
}

/** Buckets in which facts wait. */
export async function bucketsWithInbox(on: Queryable): Promise<number[]> {
  return (await run<{ bucket: number }>(on, sql('buckets'), {})).map((row) => row.bucket);
}

/** Buckets in which something waits that hurries, by the first of its lanes. */
export async function bucketsUrgent(on: Queryable): Promise<{ transactional: number[]; fresh: number[] }> {
  const found = await run<{ bucket: number; lane: Lane }>(on, sql('urgent'), {});
  const of = (lane: Lane) => found.filter((one) => one.lane === lane).map(({ bucket }) => bucket);
  return { transactional: of(lanes.transactional), fresh: of(lanes.fresh) };
}

/** A mark behind everything that waits now; null when nothing does. */
export async function inboxMark(on: Queryable): Promise<number | null> {
  return (await run<{ id: number | null }>(on, sql('mark'), {}))[0]!.id;
}

/** Whether anything that came in by a mark still waits. */
export async function inboxWaitsBelow(on: Queryable, mark: number): Promise<boolean> {
  return (await run(on, sql('waits-below'), { mark })).length > 0;
}
