import {
  type Bite,
  count,
  keptFigures,
  type Lane,
  lanes,
  type Queryable,
  run,
  type Store,
  statements,
  type Tx,
  unlessThere,
} from '../store/index.ts';
import type { Outcome } from './came-back.ts';

const sql = statements(import.meta.url, 'outbox.sql');

export type OutboxState = 'ready' | 'claimed' | 'sent' | 'skipped' | 'failed' | 'uncertain' | 'recalled';

/** A message that this process has taken and nobody else will. */
export type Claimed = {
  key: string;
  personId: string;
  scenarioId: number | null;
  step: string | null;
  templateId: number;
  templateVersion: number;
  channel: string;
  class: 'transactional' | 'service' | 'promotional';
  purpose: string;
  dueAt: Date;
  context: Record<string, unknown>;
  /** Tries so far, the one that is under way included. */
  attempts: number;
  /** Wall moment of the first try; null before it. */
  firstAt: Date | null;
  /** The address that the decision was made for, or the last try went to; who mail is from, once it was written. */
  address: string | null;
  senderDomain: string | null;
};

/** Who a message goes to, with the account owner who may sign it. */
export type Addressee = {
  id: string;
  bucket: number;
  externalId: string | null;
  email: string | null;
  phone: string | null;
  timezone: string | null;
  locale: string | null;
  companyId: string | null;
  traits: Record<string, unknown>;
  owner: { id: string; name: string; email: string; phone: string | null; title: string | null; traits: object } | null;
  company: Record<string, unknown> | null;
};

/** What became of a claimed message. `ready` puts it back for another try. */
export type Settlement = {
  key: string;
  state: 'ready' | 'sent' | 'skipped' | 'failed' | 'uncertain' | 'recalled';
  reason: string | null;
  address: string | null;
  filled: Record<string, unknown> | null;
  providerId: string | null;
  /** With `ready`: not before this moment of the wall clock. */
  retryAt?: Date | null;
  /** With `ready`: the try failed because of the provider and is not counted. */
  uncounted?: boolean;
  /** The way it left, where it was never handed to a network. */
  transport?: string;
};

/** What came back after it had left: the strongest that was told. */
export type CameBack = { outcome: Outcome | null; outcomeReason: string | null; outcomeAt: Date | null };

/** One message whole. */
export type OutboxMessage = Claimed & {
  bucket: number;
  state: OutboxState;
  paused: boolean;
  reason: string | null;
  sentAt: Date | null;
  transport: string | null;
  providerId: string | null;
  filled: Record<string, unknown> | null;
} & CameBack;

/** Delivery's phase of the tick: copies awarded wishes into the outbox, for the address that the gates saw. */
export async function enqueue(bite: Bite, awards: readonly { key: string; address: string }[]): Promise<void> {
  const columns = {
    bucket: bite.bucket,
    keys: awards.map((award) => award.key),
    addresses: awards.map((award) => award.address),
  };
  await unlessThere(
    bite.tx,
    () => count(bite.tx, sql('enqueue'), columns),
    () => count(bite.tx, sql('enqueue-missing'), columns),
  );
}

/** Takes due messages of a bucket; they are in nobody's hand before {@link hand}. */
export async function claim(
  tx: Tx,
  given: {
    bucket: number;
    claimId: string;
    now: Date;
    wall: Date;
    most: number;
    lane?: Lane;
    shut?: readonly string[];
  },
): Promise<Claimed[]> {
  return run<Claimed>(tx, sql('claim'), {
    bucket: given.bucket,
    claim: given.claimId,
    now: given.now,
    wall: given.wall,
    most: given.most,
    lane: given.lane ?? lanes.bulk,
    shut: given.shut ?? [],
  });
}

/** Notes keys as sent, before the network is touched. */
export const noteSent = (tx: Tx, bucket: number, keys: readonly string[], now: Date) =>
  count(tx, sql('note-sent'), { bucket, keys, now });

/** Keeps the addresses of messages that go elsewhere than was decided: their links are good from the moment they leave. */
export async function noteAddresses(
  tx: Tx,
  bucket: number,
  ready: readonly { message: Claimed; address: string }[],
): Promise<void> {
  const other = ready.filter(({ message, address }) => message.address !== address);
  if (other.length === 0) return;
  const addresses = other.map(({ address }) => address);
  await count(tx, sql('note-addresses'), { bucket, keys: other.map(({ message }) => message.key), addresses });
}

/** Takes that note back for messages that certainly did not leave. */
export const forgetSent = (tx: Tx, bucket: number, keys: readonly string[]) =>
  count(tx, sql('forget-sent'), { bucket, keys });

