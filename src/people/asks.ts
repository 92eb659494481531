/** What intake puts into inboxes beside the facts: requests to merge, and orders that change hands. */
import { bucketOfText, type InboxRow, lanes, type Origin } from '../store/index.ts';
import type { LinkReason, OrderPlace, Resolution } from './book.ts';
import { BookCache } from './book-cache.ts';
import { identifierKey } from './identity.ts';

/** Body of an inbox entry of kind 'merge.ask': this person and another were seen under one identifier. */
export type MergeAsk = { other: string; otherBucket: number; reason: LinkReason };

/** Requests remembered per process: a pair that shares an address asks with every fact otherwise. */
const rememberedAsks = 50_000;
const askedBefore = new WeakMap<BookCache, BookCache>();

type Moment = { occurredAt: Date; receivedAt: Date; origin: Origin };

function asksOf(cache: BookCache): BookCache {
  const known = askedBefore.get(cache) ?? new BookCache(rememberedAsks);
  askedBefore.set(cache, known);
  return known;
}

/** One request for each pair of people whom facts put under one identifier, if it was not made lately. */
export function mergeAsks(
  cache: BookCache,
  moments: readonly Moment[],
  people: readonly (Resolution | null)[],
): { rows: InboxRow[]; pairs: string[] } {
  const rows: InboxRow[] = [];
  const pairs = new Set<string>();
  people.forEach((person, index) => {
    for (const link of person?.links ?? []) {
      const pair = `${link.reason}|${[person!.personId, link.personId].sort().join('|')}`;
      if (pairs.has(pair) || asksOf(cache).get(pair)) continue;
      pairs.add(pair);
      const body: MergeAsk = { other: link.personId, otherBucket: link.bucket, reason: link.reason };
      rows.push(internal('merge.ask', person!, moments[index]!, body));
    }
  });
  return { rows, pairs: [...pairs] };
}

/** Remembers requests, once they are durable. */
export function rememberAsks(cache: BookCache, pairs: readonly string[]): void {
  for (const pair of pairs) asksOf(cache).set(pair, { personId: null, bucket: 0 });
}

/** For each order that changed hands: its former place is told to send it on, and the book to point at the new one. */
export function orderMoves(
  buckets: number,
  orders: readonly (Moment & OrderPlace & { orderId: string; statesWhole: boolean })[],
): InboxRow[] {
  return orders.flatMap((order) => {
    const { was, orderId } = order;
    if (!was) return [];
    // A fact that states the whole order leaves nothing of the lines that were known before it.
    const statedAt = order.statesWhole ? order.occurredAt.toISOString() : undefined;
    const body = { orderId, toPerson: order.personId, toBucket: order.bucket, statedAt };
    const repoint = {
      kind: 'order',
      value: orderId,
      personId: order.personId,
      personBucket: order.bucket,
      was: was.personId,
    };
    const book = { personId: null, bucket: bucketOfText(identifierKey('order', orderId), buckets) };
    // In bulk whatever the fact's lane: facts of the order that wait at its former place come before the move.
    const move = { ...internal('order.move', was, order, body), lane: lanes.bulk };
    return [move, internal('book.repoint', book, order, { rows: [repoint] })];
  });
}

function internal(
  kind: string,
  place: { personId: string | null; bucket: number },
  moment: Moment,
  body: unknown,
): InboxRow {
  const { occurredAt, receivedAt, origin } = moment;
  const lane = origin === 'live' ? lanes.fresh : lanes.bulk;
  const { bucket, personId } = place;
  return { bucket, lane, kind, personId, messageId: null, origin, occurredAt, receivedAt, body };
}
