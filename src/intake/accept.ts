/**
 * The one door for facts: whoever brings them, they are checked, their people looked up in the address book, and they
 * are put into the inboxes of these people's buckets. What this function returned for is durable.
 */
import { type Fact, orderIdOfFact, statesWholeOrder, unreadAmounts, type Who } from '../facts/index.ts';
import { defineCounter } from '../metrics/index.ts';
import {
  type Asked,
  type BookCache,
  cacheOf,
  canonical,
  mergeAsks,
  type OrderPlace,
  orderMoves,
  type Resolution,
  rememberAsks,
  rememberOrders,
  resolve,
  resolveOrders,
} from '../people/index.ts';
import { type InboxRow, keyOf, type Lane, lanes, messageKey, newId, putInbox, type Store } from '../store/index.ts';

import { check, isFault } from './check.ts';
import { factsPerWrite } from './limits.ts';
import { putRejected, type Rejection } from './rejected.ts';
import { putTogether } from './together.ts';

/** Answer of {@link accept}: how many facts are durable, and those that are not, each with its reason. */
export type Accepted = { accepted: number; rejected: Rejection[] };

export type AcceptOptions = {
  /** Name of the door, for the list of rejected facts. */
  source?: string;
  /** Lane of the inbox; live facts are fresh and history goes in bulk unless told otherwise. */
  lane?: Lane;
  /** Faults that the door itself found; they are listed in the same transaction. */
  rejected?: readonly Rejection[];
};

/** Amounts that a reason names; the others are counted. */
const mostAmountsShown = 5;

const taken = defineCounter({ name: 'declic_facts_accepted_total', help: 'Facts that were accepted and are durable' });
const refused = defineCounter({
  name: 'declic_facts_rejected_total',
  help: 'Facts that were not accepted, by the code of the reason',
  labels: ['code'],
});

/**
 * Takes facts in. Bad ones go to the list of rejected facts and never stop the others. An order that cannot be counted whole is taken,
 * because that it was placed ends a basket and begins a thank-you; what is wrong with it is listed.
 */
export async function accept(store: Store, facts: readonly Fact[], options: AcceptOptions = {}): Promise<Accepted> {
  const result: Accepted = { accepted: 0, rejected: [] };
  let given: readonly Rejection[] = options.rejected ?? [];
  for (let from = 0; from < facts.length || given.length > 0; from += factsPerWrite) {
    const source = options.source ?? 'api';
    const { good, bad } = sort(facts.slice(from, from + factsPerWrite), source);
    const rejected = [...given, ...bad];
    await write(store, good, [...rejected, ...countedShort(good, source)], options.lane);
    taken.inc(good.length);
    for (const { code } of rejected) refused.inc({ code });
    result.accepted += good.length;
    result.rejected.push(...rejected);
    given = [];
  }
  return result;
}

function sort(facts: readonly Fact[], source: string): { good: Fact[]; bad: Rejection[] } {
  const good: Fact[] = [];
  const bad: Rejection[] = [];
  for (const fact of facts) {
    const checked = check(fact);
    if (isFault(checked)) bad.push({ ...checked, receivedAt: validDate(fact.receivedAt), source, raw: rawOf(fact) });
    else good.push(checked);
  }
  return { good, bad };
}

/** Orders with amounts that are no numbers: their sender is to know what they count for. */
const countedShort = (facts: readonly Fact[], source: string): Rejection[] =>
  facts.flatMap((fact): Rejection[] => {
    const unread = fact.kind === 'track' ? unreadAmounts(fact.body.event, fact.body.properties) : [];
    if (unread.length === 0) return [];
    const shown = unread.slice(0, mostAmountsShown).join(', ');
    const more = unread.length > mostAmountsShown ? ` and ${unread.length - mostAmountsShown} more` : '';
    const reason = `The order was taken, but ${shown}${more} cannot be read: a price counts as 0 then, a quantity as 1, any other amount as not said. Tell it in an “Order Updated” with numbers such as 12.50.`;
    return [{ code: 'amount_unread', reason, receivedAt: fact.receivedAt, source, raw: rawOf(fact) }];
  });

