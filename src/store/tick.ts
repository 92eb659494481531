import type { Tx } from './db.ts';
import { type InboxEntry, type InboxRow, type Origin, putInbox } from './inbox.ts';
import { run, statements } from './statements.ts';

const seenSql = statements(import.meta.url, 'seen.sql');
const bucketSql = statements(import.meta.url, 'buckets.sql');

/**
 * One short transaction of one bucket, whose lock it holds: what every phase of the tick is given. Whoever has it is
 * the only writer of that bucket's rows.
 */
export type Bite = {
  readonly tx: Tx;
  readonly bucket: number;
  /** Number of buckets of the installation. */
  readonly buckets: number;
  /** The moment the tick is asked for; nothing in it may be later. */
  readonly now: Date;
  /** The shop's time zone, for people who have none (IANA name). */
  readonly timezone: string;
  /** Puts rows into inboxes, this bucket's or others', within the transaction. */
  readonly emit: (rows: readonly InboxRow[]) => Promise<void>;
};

/** A person whose state changed in this bite, and the moment the change is seen from (at most `now`). */
export type Touched = {
  personId: string;
  asOf: Date;
  /** Only history touched this person: segments are kept up to date, but nobody "entered" one. */
  history?: boolean;
  /** Names of events, where nothing else of this person is new; absent = anything may have changed. */
  onlyEvents?: readonly string[];
};

/**
 * Takes the lock of a bucket for the rest of the transaction.
 * @returns null when another worker has it
 */
export async function takeBucket(
  tx: Tx,
  bucket: number,
  given: { now: Date; buckets: number; timezone: string },
): Promise<Bite | null> {
  const rows = await run(tx, bucketSql('lock'), { bucket });
  if (rows.length === 0) return null;
  return { tx, bucket, ...given, emit: (inboxRows) => putInbox(tx, inboxRows) };
}

/** Counts message keys in this bucket; answers the ones that were not counted before. */
export async function countOnce(bite: Bite, keys: readonly string[]): Promise<Set<string>> {
  const fresh = new Set(keys);
  if (fresh.size === 0) return fresh;
  // In the order of the index: neighbours are written to the same page.
  const messages = [...fresh].sort();
  const before = await run<{ messageId: string }>(bite.tx, seenSql('counted'), { bucket: bite.bucket, messages });
  for (const { messageId } of before) fresh.delete(messageId);
  const counted = before.length === 0 ? messages : [...fresh].sort();
  if (counted.length > 0)
    await run(bite.tx, seenSql('count'), { bucket: bite.bucket, now: bite.now, messages: counted });
  return fresh;
}

/** An event that was counted now, for triggers, waits and exits. */
export type AppliedEvent = {
  /** Key of the message, also the event's id. */
  id: string;
  personId: string;
  /** 'track', 'page', 'screen', 'order' … and the name that rules ask for ('Order Completed' for a live sale). */
  type: string;
  name: string;
  occurredAt: Date;
  receivedAt: Date;
  origin: Origin;
  properties: Record<string, unknown>;
};

/** A person who came into a list or left it now. */
export type ListChange = { personId: string; list: string; action: 'add' | 'remove'; at: Date; origin: Origin };

/** A person who came into a segment or left it. */
export type Movement = { segmentId: number; personId: string; at: Date; entered: boolean; initial: boolean };

/**
 * What applying facts changed in this bucket. `wide` are the touched people of whom more is new than `events` says; absent =
 * all of them.
 */
export type Changes = {
  touched: string[];
  events: AppliedEvent[];
  lists: ListChange[];
  wide?: string[];
  /** People who are no more: what the same bite told of them moves nobody. */
  gone?: string[];
};

/** What a whole bite changed: `history` are the touched people of whom only imports and backfills told something. */
export type BiteChanges = Changes & { wide: string[]; history: ReadonlySet<string> };

/**
 * Applies inbox entries of one kind, in the order given; entries are of this bucket, their people exist here and
 * repeated message ids were taken out. Kinds are registered room by room as `inboxKinds`.
 */
export type Applier = (bite: Bite, entries: readonly InboxEntry[]) => Promise<Changes>;

export const noChanges = (): Changes => ({ touched: [], events: [], lists: [] });

/** How many buckets the installation has. */
export async function bucketCount(on: Pick<Tx, 'query'>): Promise<number> {
  const [row] = await run<{ buckets: number }>(on, bucketSql('number'), {});
  return row!.buckets;
}
