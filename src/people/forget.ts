/** People who are known by nothing but a form that they never confirmed, and whose time is over. */
import {
  type Applier,
  bucketCount,
  bucketOfText,
  count,
  type InboxRow,
  lanes,
  noChanges,
  putInbox,
  run,
  statements,
  type Tx,
} from '../store/index.ts';
import { noteForgotten } from './book-cache.ts';
import { leaveHeirs } from './heirs.ts';
import { identifierKey } from './identity.ts';
import { unconfirmedTrait } from './preferences.ts';

const sql = statements(import.meta.url, 'forget.sql');

type Entry = { kind: string; value: string; person_id: string };
type Unconfirmed = { id: string; email: string | null; phone: string | null; anonymousIds: string[] };

/** Kind of the inbox row that tells the book. */
export const forgetKind = 'book.forget-unconfirmed';

/**
 * Takes those of these people away who are still unconfirmed and otherwise unknown; inside the bucket's lock.
 * @returns who they were
 */
export async function forgetUnconfirmed(tx: Tx, bucket: number, ids: readonly string[], at: Date): Promise<string[]> {
  const gone = await run<Unconfirmed>(tx, sql('unconfirmed'), {
    bucket,
    ids,
    unconfirmed: unconfirmedTrait,
  });
  if (gone.length === 0) return [];
  const where = { bucket, ids: gone.map(({ id }) => id) };
  for (const name of ['permissions', 'lists', 'people']) await count(tx, sql(name), where);
  const buckets = await bucketCount(tx);
  await leaveHeirs({ tx, bucket, buckets, now: at }, where.ids);
  await putInbox(
    tx,
    gone.flatMap(entriesOf).map((entry) => bookRow(buckets, entry, at)),
  );
  return where.ids;
}

/** What the book has of somebody who has no shop id. */
function entriesOf({ id, email, phone, anonymousIds }: Unconfirmed): Entry[] {
  const browsers = anonymousIds.map((value) => ['anonymous', value] as const);
  const pairs = [['email', email] as const, ['phone', phone] as const, ...browsers];
  return pairs.flatMap(([kind, value]) => (value === null ? [] : [{ kind, value, person_id: id }]));
}

const bookRow = (buckets: number, entry: Entry, at: Date): InboxRow => ({
  bucket: bucketOfText(identifierKey(entry.kind, entry.value), buckets),
  lane: lanes.bulk,
  kind: forgetKind,
  personId: null,
  messageId: null,
  origin: 'backfill',
  occurredAt: at,
  receivedAt: at,
  body: entry,
});

/** The book forgets identifiers, where they still are those people's. */
export const applyForget: Applier = async (bite, entries) => {
  const rows = JSON.stringify(entries.map(({ body }) => body));
  await count(bite.tx, sql('book-entries'), { bucket: bite.bucket, rows });
  await noteForgotten(bite.tx, bite.bucket);
  return noChanges();
};