const validDate = (date: Date): Date => (Number.isNaN(date.getTime()) ? new Date(0) : date);

function rawOf(fact: Fact): string {
  try {
    return JSON.stringify({ kind: fact.kind, messageId: fact.messageId, who: fact.who, ...fact.body });
  } catch {
    // Nested so deep that it cannot be written as text again.
    return JSON.stringify({ kind: fact.kind, messageId: fact.messageId, who: fact.who });
  }
}

async function write(store: Store, facts: readonly Fact[], rejected: readonly Rejection[], lane?: Lane): Promise<void> {
  const cache = await cacheOf(store.pool);
  const people = await resolve(store.pool, store.buckets, facts.map(askedOf), cache);
  const orders = await placeOrders(store, facts, people, cache);
  const rows = facts.map((fact, index) => rowOf(fact, people[index] ?? null, orders.get(index), lane));
  const asks = mergeAsks(cache, facts, people);
  const moves = orderMoves(
    store.buckets,
    [...orders].map(([index, place]) => ({ ...facts[index]!, ...place, statesWhole: statesWholeOrder(facts[index]!) })),
  );
  const all = [...rows, ...asks.rows, ...moves];
  if (rejected.length === 0) await putTogether(store, all);
  else {
    await store.transaction(async (tx) => {
      await putInbox(tx, all);
      await putRejected(tx, rejected);
    });
  }
  rememberAsks(cache, asks.pairs);
  rememberOrders(
    cache,
    [...orders.values()].filter(({ was }) => was).map((place) => ({ orderId: place.orderId, place })),
  );
  store.wake(new Set(all.map((row) => row.bucket)));
}

const askedOf = (fact: Fact): Asked =>
  fact.kind === 'alias' ? { ...fact.who, previousId: fact.body.previousId } : (fact.who as Who);

/** Orders are facts about a person and have a place of their own: where their lines are. */
async function placeOrders(
  store: Store,
  facts: readonly Fact[],
  people: readonly (Resolution | null)[],
  cache: BookCache,
): Promise<Map<number, OrderPlace & { orderId: string }>> {
  const asked: { index: number; orderId: string; person: Resolution | null }[] = [];
  facts.forEach((fact, index) => {
    const orderId = orderIdOfFact(fact);
    if (orderId !== null) asked.push({ index, orderId, person: people[index] ?? null });
  });
  if (asked.length === 0) return new Map();
  const places = await resolveOrders(store.pool, store.buckets, asked, cache);
  return new Map(asked.map(({ index, orderId }, i) => [index, { ...places[i]!, orderId }]));
}

function rowOf(fact: Fact, person: Resolution | null, order: OrderPlace | undefined, lane?: Lane): InboxRow {
  const place = order ?? person;
  if (!place) throw new Error(`A fact of kind ${fact.kind} passed the check without naming anybody`);
  const history = fact.origin !== 'live';
  return {
    bucket: place.bucket,
    lane: lane ?? (history ? lanes.bulk : lanes.fresh),
    kind: fact.kind,
    personId: place.personId,
    messageId: keyOfFact(fact),
    origin: fact.origin,
    // Nothing happens after it was heard of.
    occurredAt: new Date(Math.min(fact.occurredAt.getTime(), fact.receivedAt.getTime())),
    receivedAt: fact.receivedAt,
    body: { who: fact.who, ...fact.body },
  };
}

/**
 * The key that a fact is counted under. Events without an id of their own: history is told by its content, so that a
 * file that is imported again adds nothing; a live one is a new event each time.
 */
function keyOfFact(fact: Fact): string | null {
  if (fact.messageId) return messageKey(fact.messageId);
  if (fact.kind !== 'track' && fact.kind !== 'page' && fact.kind !== 'screen') return null;
  if (fact.origin === 'live') return newId();
  return keyOf('history', fact.kind, fact.occurredAt.toISOString(), canonical(fact.who), canonical(fact.body));
}