/** Recall rows of claimed messages, reason by key. */
export async function recalled(tx: Tx, bucket: number, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await run<{ key: string; reason: string }>(tx, sql('recalled'), { bucket, keys });
  return new Map(rows.map((row) => [row.key, row.reason]));
}

/** Addressees of a bucket by their id, and those who went on to another bucket because they are somebody else now. */
export async function addressees(
  on: Queryable,
  bucket: number,
  people: readonly string[],
): Promise<{ here: Map<string, Addressee>; gone: Set<string> }> {
  const ids = [...new Set(people)];
  const here = new Map((await run<Addressee>(on, sql('people'), { bucket, people: ids })).map((row) => [row.id, row]));
  const missing = ids.filter((id) => !here.has(id));
  if (missing.length === 0) return { here, gone: new Set() };
  const rows = await run<{ personId: string }>(on, sql('gone-on'), { bucket, people: missing });
  return { here, gone: new Set(rows.map(({ personId }) => personId)) };
}

/** An original of suppression or consent: of the address, wherever its people are. */
export type Stop = {
  what: 'suppression' | 'consent';
  channel: string;
  hash: Buffer;
  purpose: string;
  status: string;
  reason: string;
};

/** Suppressions and consents of addresses, read where they live. */
export const stops = (on: Queryable, addresses: readonly { bucket: number; channel: string; hash: Buffer }[]) =>
  run<Stop>(on, sql('stops'), {
    buckets: addresses.map((address) => address.bucket),
    channels: addresses.map((address) => address.channel),
    hashes: addresses.map((address) => address.hash),
  });

/** Writes what became of claimed messages of one bucket; answers the keys of those that nobody had taken over. */
export async function settle(
  tx: Tx,
  given: { bucket: number; now: Date },
  settlements: readonly (Settlement & { claimId: string })[],
): Promise<Set<string>> {
  const rows = await run<{ key: string }>(tx, sql('settle'), {
    bucket: given.bucket,
    now: given.now,
    claims: settlements.map((one) => one.claimId),
    keys: settlements.map((one) => one.key),
    states: settlements.map((one) => one.state),
    reasons: settlements.map((one) => one.reason),
    addresses: settlements.map((one) => one.address),
    values: settlements.map((one) => one.filled && JSON.stringify(one.filled)),
    providers: settlements.map((one) => one.providerId),
    transports: settlements.map((one) => one.transport ?? null),
    retries: settlements.map((one) => one.retryAt ?? null),
    uncounted: settlements.map((one) => one.uncounted ?? false),
  });
  return new Set(rows.map((row) => row.key));
}

/** A bucket with messages that are due: transactional ones, others, or both. */
export type Due = { bucket: number; urgent: boolean; rest: boolean };

/** Buckets with due messages, those with transactional ones first; `shut` are channels of which nothing may leave now. */
export const bucketsReady = (on: Queryable, now: Date, wall: Date, shut: readonly string[] = []): Promise<Due[]> =>
  run<Due>(on, sql('buckets-ready'), { now, wall, shut });

/** Next moment at which a message is due. */
export const nextDue = async (on: Queryable): Promise<Date | null> =>
  (await run<{ at: Date | null }>(on, sql('next-due'), {}))[0]!.at;

type States = Partial<Record<OutboxState, number>>;
type InState = { state: OutboxState; messages: number };

const byState = (rows: readonly InState[]): States =>
  Object.fromEntries(rows.map(({ state, messages }) => [state, messages]));

/** Whoever asks first in a large shop waits for the whole table to be read; the screen is open for that long once. */
const firstPatienceMs = 60_000;
const ended = keptFigures<States>(
  'outbox',
  async ({ pool }) => {
    const rows = await run<InState>(pool, sql('states'), {});
    return { figures: byState(rows), rows: rows.reduce((sum, { messages }) => sum + messages, 0) };
  },
  { patienceMs: firstPatienceMs },
);

/**
 * How many messages are in each state; every state is named. In a large shop those that are over are as of a minute or two ago (they
 * are counted behind the screen); what waits, failed or is uncertain is of now.
 */
export async function outboxStats(store: Store): Promise<Record<OutboxState, number>> {
  const zero = { ready: 0, claimed: 0, sent: 0, skipped: 0, failed: 0, uncertain: 0, recalled: 0 };
  const [over, live] = await Promise.all([ended(store), run<InState>(store.pool, sql('states-live'), {})]);
  return { ...zero, ...over?.figures, ...byState(live) };
}

/** One message by its key, or null. */
export const outboxMessage = async (on: Queryable, key: string): Promise<OutboxMessage | null> =>
  (await run<OutboxMessage>(on, sql('one'), { key }))[0] ?? null;
