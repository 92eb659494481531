/** What is known of people, for those who look. */
import { channels } from '../channels/index.ts';
import {
  addressHash,
  bucketOfHash,
  bucketOfPerson,
  bucketOfText,
  isUuid,
  keptByBucket,
  type Queryable,
  run,
  type Store,
  statements,
} from '../store/index.ts';
import { addressText, channelsAt } from './addresses.ts';
import { emailOf, type IdentifierKind, identifierKey, phoneOf } from './identity.ts';
import { sayable, type Traits } from './traits.ts';

const sql = statements(import.meta.url, 'reading.sql');

export type Person = {
  id: string;
  bucket: number;
  externalId: string | null;
  email: string | null;
  phone: string | null;
  anonymousIds: string[];
  firstSeen: Date;
  timezone: string | null;
  locale: string | null;
  companyId: string | null;
  ownerId: string | null;
  traits: Traits;
};

/** How a person is asked for: one of these. An id may be that of somebody who was merged since. */
export type PersonKey = { id?: string; externalId?: string; email?: string; phone?: string; anonymousId?: string };

type Place = { personId: string; bucket: number };
type Reads = Pick<Store, 'pool' | 'buckets'>;

/** Merges that are followed from one person to the next: each leads to a higher rank, so chains stay short. */
const longestChain = 64;
const nobody = '00000000-0000-0000-0000-000000000000';
const mostPerPage = 500;
const historyKept = 500;

/** The person, whoever they were merged into; null when nobody is known under this key. */
export async function getPerson(store: Reads, key: PersonKey): Promise<Person | null> {
  const place = await placeOf(store, key);
  return place ? follow(store, place) : null;
}

/** More people than this at one address are no people. */
const mostAtAddress = 50;

/** Addresses of a channel that more than one person uses or used: their hashes, in hexadecimal. */
export const sharedAddresses = async (on: Queryable, channel: string): Promise<Set<string>> =>
  new Set((await run<{ hash: string }>(on, sql('shared-addresses'), { channel })).map(({ hash }) => hash));

/** Where the people live who use an address on a channel, or used it. */
export async function placesAt({ pool, buckets }: Reads, channel: string, address: string): Promise<Place[]> {
  const hash = addressHash(channel, address);
  return run<Place>(pool, sql('at-address'), {
    bucket: bucketOfHash(hash, buckets),
    channel,
    hash,
    most: mostAtAddress,
  });
}

async function placeOf({ pool, buckets }: Reads, key: PersonKey): Promise<Place | null> {
  if (key.id !== undefined) {
    return isUuid(key.id) ? { personId: key.id, bucket: bucketOfPerson(key.id, buckets) } : null;
  }
  const asked: [IdentifierKind, string | null | undefined][] = [
    ['external', key.externalId],
    ['email', key.email === undefined ? null : emailOf(key.email)],
    ['phone', key.phone === undefined ? null : phoneOf(key.phone)],
    ['anonymous', key.anonymousId],
  ];
  const [kind, value] = asked.find(([, text]) => text) ?? [];
  if (!kind || !value) return null;
  const bucket = bucketOfText(identifierKey(kind, value), buckets);
  const [place] = await run<Place>(pool, sql('places'), { bucket, kind, value });
  return place ?? null;
}

async function follow({ pool }: Reads, from: Place): Promise<Person | null> {
  let place: Place | undefined = from;
  for (let hop = 0; place && hop < longestChain; hop++) {
    const where: { bucket: number; id: string } = { bucket: place.bucket, id: place.personId };
    const [person] = await run<Person>(pool, sql('person'), where);
    if (person) return shown(person);
    [place] = await run<Place>(pool, sql('forward'), where);
  }
  return null;
}

/** What the room keeps among the traits is shown as columns. */
const shown = (person: Person): Person => ({ ...person, traits: sayable(person.traits) });

/**
 * People whose e-mail address, name, shop id or phone number holds `search`, bucket by bucket; without it, everybody identified
 * (visitors too with `anonymous`). `next` is given back as `after` for the page after; null when there is none.
 */
