import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Adapter, channelOf, channels, type SendResult } from '../channels/index.ts';
import { keyOf, lanes, putInbox, type Store, type Tx } from '../store/index.ts';
import { lastLook, type Ready, settled } from './last-look.ts';
import {
  type Addressee,
  addressees,
  bucketsReady,
  type Claimed,
  claim,
  forgetSent,
  nextDue,
  noteAddresses,
  noteSent,
  recalled,
  type Settlement,
  settle,
  settleOrphans,
} from './outbox.ts';

/** Messages of one bucket that are claimed together. */
export const claimSize = 200;
/** Messages rendered and handed over side by side. */
export const handoversAtOnce = 20;
/** Tries before a message that a provider puts off is given up. */
export const mostAttempts = 6;
/** First pause after a provider said "later"; it doubles with each try. */
export const firstRetryAfter = 60_000;
/** A claim older than this belongs to a process that is gone. */
export const claimLease = 5 * 60_000;
/** How often due messages are looked for. */
export const pollEvery = 200;
/** How often claims of processes that are gone are looked for: they run out some time after the next start. */
export const orphansEvery = 60_000;

/** A message ready for its adapter, with what it was filled with. */
export type Written = {
  from: { address: string; name?: string };
  replyTo?: string;
  subject?: string;
  html?: string;
  text?: string;
  headers: Record<string, string>;
  filled: Record<string, unknown>;
};

/** Makes the message, or says why this person gets none. */
export type Write = (message: Claimed, to: Addressee, address: string) => Promise<Written | { skip: string }>;

export type DeliveryOptions = {
  store: Store;
  adapters: { of: (kind: string) => Adapter };
  write: Write;
  log: Logger;
  /** Milliseconds between two looks for claims of processes that are gone; {@link orphansEvery} when not given. */
  orphansEvery?: number;
};

export type Delivery = {
  start: () => void;
  /** Finishes what is being handed over, then returns. */
  stop: () => Promise<void>;
  /** Delivers what is due now, bucket by bucket; answers how many messages it took. */
  runDue: () => Promise<number>;
  nextDue: () => Promise<Date | null>;
};

