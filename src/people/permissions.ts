/** The gates' copies of consent and suppression, in the person's bucket. */
import { channelOf, isChannelKind } from '../channels/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  bucketOfHash,
  type Changes,
  count,
  type InboxRow,
  lanes,
  run,
  statements,
} from '../store/index.ts';
import { addressText, internalRow } from './addresses.ts';
import { emailOf, phoneOf, type Who } from './identity.ts';
import { assertTraits, type Head, readHeads } from './persons.ts';
import { consentTrait, suppressionTrait } from './standing.ts';
import type { Assertion, Traits } from './traits.ts';

const sql = statements(import.meta.url, 'permission.sql');

export type PermissionStatus = 'granted' | 'withdrawn' | 'suppressed' | 'suppressed_all';
/** `hash` in hexadecimal, `at` ISO text. Purpose '*' holds for every purpose. */
export type Permission = {
  personId: string;
  channel: string;
  purpose: string;
  status: PermissionStatus;
  hash: string;
  at: string;
};

export type SuppressionReason = 'unsubscribe' | 'objection' | 'hard_bounce' | 'complaint' | 'manual';
type ConsentBody = {
  who?: Who;
  channel: string;
  purpose: string;
  status: 'granted' | 'withdrawn';
  wording?: string;
  source?: string;
  proof?: unknown;
};
type SuppressionBody = { who?: Who; channel: string; reason: SuppressionReason };

/** What the bucket of an address is told; without a person where only the address is known. */
export type AddressChange = { channel: string; hash: string; personId?: string; personBucket?: number };

/** Snapshot of an address's state, on its way to somebody who uses it. */
export type PermissionCopy = {
  channel: string;
  hash: string;
  rows: { purpose: string; status: PermissionStatus; at: string }[];
  /** Unsubscriptions older than this were lifted. */
  lifted: string | null;
};

/** A dead address stops every message; the other reasons stop what sells. */
export const suppressionScope = (reason: SuppressionReason): 'all' | 'promotional' =>
  reason === 'hard_bounce' ? 'all' : 'promotional';

/** Consent given or withdrawn: the person's copy at once, the original in the address's bucket. */
export const applyConsent: Applier = (bite, entries) =>
  applyToAddresses<ConsentBody>(bite, entries, {
    kind: 'address.consent',
    copy: ({ purpose, status }) => ({ purpose, status }),
    trait: consentTrait,
  });

/** An address that must not be written to: the person's copy at once, the original in the address's bucket. */
export const applySuppression: Applier = (bite, entries) =>
  applyToAddresses<SuppressionBody>(bite, entries, {
    kind: 'address.suppression',
    copy: ({ reason }) => ({
      purpose: '*',
      status: suppressionScope(reason) === 'all' ? 'suppressed_all' : 'suppressed',
    }),
    trait: (body) => (body.reason === 'hard_bounce' ? null : suppressionTrait(body)),
  });

type Body = { who?: Who; channel: string };
type Saying<B extends Body> = {
  kind: string;
  copy: (body: B) => Pick<Permission, 'purpose' | 'status'>;
  /** How it is kept where no address is named; null = it holds for the address of the moment alone. */
  trait: (body: B) => Traits | null;
};

async function applyToAddresses<B extends Body>(
  bite: Bite,
  entries: Parameters<Applier>[1],
  saying: Saying<B>,
): Promise<Changes> {
  const heads = await readHeads(bite.tx, bite.bucket, [...new Set(entries.flatMap(({ personId }) => personId ?? []))]);
  const copies: Permission[] = [];
  const rows: InboxRow[] = [];
  const standing: { personId: string; assertion: Assertion }[] = [];
  for (const { personId, occurredAt, origin, body: given } of entries) {
    const head = personId === null ? undefined : heads.get(personId);
    const body = given as B;
    if (!head || !isChannelKind(body.channel)) continue;
    const at = occurredAt.toISOString();
    const named = namedAddress(body);
    const trait = named === null ? saying.trait(body) : null;
    if (trait) standing.push({ personId: head.id, assertion: { traits: trait, at } });
    const text = named ?? addressText(channelOf(body.channel), head);
    if (text === null) continue;
    const hash = addressHash(body.channel, text);
    const hex = hash.toString('hex');
    copies.push({ personId: head.id, channel: body.channel, hash: hex, at, ...saying.copy(body) });
    // What stands is told to the address with the traits; a stop that was asked for now does not wait for that.
    if (trait && origin !== 'live') continue;
    const { who: _, ...said } = body;
    const change = { ...said, hash: hex, personId: head.id, personBucket: bite.bucket };
    const row = internalRow(bite, bucketOfHash(hash, bite.buckets), null, saying.kind, change, occurredAt);
    // The claim reads the original: a stop that was asked for now must not wait behind an import.
    rows.push(origin === 'live' ? { ...row, lane: lanes.transactional } : row);
  }
  await putPermissions(bite, heads, copies);
  await bite.emit(rows);
  await assertTraits(bite, standing);
  return { touched: [...heads.keys()], events: [], lists: [] };
}

