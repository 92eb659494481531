/** Consent and suppression of addresses: the originals, in the buckets of the addresses' hashes. */
import {
  type Applier,
  type Bite,
  count,
  type InboxEntry,
  type InboxRow,
  noChanges,
  run,
  statements,
} from '../store/index.ts';
import { type AddressUse, internalRow } from './addresses.ts';
import { type AddressChange, type PermissionCopy, type SuppressionReason, suppressionScope } from './permissions.ts';

const sql = statements(import.meta.url, 'consent.sql');

type ConsentChange = AddressChange & {
  purpose: string;
  status: 'granted' | 'withdrawn';
  wording?: string;
  source?: string;
  proof?: unknown;
};
type SuppressionChange = AddressChange & { reason: SuppressionReason };
type User = { channel: string; hash: string; personBucket: number; personId: string };

/** Keeps the consent and its log, and tells everybody who uses the address. */
export const applyAddressConsent: Applier = async (bite, entries) => {
  const rows = entries.map(({ body, occurredAt }) => {
    const { channel, hash, purpose, status, wording, source, proof } = body as ConsentChange;
    return { channel, hash, purpose, status, wording, source, proof, at: occurredAt.toISOString() };
  });
  const latest = strongest(
    rows,
    ({ channel, hash, purpose }) => [channel, hash, purpose],
    ({ at, status }) => `${at}|${status}`,
  );
  await count(bite.tx, sql('put-consents'), { bucket: bite.bucket, rows: JSON.stringify(latest) });
  await count(bite.tx, sql('log-consents'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
  await settle(bite, entries);
  return noChanges();
};

/** Keeps the suppression, and tells everybody who uses the address. */
export const applyAddressSuppression: Applier = async (bite, entries) => {
  const rows = entries.map(({ body, occurredAt }) => {
    const { channel, hash, reason } = body as SuppressionChange;
    return { channel, hash, reason, scope: suppressionScope(reason), at: occurredAt.toISOString() };
  });
  const strong = strongest(
    rows,
    ({ channel, hash, scope }) => [channel, hash, scope],
    ({ reason, at }) => `${reason === 'unsubscribe' ? 0 : 1}|${at}|${reason}`,
  );
  await count(bite.tx, sql('put-suppressions'), { bucket: bite.bucket, rows: JSON.stringify(strong) });
  await settle(bite, entries);
  return noChanges();
};

/** Somebody begins to use an address: they are told what holds for it, if anything does. */
export const applyAddressUse: Applier = async (bite, entries) => {
  const users = entries.flatMap(({ body }) => (body as { uses: AddressUse[] }).uses);
  await putUsers(bite, users);
  await tell(bite, users);
  return noChanges();
};

async function settle(bite: Bite, entries: readonly InboxEntry[]): Promise<void> {
  const changes = entries.map(({ body }) => body as AddressChange);
  await putUsers(
    bite,
    changes.flatMap(({ channel, hash, personId, personBucket }) =>
      personId === undefined || personBucket === undefined ? [] : [{ channel, hash, personId, personBucket }],
    ),
  );
  const hashes = hashesOf(changes);
  await count(bite.tx, sql('lift'), { bucket: bite.bucket, hashes });
  const users = await run<Omit<User, 'hash'> & { hash: Buffer }>(bite.tx, sql('users'), {
    bucket: bite.bucket,
    hashes,
  });
  await tell(
    bite,
    users.map((user) => ({ ...user, hash: user.hash.toString('hex') })),
  );
}

async function putUsers(bite: Bite, users: readonly User[]): Promise<void> {
  if (users.length === 0) return;
  const rows = users.map(({ channel, hash, personBucket, personId }) => ({
    channel,
    hash,
    person_bucket: personBucket,
    person_id: personId,
  }));
  await count(bite.tx, sql('put-users'), { bucket: bite.bucket, rows: JSON.stringify(rows) });
}

const hashesOf = (items: readonly { hash: string }[]): Buffer[] =>
  [...new Set(items.map(({ hash }) => hash))].map((hash) => Buffer.from(hash, 'hex'));

/** Sends users the state of their addresses; an address of which nothing is known sends nothing. */
async function tell(bite: Bite, users: readonly User[]): Promise<void> {
  const states = await readStates(bite, hashesOf(users));
  const rows = users.flatMap((user): InboxRow[] => {
    const state = states.get(stateKey(user));
    return state ? [internalRow(bite, user.personBucket, user.personId, 'permission.copy', state)] : [];
  });
  await bite.emit(rows);
}

const stateKey = ({ channel, hash }: { channel: string; hash: string }): string => `${channel}|${hash}`;

type Found = { channel: string; hash: Buffer; at: Date };

async function readStates(bite: Bite, hashes: readonly Buffer[]): Promise<Map<string, PermissionCopy>> {
  const states = new Map<string, PermissionCopy>();
  const stateOf = ({ channel, hash }: Found): PermissionCopy => {
    const hex = hash.toString('hex');
    const key = stateKey({ channel, hash: hex });
    const state = states.get(key) ?? { channel, hash: hex, rows: [], lifted: null };
    states.set(key, state);
    return state;
  };
  const asked = { bucket: bite.bucket, hashes };
  for (const row of await run<Found & { purpose: string; status: 'granted' | 'withdrawn' }>(
    bite.tx,
    sql('consents-of'),
    asked,
  )) {
    stateOf(row).rows.push({ purpose: row.purpose, status: row.status, at: row.at.toISOString() });
  }
  for (const row of await run<Found & { scope: string }>(bite.tx, sql('suppressions-of'), asked)) {
    const status = row.scope === 'all' ? 'suppressed_all' : 'suppressed';
    stateOf(row).rows.push({ purpose: '*', status, at: row.at.toISOString() });
  }
  for (const row of await run<Found>(bite.tx, sql('grants-of'), asked)) stateOf(row).lifted = row.at.toISOString();
  return states;
}

/** Of rows with the same identity the one that ranks highest: a statement may write each row once. */
function strongest<Row>(rows: readonly Row[], identity: (row: Row) => string[], rank: (row: Row) => string): Row[] {
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(identity(row));
    const held = kept.get(key);
    if (held === undefined || rank(row) > rank(held)) kept.set(key, row);
  }
  return [...kept.values()];
}