/** The way from the outbox to the provider: claim, commit, render, hand over, settle. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, log } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopping = false;

  async function runDue(): Promise<number> {
    let taken = 0;
    for (const bucket of await bucketsReady(store.pool, store.clock.now(), store.clock.wall())) {
      if (stopping) break;
      taken += await deliverBucket(options, bucket);
    }
    return taken;
  }

  let orphansAt = 0;
  async function settleDead(): Promise<void> {
    const wall = store.clock.wall().getTime();
    if (wall < orphansAt) return;
    orphansAt = wall + (options.orphansEvery ?? orphansEvery);
    const uncertain = await settleOrphans(store.pool, new Date(wall - claimLease));
    if (uncertain > 0) log.warn({ uncertain }, 'messages claimed by a process that stopped are marked uncertain');
  }

  function loop(wait: number): void {
    timer = setTimeout(() => {
      running = settleDead()
        .then(runDue)
        .catch((error) => log.error({ err: error }, 'a delivery failed; unclaimed messages stay ready'))
        .finally(() => {
          if (!stopping) loop(pollEvery);
        });
    }, wait);
  }

  return {
    start: () => loop(0),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
    runDue,
    nextDue: () => nextDue(store.pool),
  };
}

async function deliverBucket(options: DeliveryOptions, bucket: number): Promise<number> {
  const { store } = options;
  const claimId = randomUUID();
  const claimed = await store.transaction(async (tx) => {
    const now = store.clock.now();
    const messages = await claim(tx, {
      bucket,
      claimId,
      now,
      wall: store.clock.wall(),
      most: claimSize,
      transports: new Map(Object.keys(channels).map((kind) => [kind, options.adapters.of(kind).name])),
    });
    if (messages.length === 0) return { taken: 0, ready: [] as Ready[] };
    const people = await addressees(
      tx,
      bucket,
      messages.map((message) => message.personId),
    );
    const back = await recalled(
      tx,
      bucket,
      messages.map((message) => message.key),
    );
    const { ready, stopped } = await lastLook(store, tx, messages, people, back);
    if (stopped.length > 0) {
      await settle(tx, { bucket, claimId, now }, stopped);
      await tell(tx, bucket, stopped, new Map(messages.map((message) => [message.key, message])), now);
    }
    await noteAddresses(tx, bucket, ready);
    await noteSent(
      tx,
      bucket,
      ready.map(({ message }) => message.key),
      now,
    );
    return { taken: messages.length, ready };
  });
  if (claimed.ready.length < claimed.taken) store.wake([bucket]);
  const settlements: Settlement[] = [];
  const queue = [...claimed.ready];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) settlements.push(await handOver(options, next));
  };
  await Promise.all(Array.from({ length: handoversAtOnce }, worker));
  if (settlements.length > 0) await settleAll(store, bucket, claimId, settlements, claimed.ready);
  return claimed.taken;
}

async function handOver(options: DeliveryOptions, { message, to, address }: Ready): Promise<Settlement> {
  try {
    const written = await options.write(message, to, address);
    if ('skip' in written) return settled(message.key, 'skipped', written.skip, address);
    const { filled, ...outgoing } = written;
    const result = await options.adapters.of(message.channel).send({ ...outgoing, key: message.key, to: address });
    return outcome(options, message, address, filled, result);
  } catch (error) {
    // Writing failed before anything was handed over; adapters answer with a state and do not throw.
    options.log.error({ err: error, key: message.key }, 'a message could not be written');
    return settled(message.key, 'skipped', 'could_not_be_written', address);
  }
}

function outcome(
  options: DeliveryOptions,
  message: Claimed,
  address: string,
  filled: Record<string, unknown>,
  result: SendResult,
): Settlement {
  const base = { key: message.key, address, filled, providerId: result.providerId ?? null };
  const reason = result.reason ?? result.state;
  if (result.state === 'sent') return { ...base, state: 'sent', reason: null };
  if (result.state === 'uncertain') return { ...base, state: 'uncertain', reason };
  if (result.state === 'rejected' || !result.retryable || message.attempts >= mostAttempts) {
    return { ...base, state: 'failed', reason };
  }
  const pause = firstRetryAfter * 2 ** (message.attempts - 1);
  return { ...base, state: 'ready', reason, retryAt: new Date(options.store.clock.wall().getTime() + pause) };
}

/** Settles a bucket's messages and tells what happened as facts about the people. */
async function settleAll(
  store: Store,
  bucket: number,
  claimId: string,
  settlements: readonly Settlement[],
  ready: readonly Ready[],
): Promise<void> {
  const byKey = new Map(ready.map(({ message }) => [message.key, message]));
  const now = store.clock.now();
  await store.transaction(async (tx) => {
    await settle(tx, { bucket, claimId, now }, settlements);
    const stayed = settlements.filter(({ state }) => state !== 'sent' && state !== 'uncertain');
    if (stayed.length > 0)
      await forgetSent(
        tx,
        bucket,
        stayed.map(({ key }) => key),
      );
    await tell(tx, bucket, settlements, byKey, now);
  });
  store.wake([bucket]);
}

/** Tells what became of messages as facts about the people. */
async function tell(
  tx: Tx,
  bucket: number,
  settlements: readonly Settlement[],
  byKey: ReadonlyMap<string, Claimed>,
  now: Date,
): Promise<void> {
  const rows = settlements
    // A fact makes its person exist: who is no more is not brought back.
    .filter(({ state, reason }) => state !== 'ready' && reason !== 'person_unknown')
    .map(({ key, state, reason, address }) => {
      const message = byKey.get(key)!;
      return {
        bucket,
        lane: lanes.fresh,
        kind: 'message',
        personId: message.personId,
        messageId: keyOf('outcome', key, state),
        origin: 'live' as const,
        occurredAt: now,
        receivedAt: now,
        body: {
          who: whoOf(message.channel, address),
          channel: message.channel,
          state,
          properties: outcomeProperties(message, reason),
        },
      };
    });
  if (rows.length > 0) await putInbox(tx, rows);
}

/** The address is part of the fact: what happens to it must not be taken for a newer address of the person. */
function whoOf(channel: string, address: string | null): { email?: string; phone?: string } {
  if (address === null) return {};
  const { addressKind } = channelOf(channel);
  if (addressKind === 'email') return { email: address };
  return addressKind === 'phone' ? { phone: address } : {};
}

const outcomeProperties = (message: Claimed, reason: string | null) => ({
  key: message.key,
  template: message.templateId,
  class: message.class,
  scenario: message.scenarioId,
  step: message.step,
  ...(reason ? { reason } : {}),
});
