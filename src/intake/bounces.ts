/**
 * The door for messages that came back: bounces and complaints. A report is a stranger's word, so nobody is suppressed on it
 * unless it carries a proof that is ours: the signed return path of the message, or its Message-ID together with the address
 * that it went to. For a complaint, which weighs no more than an unsubscription, the signed link of the message is proof too.
 * Everything else is listed and left alone.
 */
import { z } from 'zod';
import { type BouncedRecipient, messageIdFor, parseReport, type Report, readReturnPath } from '../channels/index.ts';
import { keysSentTo, type Outcome, type OutcomeBody, outboxMessage, outcomeKind } from '../delivery/index.ts';
import { LINK_PATHS, readLink } from '../messages/index.ts';
import { placesAt } from '../people/index.ts';
import { defineSetting } from '../settings/index.ts';
import {
  bucketOfHash,
  count,
  type InboxRow,
  isUuid,
  keyOf,
  lanes,
  putInbox,
  type Queryable,
  run,
  type Store,
  statements,
} from '../store/index.ts';
import { cleanText } from './clean.ts';

const sql = statements(import.meta.url, 'bounces.sql');

/** How much of a report is kept with the list. */
const rawKept = 64 * 1024;
/** Reports in the list: a stranger who sends day and night fills no disk. */
const mostListed = 10_000;
/** Recipients of one report that are looked up: ours have one. */
const mostLookedUp = 10;

export const bounceDays = defineSetting({
  key: 'intake.bounceDays',
  about: 'days that reports about no message of ours are kept',
  schema: z.number().int().min(1).max(365),
  standard: 30,
});

/** Addresses at which loops of complaints arrive, beside the signed return paths. */
export const feedbackAddresses = defineSetting({
  key: 'intake.feedbackAddresses',
  about:
    'addresses at which the mail server for bounces takes complaints (feedback loops), such as ["fbl@bounces.boutique.example"]',
  schema: z.array(z.email('each must be an e-mail address')).max(50),
  standard: [],
});

/** What was done with a report: acted on, nothing to do, or listed because it proves nothing. */
export type BounceTaken = {
  result: 'taken' | 'nothing' | 'listed';
  kind: Report['kind'] | 'unreadable';
  /** Key of the message that it is about, where that is proved. */
  key: string | null;
  outcome: Outcome | null;
  /** Class of the bounce, or why nothing was done. */
  reason: string;
};

export type BounceDeps = { store: Store; secret: string };
/** `to`: recipients of the report's envelope, where a mail server took it. */
export type BounceGiven = { raw: Buffer; source: string; to?: readonly string[] };

/** Takes one report in. What this returned for is durable. */
export async function takeBounce(deps: BounceDeps, given: BounceGiven): Promise<BounceTaken> {
  const report = await parseReport(given.raw).catch(() => null);
  if (!report) return listed(deps, given, { kind: 'unreadable', reason: 'unreadable' });
  const idle = nothingToDo(report);
  if (idle) return { result: 'nothing', kind: report.kind, key: null, outcome: null, reason: idle };
  if (report.kind === 'other') return listed(deps, given, { kind: report.kind, reason: 'no_report' });
  const told = outcomeOf(report);
  if (!told) return listed(deps, given, { kind: report.kind, reason: `feedback_${report.feedbackType}` });
  const found = await messageOf(deps, report, given.to ?? []);
  if (typeof found === 'string') return listed(deps, given, { kind: report.kind, reason: found });
  await put(deps, found, told);
  return { result: 'taken', kind: report.kind, key: found.key, outcome: told.outcome, reason: told.recipient.reason };
}

/** Automatic answers, news of arrival and of delay change nothing and are not worth a line. */
function nothingToDo({ kind, recipients }: Report): string | null {
  if (kind === 'auto-reply') return 'auto_reply';
  if (kind !== 'bounce' || recipients.length === 0 || recipients.some(({ hardness }) => hardness !== 'none'))
    return null;
  return recipients.some(({ action }) => action === 'delayed') ? 'delayed' : 'delivered';
}

type ToldOutcome = { outcome: Outcome; recipient: BouncedRecipient };

/** Kinds of feedback with which a person says "no more" (RFC 5965, 7.3; RFC 6650). The others are about fraud and tests. */
const complaints: ReadonlySet<string> = new Set(['abuse', 'complaint', 'opt-out', 'opt-out-list']);

/** What the report says of our one recipient: the worst of its lines, because an alias may stand for several mailboxes. */
function outcomeOf(report: Report): ToldOutcome | null {
  const [recipient] = report.recipients.toSorted((a, b) => weight(b) - weight(a));
  if (!recipient) return null;
  if (report.kind === 'complaint') {
    return complaints.has(report.feedbackType ?? '') ? { outcome: 'complained', recipient } : null;
  }
  return { outcome: recipient.hardness === 'hard' ? 'bounced_hard' : 'bounced_soft', recipient };
}