/** The address that the fact itself names, on channels that have one. */
function namedAddress({ who, channel }: Body): string | null {
  const { addressKind } = channelOf(channel);
  if (addressKind === 'email') return emailOf(who?.email);
  return addressKind === 'phone' ? phoneOf(who?.phone) : null;
}

/** Writes copies that are about the address that the person has now; of each the strongest. */
async function putPermissions(
  bite: Bite,
  heads: ReadonlyMap<string, Head>,
  copies: readonly Permission[],
): Promise<void> {
  const kept = new Map<string, Permission>();
  for (const copy of copies) {
    const head = heads.get(copy.personId);
    if (!head || !isOwnAddress(head, copy)) continue;
    const key = JSON.stringify([copy.personId, copy.channel, copy.purpose]);
    const held = kept.get(key);
    if (!held || order(copy) > order(held)) kept.set(key, copy);
  }
  if (kept.size === 0) return;
  const rows = [...kept.values()].map(({ personId, ...copy }) => ({ ...copy, person_id: personId }));
  await count(bite.tx, sql('put'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
}

/** As the statement that writes them ranks them: a dead address is more than an objection, however late that came. */
const order = ({ purpose, status, at }: Permission): string =>
  purpose === '*' ? `${status === 'suppressed_all' ? 1 : 0}|${at}` : `${at}|${status}`;

function isOwnAddress(head: Head, copy: { channel: string; hash: string }): boolean {
  const text = isChannelKind(copy.channel) ? addressText(channelOf(copy.channel), head) : null;
  return text !== null && addressHash(copy.channel, text).toString('hex') === copy.hash;
}

/** An address's bucket tells the people who use it what holds for it. */
export const applyCopies: Applier = async (bite, entries) => {
  const heads = await readHeads(bite.tx, bite.bucket, [...new Set(entries.flatMap(({ personId }) => personId ?? []))]);
  const copies: Permission[] = [];
  const lifts: { person_id: string; channel: string; hash: string; lifted: string }[] = [];
  for (const { personId, body } of entries) {
    if (personId === null || !heads.has(personId)) continue;
    const { channel, hash, rows, lifted } = body as PermissionCopy;
    for (const row of rows) copies.push({ ...row, personId, channel, hash });
    if (lifted) lifts.push({ person_id: personId, channel, hash, lifted });
  }
  // Lifted first: the copies say what holds after it.
  if (lifts.length > 0) await count(bite.tx, sql('lift'), { bucket: bite.bucket, rows: JSON.stringify(lifts) });
  await putPermissions(bite, heads, copies);
  return { touched: [...heads.keys()], events: [], lists: [] };
};

export async function readPermissions(bite: Bite, ids: readonly string[]): Promise<Permission[]> {
  const rows = await run<Omit<Permission, 'at'> & { at: Date }>(bite.tx, sql('of-people'), {
    bucket: bite.bucket,
    ids,
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function removePermissions(bite: Bite, ids: readonly string[]): Promise<void> {
  await count(bite.tx, sql('remove'), { bucket: bite.bucket, ids });
}

/** Copies that came with a merged person: those of the winner's address hold, the others are another address's. */
export async function adoptPermissions(bite: Bite, copies: readonly Permission[]): Promise<void> {
  const heads = await readHeads(bite.tx, bite.bucket, [...new Set(copies.map(({ personId }) => personId))]);
  await putPermissions(bite, heads, copies);
}
