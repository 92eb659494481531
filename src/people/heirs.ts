/**
 * Who comes back while they are being erased. Until the book has forgotten somebody, and every process that remembers it, facts still come
 * in under their old id. These are news of somebody new, who must not have the id that orders, lists of the past and the audit knew:
 *
 *     erasure ──▶ forwarding row (erased) to an heir, an id that is nobody's yet
 *     a fact that comes late ──sent on──▶ the heir's bucket, where it makes a person
 *                            └─book.adopt──▶ buckets of its identifiers: the book leads to the heir from now on
 *
 * Where nothing comes late nobody is made. What is no news from outside (what became of a message, a copy of a permission) ends here.
 */
import { channelOf, isChannelKind } from '../channels/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  bucketOfHash,
  bucketOfPerson,
  bucketOfText,
  count,
  type InboxEntry,
  type InboxRow,
  lanes,
  newId,
  noChanges,
  run,
  statements,
  type Tx,
} from '../store/index.ts';
import { internalRow } from './addresses.ts';
import type { MergeAsk } from './asks.ts';
import { claimIdentifiers } from './book.ts';
import { type EraseCommand, eraseKind } from './erase-command.ts';
import { emailOf, type Identifier, identifierKey, identifiersOf, phoneOf, type Who } from './identity.ts';
import { identifiersOfTake, takeKind } from './merge-parts.ts';

const sql = statements(import.meta.url, 'heirs.sql');

/** Kind of the inbox row that tells the book. */
export const adoptKind = 'book.adopt';

type Heir = { toPerson: string; toBucket: number };
/** What the book leads to the heir. */
type Adopted = Identifier | { kind: 'order'; value: string };
type Adoption = { items: Adopted[]; was: string; heir: string; home: number };

/** Leaves an heir for each of these people, in the transaction that takes them away. */
export async function leaveHeirs(
  on: { tx: Tx; bucket: number; buckets: number; now: Date },
  people: readonly string[],
): Promise<void> {
  if (people.length === 0) return;
  const heirs = people.map(() => newId());
  const homes = heirs.map((heir) => bucketOfPerson(heir, on.buckets));
  await count(on.tx, sql('leave-heirs'), { bucket: on.bucket, now: on.now, people, heirs, homes });
}

/** Which order an entry is about; null for none. */
export type OrderOf = (entry: Pick<InboxEntry, 'kind' | 'body'>) => string | null;

/**
 * Sends what came late to the heirs.
 * @returns what stays here and is nobody's: what is said of orders that an erasure left here
 */
export async function sendToHeirs(
  bite: Bite,
  late: readonly InboxEntry[],
  heirOf: (personId: string) => Heir,
  orderOf: OrderOf,
): Promise<InboxEntry[]> {
  if (late.length === 0) return [];
  const here = await ordersHere(
    bite,
    late.flatMap((entry) => orderOf(entry) ?? []),
  );
  const isOfNobody = (entry: InboxEntry) => here.has(orderOf(entry) ?? '');
  const news = late.filter((entry) => !isOfNobody(entry) && isNews(entry));
  await bite.emit(
    news.map((entry) => {
      const { toPerson, toBucket } = heirOf(entry.personId!);
      return { ...entry, personId: toPerson, bucket: toBucket };
    }),
  );
  await bite.emit(news.flatMap((entry) => adoptRows(bite, entry, heirOf(entry.personId!), orderOf(entry))));
  await bite.emit(eraseRows(bite, news, heirOf));
  await bite.emit(late.flatMap((entry) => addressRow(bite, entry)));
  return late.filter(isOfNobody).map((entry) => ({ ...entry, personId: null }));
}

async function ordersHere(bite: Bite, orders: readonly string[]): Promise<Set<string>> {
  if (orders.length === 0) return new Set();
  const rows = await run<{ orderId: string }>(bite.tx, sql('orders-here'), { bucket: bite.bucket, orders });
  return new Set(rows.map(({ orderId }) => orderId));
}

/** What the outside tells of somebody. What became of a message is told with its address, and brings nobody back. */
function isNews({ kind, origin, body }: InboxEntry): boolean {
  if (kind === takeKind) return true;
  return (
    (body as { who?: Who }).who !== undefined && kind !== 'suppression' && !(kind === 'message' && origin === 'live')
  );
}

/**
 * Who was on the way to become part of somebody arrives after they were erased: it is the same person, and goes with them once all of it
 * is there.
 */
function eraseRows(bite: Bite, news: readonly InboxEntry[], heirOf: (personId: string) => Heir): InboxRow[] {
  const takes = news.filter(({ kind }) => kind === takeKind);
  return [...Map.groupBy(takes, ({ personId }) => personId!)].map(([was, own]) => {
    const { toPerson, toBucket } = heirOf(was);
    const known = own.flatMap(({ body }) => identifiersOfTake(body));
    const command: EraseCommand = { nobody: newId(), known, people: [was] };
    return { ...internalRow(bite, toBucket, toPerson, eraseKind, command), lane: lanes.bulk };
  });
}

function adoptRows(
  bite: Bite,
  { personId, body }: InboxEntry,
  { toPerson, toBucket }: Heir,
  orderId: string | null,
): InboxRow[] {
  const { who = {} } = body as { who?: Who };
  const named: Adopted[] = [
    ...identifiersOf(who),
    ...(orderId === null ? [] : [{ kind: 'order' as const, value: orderId }]),
  ];
  const placed = Map.groupBy(named, ({ kind, value }) => bucketOfText(identifierKey(kind, value), bite.buckets));
  return [...placed].map(([bucket, items]) => {
    const adoption: Adoption = { items, was: personId!, heir: toPerson, home: toBucket };
    return internalRow(bite, bucket, null, adoptKind, adoption);
  });
}

/** A stop is the address's, whoever it was told of. */
function addressRow(bite: Bite, { kind, body, occurredAt }: InboxEntry): InboxRow[] {
  const { who = {}, channel, reason } = body as { who?: Who; channel: string; reason: string };
  if (kind !== 'suppression' || !isChannelKind(channel)) return [];
  const { addressKind } = channelOf(channel);
  const address = addressKind === 'email' ? emailOf(who.email) : addressKind === 'phone' ? phoneOf(who.phone) : null;
  if (address === null) return [];
  const hash = addressHash(channel, address);
  const change = { channel, hash: hash.toString('hex'), reason };
  return [internalRow(bite, bucketOfHash(hash, bite.buckets), null, 'address.suppression', change, occurredAt)];
}

/**
 * The book leads to the heir, behind the row by which it forgot. Who was made in between because the book knew nobody is the same: the two
 * are asked to merge.
 */
export const applyAdopt: Applier = async (bite, entries) => {
  for (const { body, ...entry } of entries) {
    const { items, was, heir, home } = body as Adoption;
    const others = await claimIdentifiers(bite, items, { was, personId: heir, bucket: home });
    await bite.emit(
      others.flatMap(({ kind, place }): InboxRow[] => {
        if (kind === 'order') return [];
        const ask: MergeAsk = { other: heir, otherBucket: home, reason: kind === 'external' ? 'previous' : kind };
        return [internalRow(bite, place.bucket, place.personId, 'merge.ask', ask, entry.occurredAt)];
      }),
    );
  }
  return noChanges();
};
