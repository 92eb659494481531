/**
 * The list of addresses that are not written to, as people work with it: looked through, searched by an address, and taken off by somebody
 * who answers for it. Addresses are kept as hashes; whose they are is told as long as somebody uses them.
 */
import { channels } from '../channels/index.ts';
import {
  type Applier,
  addressHash,
  bucketOfHash,
  count,
  type InboxRow,
  lanes,
  newId,
  noChanges,
  putInbox,
  type Queryable,
  run,
  type Store,
  statements,
} from '../store/index.ts';
import { internalRow } from './addresses.ts';
import type { SuppressionReason } from './permissions.ts';
import { sayable, type Traits } from './traits.ts';

const sql = statements(import.meta.url, 'suppressions.sql');

/** Inbox kinds: an address is taken off, and those who use it are told. */
export const liftKind = 'address.lift';
export const liftCopyKind = 'permission.lift';

type Row = { channel: string; hash: string; reason: SuppressionReason; scope: 'all' | 'promotional'; at: Date };
export type SuppressedBy = {
  id: string;
  email: string | null;
  phone: string | null;
  externalId: string | null;
  traits: Traits;
};
/** One address of the list, with the people who use it. */
export type Suppressed = Row & { people: SuppressedBy[] };

/** Where a page ends. */
export const markOf = ({ channel, hash, scope }: Pick<Row, 'channel' | 'hash' | 'scope'>): string =>
  `${channel}:${hash}:${scope}`;

/** Newest first; `address` finds what is kept of one e-mail address or phone number on any channel. */
export async function listSuppressions(
  on: Queryable,
  asked: { address?: string; reason?: string; before?: { at: Date; key: string }; most: number },
): Promise<Suppressed[]> {
  const rows = await run<Row & { bucket: number }>(on, sql('list'), {
    hashes: asked.address === undefined ? null : hashesOf(asked.address),
    reason: asked.reason ?? null,
    before: asked.before?.at ?? 'infinity',
    before_key: asked.before?.key ?? '',
    most: asked.most,
  });
  const people = await usersOf(on, rows);
  return rows.map(({ bucket: _, ...row }) => ({ ...row, people: people.get(`${row.channel}:${row.hash}`) ?? [] }));
}

/** Every hash under which an address may be kept. */
function hashesOf(address: string): Buffer[] {
  return Object.values(channels).flatMap((channel) => {
    const read = channel.normalise(address);
    return read.ok ? [addressHash(channel.kind, read.address)] : [];
  });
}

type User = { channel: string; hash: string; personBucket: number; personId: string };

type Place = { bucket: number; channel: string; hash: string };

async function usersOf(on: Queryable, addresses: readonly Place[]): Promise<Map<string, SuppressedBy[]>> {
  if (addresses.length === 0) return new Map();
  // An address may stand twice, for what sells and for everything.
  const places = [...new Map(addresses.map((one) => [`${one.channel}:${one.hash}`, one])).values()];
  const users = await run<User>(on, sql('users-of'), {
    buckets: places.map(({ bucket }) => bucket),
    channels: places.map(({ channel }) => channel),
    hashes: places.map(({ hash }) => Buffer.from(hash, 'hex')),
  });
  const found = await run<SuppressedBy>(on, sql('people'), {
    buckets: [...new Set(users.map(({ personBucket }) => personBucket))],
    ids: users.map(({ personId }) => personId),
  });
  const known = new Map(found.map((one) => [one.id, { ...one, traits: sayable(one.traits) }]));
  const byAddress = Map.groupBy(users, ({ channel, hash }) => `${channel}:${hash}`);
  return new Map([...byAddress].map(([key, all]) => [key, all.flatMap(({ personId }) => known.get(personId) ?? [])]));
}

/**
 * Takes an address off the list, whatever the reason it is on it; whoever asks for it answers for that. The bucket of the address does
 * it, before anything that comes in later.
 */
export async function liftSuppression(
  store: Store,
  { channel, hash }: { channel: string; hash: string },
): Promise<void> {
  const at = store.clock.now();
  const row: InboxRow = {
    bucket: bucketOfHash(Buffer.from(hash, 'hex'), store.buckets),
    lane: lanes.transactional,
    kind: liftKind,
    personId: null,
    messageId: newId(),
    origin: 'live',
    occurredAt: at,
    receivedAt: at,
    body: { channel, hash },
  };
  await putInbox(store.pool, [row]);
  store.wake([row.bucket]);
}

type Lift = { channel: string; hash: string };

/** The original goes, and everybody who uses the address is told. */
export const applyLift: Applier = async (bite, entries) => {
  const lifts = entries.map(({ body, occurredAt }) => ({ ...(body as Lift), at: occurredAt.toISOString() }));
  await count(bite.tx, sql('lift-all'), { bucket: bite.bucket, rows: JSON.stringify(lifts) });
  const users = await run<User>(bite.tx, sql('users-here'), {
    bucket: bite.bucket,
    hashes: lifts.map(({ hash }) => Buffer.from(hash, 'hex')),
  });
  const rows = users.flatMap(({ personBucket, personId, channel, hash }) =>
    lifts
      .filter((lift) => lift.channel === channel && lift.hash === hash)
      .map((lift) => internalRow(bite, personBucket, personId, liftCopyKind, lift, new Date(lift.at))),
  );
  await bite.emit(rows);
  return noChanges();
};

/** The person's copy goes with the original. */
export const applyLiftCopies: Applier = async (bite, entries) => {
  const rows = entries.flatMap(({ personId, body }) =>
    personId === null ? [] : [{ ...(body as Lift & { at: string }), person_id: personId }],
  );
  await count(bite.tx, sql('lift-copies'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
  return { touched: rows.map(({ person_id }) => person_id), events: [], lists: [] };
};
