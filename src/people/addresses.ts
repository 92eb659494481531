/** Addresses of people, and the hash under which each channel keeps their consent. */
import { type Channel, channels } from '../channels/index.ts';
import { addressHash, type Bite, bucketOfHash, count, type InboxRow, lanes, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'addresses.sql');

/** A person's address that changed; null = none. */
export type Address = { personId: string; kind: 'email' | 'phone'; was: string | null; address: string | null };

/** What an address's bucket is told when somebody begins to use it. */
export type AddressUse = { channel: string; hash: string; personId: string; personBucket: number };

const consentChannels: readonly Channel[] = Object.values(channels).filter((channel) => channel.consent !== 'none');

/** Channels that keep consent and reach people at this kind of address. */
export const channelsAt = (kind: string): readonly Channel[] =>
  consentChannels.filter((channel) => channel.addressKind === kind);

/**
 * The text whose hash keeps consent: the address, or, on channels that have none in a person's row (post, push, visits),
 * the person themselves.
 */
export function addressText(
  channel: Channel,
  person: { id: string; externalId: string | null; email: string | null; phone: string | null },
): string | null {
  if (channel.addressKind === 'email') return person.email;
  if (channel.addressKind === 'phone') return person.phone;
  return person.externalId ?? person.id;
}

/**
 * Tells the buckets of new addresses who uses them, which answer with the address's consent and suppression; copies of
 * a former address are dropped at once. Until the answer comes there is no permission, so nothing that needs one leaves.
 */
export async function useAddresses(bite: Bite, addresses: readonly Address[]): Promise<void> {
  const uses = new Map<number, AddressUse[]>();
  const stale: { person_id: string; channel: string; hash: string }[] = [];
  for (const { personId, kind, was, address } of addresses) {
    for (const channel of channelsAt(kind)) {
      const hash = address === null ? null : addressHash(channel.kind, address);
      if (was !== null) {
        stale.push({ person_id: personId, channel: channel.kind, hash: hash?.toString('hex') ?? '' });
      }
      if (hash) addUse(uses, bite, { channel: channel.kind, hash, personId });
    }
  }
  if (stale.length > 0) {
    await count(bite.tx, sql('forget-copies'), { bucket: bite.bucket, rows: JSON.stringify(stale) });
  }
  // One entry per bucket: a file of customers would double the inbox otherwise.
  const told = [...uses].map(([bucket, list]) => internalRow(bite, bucket, null, 'address.use', { uses: list }));
  await bite.emit(told.map((row) => ({ ...row, lane: lanes.internal })));
}

function addUse(
  uses: Map<number, AddressUse[]>,
  bite: Bite,
  { channel, hash, personId }: { channel: string; hash: Buffer; personId: string },
): void {
  const bucket = bucketOfHash(hash, bite.buckets);
  const list = uses.get(bucket) ?? [];
  uses.set(bucket, list);
  list.push({ channel, hash: hash.toString('hex'), personId, personBucket: bite.bucket });
}

/** A row that one bucket puts into another's inbox. */
export function internalRow(
  bite: Bite,
  bucket: number,
  personId: string | null,
  kind: string,
  body: unknown,
  occurredAt: Date = bite.now,
): InboxRow {
  const lane = lanes.fresh;
  return { bucket, lane, kind, personId, messageId: null, origin: 'backfill', occurredAt, receivedAt: bite.now, body };
}
