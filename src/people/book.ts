/**
 * The address book: identifier → person. Intake alone inserts into it, in its own short statements before the facts are
 * written: a row whose facts never came is harmless, a lock held while facts are written would not be.
 *
 * A shop id that nobody has used always makes a person of its own, which is then asked to merge with those that the
 * weaker identifiers belong to. Attaching it to them at once would be a race: two shop ids that share an address could
 * both be attached, and shop ids are never merged by an address.
 */
import { type Bite, bucketOfPerson, bucketOfText, newId, type Queryable, run, statements } from '../store/index.ts';
import { BookCache, type Place } from './book-cache.ts';
import { type Identifier, type IdentifierKind, identifierKey, identifiersOf, type Who } from './identity.ts';

const sql = statements(import.meta.url, 'book.sql');

/** Why two people may be one; 'previous' is the caller's own word for it (alias). */
export type LinkReason = 'email' | 'phone' | 'anonymous' | 'previous';
/** Another person who shares an identifier with the one a fact belongs to. */
export type Link = { personId: string; bucket: number; reason: LinkReason };
export type Resolution = { personId: string; bucket: number; links: Link[] };

/** What is resolved: `previousId` is the id that an alias names, a browser's key or a shop id. */
export type Asked = Who & { previousId?: string };

type Claim = Identifier & { key: string; reason: LinkReason };
type Minted = { external: boolean; known: boolean };

/**
 * Finds or makes the person of each `who`, in at most three statements for the whole batch.
 * @param on autocommit (the pool): what is found may be remembered in `cache`
 * @returns one resolution per `who`; null where nothing identifies anybody
 */
export async function resolve(
  on: Queryable,
  buckets: number,
  whos: readonly Asked[],
  cache: BookCache = new BookCache(),
): Promise<(Resolution | null)[]> {
  const claims = whos.map(claimsOf);
  const keys = new Map<string, Identifier>();
  for (const list of claims) for (const claim of list) keys.set(claim.key, claim);
  const places = await lookUp(on, buckets, keys, cache);
  const fresh = assign(claims, places, buckets);
  if (fresh.size > 0) await enter(on, buckets, fresh, keys, places, cache);
  return claims.map((list) => resolutionOf(list, places));
}

function claimsOf(who: Asked): Claim[] {
  const claims: Claim[] = identifiersOf(who).map((identifier) => ({
    ...identifier,
    key: identifierKey(identifier.kind, identifier.value),
    reason: identifier.kind === 'external' ? 'previous' : identifier.kind,
  }));
  if (!who.previousId || claims.length === 0) return claims;
  // Whether the previous id is a browser's key or a shop id, only its use tells: it is claimed as both.
  const value = who.previousId;
  for (const kind of ['anonymous', 'external'] as const) {
    const reason: LinkReason = kind === 'external' ? 'previous' : 'anonymous';
    claims.push({ kind, value, key: identifierKey(kind, value), reason });
  }
  return claims;
}

async function lookUp(
  on: Queryable,
  buckets: number,
  keys: ReadonlyMap<string, Identifier>,
  cache: BookCache,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  const missing: Identifier[] = [];
  for (const [key, identifier] of keys) {
    const cached = cache.get(key);
    if (cached) places.set(key, cached);
    else missing.push(identifier);
  }
  for (const [key, place] of await read(on, buckets, missing)) {
    places.set(key, place);
    cache.set(key, place);
  }
  return places;
}

async function read(
  on: Queryable,
  buckets: number,
  wanted: readonly { kind: string; value: string }[],
): Promise<[string, Place][]> {
  if (wanted.length === 0) return [];
  const rows = await run<{ kind: string; value: string } & Place>(on, sql('look-up'), {
    buckets: wanted.map(({ kind, value }) => bucketOfText(identifierKey(kind, value), buckets)),
    kinds: wanted.map(({ kind }) => kind),
    values: wanted.map(({ value }) => value),
  });
  return rows.map(({ kind, value, personId, bucket }) => [identifierKey(kind, value), { personId, bucket }]);
}

/** Gives every unknown identifier a place, into `places`; answers the keys that were given one. */
function assign(claims: readonly Claim[][], places: Map<string, Place>, buckets: number): Set<string> {
  const fresh = new Set<string>();
  const minted = new Map<string, Minted>();
  for (const list of claims) {
    const [first, ...others] = list;
    if (!first) continue;
    const place = places.get(first.key) ?? adopt(first, others, places, minted) ?? mint(buckets);
    for (const claim of list) {
      if (places.has(claim.key)) continue;
      places.set(claim.key, place);
      fresh.add(claim.key);
      const known = minted.get(place.personId!) ?? { external: false, known: false };
      minted.set(place.personId!, {
        external: known.external || claim.kind === 'external',
        known: known.known || claim.kind !== 'anonymous',
      });
    }
  }
  return fresh;
}

/**
 * A person made in this very batch is nobody else's yet, so a stronger identifier may be given to them at once: a
 * visitor's first page and their sign-up in one batch make one person and no merge.
 */
function adopt(
  first: Claim,
  others: readonly Claim[],
  places: ReadonlyMap<string, Place>,
  minted: ReadonlyMap<string, Minted>,
): Place | undefined {
  for (const other of others) {
    const place = places.get(other.key);
    const made = place && minted.get(place.personId!);
    if (!made || other.reason === 'previous') continue;
    if (first.kind === 'external' && made.external) continue;
    if (other.kind === 'anonymous' && made.known) continue;
    return place;
  }
  return undefined;
}

function mint(buckets: number): Place {
  const personId = newId();
  return { personId, bucket: bucketOfPerson(personId, buckets) };
}