const weight = ({ hardness }: BouncedRecipient): number => ['none', 'soft', 'hard'].indexOf(hardness);

/** A message that the report is proved to be about; without `bucket` the outbox has forgotten it, and its address is known by hash. */
type Proved = { key: string; bucket: number } | { key: string; hash: Buffer };

/** The message that a report proves to be about, or why there is none. */
async function messageOf(deps: BounceDeps, report: Report, to: readonly string[]): Promise<Proved | string> {
  const signed = [...to, ...report.returnPaths].map((address) => readReturnPath(address, deps.secret)).find(Boolean);
  const message = signed ? await outboxMessage(deps.store.pool, signed.key) : null;
  if (signed && message) return { key: signed.key, bucket: message.bucket };
  const byId = signed ? null : await messageById(deps.store, report);
  if (byId) return byId;
  const byLink = report.kind === 'complaint' ? await messageByLink(deps, report) : null;
  return byLink ?? (signed ? 'message_forgotten' : 'no_proof');
}

/** Our Message-ID beside the address that the message went to: who knows both has the message, or is a server on its way. */
async function messageById(store: Store, { messageId, recipients }: Report): Promise<Proved | null> {
  const wanted = localPart(messageId);
  if (wanted === null) return null;
  const addresses = [...new Set(recipients.flatMap(({ address }) => address ?? []))].slice(0, mostLookedUp);
  for (const address of addresses) {
    for (const { personId, bucket } of await placesAt(store, 'email', address)) {
      const keys = await keysSentTo(store.pool, { bucket, personId, channel: 'email', address });
      const key = keys.find((one) => localPart(messageIdFor(one, address)) === wanted);
      if (key) return { key, bucket };
    }
  }
  return null;
}

/** Only this part is made from the key; the other is the sender’s domain. */
const localPart = (messageId: string | null): string | null => /^<([^@<>\s]+)@/.exec(messageId ?? '')?.[1] ?? null;

/** The link to unsubscribe that the message carried: signed, and bound to the address by its hash. */
async function messageByLink({ store, secret }: BounceDeps, report: Report): Promise<Proved | null> {
  const token = report.unsubscribe?.split(LINK_PATHS.unsubscribe)[1]?.split(/[>?#\s]/)[0];
  const held = token ? readLink(secret, 'unsubscribe', token) : null;
  if (held?.c !== 'email' || typeof held.k !== 'string' || typeof held.h !== 'string' || !isUuid(held.k)) return null;
  const message = await outboxMessage(store.pool, held.k);
  return message ? { key: held.k, bucket: message.bucket } : { key: held.k, hash: Buffer.from(held.h, 'base64url') };
}

async function put({ store }: BounceDeps, message: Proved, { outcome, recipient }: ToldOutcome): Promise<void> {
  const now = store.clock.now();
  const row: Omit<InboxRow, 'bucket' | 'kind' | 'body'> = {
    lane: lanes.transactional,
    personId: null,
    messageId: keyOf('bounce', message.key, outcome),
    origin: 'live',
    occurredAt: now,
    receivedAt: now,
  };
  if ('bucket' in message) {
    const { reason, status, diagnostic } = recipient;
    const body: OutcomeBody = { key: message.key, outcome, reason, status, diagnostic: cleanText(diagnostic) };
    await putInbox(store.pool, [{ ...row, bucket: message.bucket, kind: outcomeKind, body }]);
    store.wake([message.bucket]);
    return;
  }
  const bucket = bucketOfHash(message.hash, store.buckets);
  const body = { channel: 'email', hash: message.hash.toString('hex'), reason: 'complaint' };
  await putInbox(store.pool, [{ ...row, bucket, kind: 'address.suppression', body }]);
  store.wake([bucket]);
}

async function listed(
  { store }: BounceDeps,
  { raw, source }: BounceGiven,
  { kind, reason }: { kind: BounceTaken['kind']; reason: string },
): Promise<BounceTaken> {
  await count(store.pool, sql('put'), {
    received: store.clock.now(),
    source: cleanText(source),
    kind,
    reason: cleanText(reason).slice(0, 200),
    raw: cleanText(raw.subarray(0, rawKept).toString('utf8')),
  });
  await count(store.pool, sql('keep-newest'), { most: mostListed });
  return { result: 'listed', kind, key: null, outcome: null, reason };
}

export type ListedBounce = { id: number; receivedAt: Date; source: string; kind: string; reason: string; raw: string };

/** Reports that nothing was done about, latest first. */
export const listBounces = (on: Queryable, page: { below?: number; most: number }): Promise<ListedBounce[]> =>
  run<ListedBounce>(on, sql('list'), { below: page.below ?? Number.MAX_SAFE_INTEGER, most: page.most });