export async function findPeople(
  { pool, buckets }: Reads,
  asked: { search?: string; after?: string; limit?: number; anonymous?: boolean } = {},
): Promise<{ items: Person[]; next: string | null }> {
  const most = Math.min(Math.max(asked.limit ?? 50, 1), mostPerPage);
  const search = asked.search?.trim().toLowerCase() ?? '';
  const pattern = search === '' ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const after = asked.after && isUuid(asked.after) ? asked.after : nobody;
  const from = { ...namePattern(pattern), after, after_bucket: bucketOfPerson(after, buckets) };
  const items = await run<Person>(pool, sql('find'), { ...from, pattern, most, all: asked.anonymous ?? false });
  return { items: items.map(shown), next: items.length === most ? items.at(-1)!.id : null };
}

/**
 * Names are found without their accents. Taking them off every name costs more than reading it, so that letters that may carry one are
 * left open at first, and only what is left is looked at without them.
 */
function namePattern(pattern: string | null): { loose: string | null; bare: string | null } {
  if (pattern === null) return { loose: null, bare: null };
  const bare = pattern.normalize('NFD').replace(/\p{M}/gu, '');
  return { bare, loose: bare.replace(/[aceinouy]/g, '_') };
}

export type PermissionRow = { channel: string; purpose: string; status: string; at: Date };
export type ConsentRow = PermissionRow & { wording: string | null; source: string | null; proof: unknown };
export type SuppressionRow = { channel: string; reason: string; scope: string; at: Date };

/**
 * Whether and on what a person may be written to: the gates' copy, and the history of their addresses.
 * @param former identifiers that they had: the history of these addresses is theirs as well
 */
export async function permissionsOf(
  { pool, buckets }: Reads,
  person: Person,
  former: readonly { kind: string; value: string }[] = [],
): Promise<{ permissions: PermissionRow[]; consents: ConsentRow[]; suppressions: SuppressionRow[] }> {
  const permissions = await run<PermissionRow>(pool, sql('permissions'), { bucket: person.bucket, id: person.id });
  const texts = Object.values(channels).map((channel) => {
    const text = addressText(channel, person) ?? person.externalId ?? person.id;
    return { channel: channel.kind, text };
  });
  for (const { kind, value } of former)
    texts.push(...channelsAt(kind).map((channel) => ({ channel: channel.kind, text: value })));
  const known = new Map(texts.map((one) => [`${one.channel} ${one.text}`, one]));
  const addresses = [...known.values()].map(({ channel, text }) => {
    const hash = addressHash(channel, text);
    return { channel, hash, bucket: bucketOfHash(hash, buckets) };
  });
  const where = {
    buckets: addresses.map(({ bucket }) => bucket),
    channels: addresses.map(({ channel }) => channel),
    hashes: addresses.map(({ hash }) => hash),
    most: historyKept,
  };
  const consents = await run<ConsentRow>(pool, sql('consent-history'), where);
  const suppressions = await run<SuppressionRow>(pool, sql('suppression-history'), where);
  return { permissions, consents, suppressions };
}

/** Lists that a person is on. */
export async function listsOf(
  on: Queryable,
  person: Pick<Person, 'id' | 'bucket'>,
): Promise<{ list: string; since: Date }[]> {
  return run(on, sql('lists'), { bucket: person.bucket, id: person.id });
}

type Counted = { people: number; anonymous: number };

const counted = keptByBucket<Counted>(
  'people',
  async (on, buckets) =>
    new Map(
      (await run<Counted & { bucket: number }>(on, sql('stats'), { buckets })).map(({ bucket, ...counts }) => [
        bucket,
        counts,
      ]),
    ),
  { people: 0, anonymous: 0 },
);

/** How many people are identified (shop id, e-mail address or phone number), and how many visitors are not. */
export async function stats(on: Queryable): Promise<Counted> {
  const parts = await counted(on);
  const sum = (name: keyof Counted) => parts.reduce((total, part) => total + part[name], 0);
  return { people: sum('people'), anonymous: sum('anonymous') };
}