async function enter(
  on: Queryable,
  buckets: number,
  fresh: ReadonlySet<string>,
  keys: ReadonlyMap<string, { kind: string; value: string }>,
  places: Map<string, Place>,
  cache: BookCache,
): Promise<void> {
  const sorted = [...fresh].sort();
  const rows = sorted.map((key) => ({ ...keys.get(key)!, ...places.get(key)! }));
  const entered = await run<{ kind: string; value: string }>(on, sql('enter'), {
    buckets: sorted.map((key) => bucketOfText(key, buckets)),
    kinds: rows.map((row) => row.kind),
    values: rows.map((row) => row.value),
    people: rows.map((row) => row.personId),
    places: rows.map((row) => row.bucket),
  });
  const won = new Set(entered.map(({ kind, value }) => identifierKey(kind, value)));
  const lost = sorted.filter((key) => !won.has(key)).map((key) => keys.get(key)!);
  // Somebody else entered these between our look and our insert: theirs holds.
  for (const [key, place] of await read(on, buckets, lost)) places.set(key, place);
  for (const key of sorted) cache.set(key, places.get(key)!);
}

function resolutionOf(claims: readonly Claim[], places: ReadonlyMap<string, Place>): Resolution | null {
  const [first, ...others] = claims;
  if (!first) return null;
  const place = places.get(first.key)!;
  const links: Link[] = [];
  for (const claim of others) {
    const other = places.get(claim.key)!;
    if (other.personId === place.personId) continue;
    links.push({ personId: other.personId!, bucket: other.bucket, reason: claim.reason });
  }
  return { personId: place.personId!, bucket: place.bucket, links };
}

/** An order, and the person it is said to belong to; null when the fact names nobody. */
export type AskedOrder = { orderId: string; person: { personId: string; bucket: number } | null };
/** Where the order's fact goes, and where the order was before when that is another place. */
export type OrderPlace = Place & { was?: Place };

/** The bucket of an order that has no customer. */
export const bucketOfOrder = (orderId: string, buckets: number): number =>
  bucketOfText(identifierKey('order', orderId), buckets);

/**
 * Finds where each order lives, or enters it. A fact that names no customer goes to the customer whom an earlier fact
 * named; one that names another customer than before takes the order with it (`was` says from where).
 */
export async function resolveOrders(
  on: Queryable,
  buckets: number,
  asked: readonly AskedOrder[],
  cache: BookCache = new BookCache(),
): Promise<OrderPlace[]> {
  const keyOfOrder = (orderId: string) => identifierKey('order', orderId);
  const keys = new Map(asked.map(({ orderId }) => [keyOfOrder(orderId), { kind: 'order', value: orderId }]));
  const places = await lookUp(on, buckets, keys as ReadonlyMap<string, { kind: IdentifierKind; value: string }>, cache);
  const fresh = new Set<string>();
  for (const { orderId, person } of asked) {
    const key = keyOfOrder(orderId);
    if (places.has(key)) continue;
    places.set(key, person ?? { personId: null, bucket: bucketOfOrder(orderId, buckets) });
    fresh.add(key);
  }
  if (fresh.size > 0) await enter(on, buckets, fresh, keys, places, cache);
  return asked.map(({ orderId, person }) => {
    const key = keyOfOrder(orderId);
    const known = places.get(key)!;
    if (!person || known.personId === person.personId) return known;
    const moved = { personId: person.personId, bucket: person.bucket };
    places.set(key, moved);
    return { ...moved, was: known };
  });
}

/** Remembers where orders went, once the move is durable. */
export function rememberOrders(cache: BookCache, moves: readonly { orderId: string; place: Place }[]): void {
  for (const { orderId, place } of moves) cache.set(identifierKey('order', orderId), place);
}

/** A book row that is to point at another place. `was` guards: only a row that still points there is changed. */
export type Repoint = { kind: string; value: string; personId: string; personBucket: number; was: string | null };

/** Points book rows of one bucket at their new places. */
export async function repoint(on: Queryable, bucket: number, rows: readonly Repoint[]): Promise<void> {
  if (rows.length === 0) return;
  const plain = rows.map((row) => ({
    kind: row.kind,
    value: row.value,
    person_id: row.personId,
    person_bucket: row.personBucket,
    was: row.was,
  }));
  await run(on, sql('repoint'), { bucket, rows: JSON.stringify(plain) });
}

/**
 * Leads identifiers of this bucket of the book to a person: those that lead nowhere, and those that still lead to who they `was`.
 * @returns whom the others belong to
 */
export async function claimIdentifiers(
  { tx, bucket }: Pick<Bite, 'tx' | 'bucket'>,
  items: readonly { kind: IdentifierKind | 'order'; value: string }[],
  { was, personId, bucket: personBucket }: { was: string; personId: string; bucket: number },
): Promise<{ kind: IdentifierKind | 'order'; place: { personId: string; bucket: number } }[]> {
  await repoint(
    tx,
    bucket,
    items.map((item) => ({ ...item, personId, personBucket, was })),
  );
  const sorted = items.toSorted((a, b) => (identifierKey(a.kind, a.value) < identifierKey(b.kind, b.value) ? -1 : 1));
  const where = {
    buckets: sorted.map(() => bucket),
    kinds: sorted.map(({ kind }) => kind),
    values: sorted.map(({ value }) => value),
  };
  const own = { people: sorted.map(() => personId), places: sorted.map(() => personBucket) };
  await run(tx, sql('enter'), { ...where, ...own });
  const found = await run<{ kind: IdentifierKind | 'order' } & Place>(tx, sql('look-up'), where);
  return found.flatMap(({ kind, personId: id, bucket: home }) =>
    id === null || id === personId ? [] : [{ kind, place: { personId: id, bucket: home } }],
  );
}
