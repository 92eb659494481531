/**
 * What comes back after a message has left: bounces and complaints. They come in as commands through the inbox, so that the
 * bucket's one writer changes the outbox, and go on as facts about the person.
 */
import { z } from 'zod';
import { type BounceReason, channelOf, classifyReply, saysOfAddress } from '../channels/index.ts';
import { defineSetting, readSettings } from '../settings/index.ts';
import {
  type Applier,
  addressHash,
  type Bite,
  bucketOfHash,
  type InboxEntry,
  type InboxRow,
  keyOf,
  lanes,
  noChanges,
  type Queryable,
  run,
  statements,
} from '../store/index.ts';
import { sendAlong } from './merge.ts';

const sql = statements(import.meta.url, 'came-back.sql');

/** Kind of the inbox row that tells what came back. */
export const outcomeKind = 'message.outcome';

export type Outcome = 'bounced_soft' | 'bounced_hard' | 'complained';

/** Body of the command. The message is named by its key; everything else is read from the outbox. */
export type OutcomeBody = {
  key: string;
  outcome: Outcome;
  reason: BounceReason;
  diagnostic?: string;
  status?: string | null;
};

/**
 * Soft bounces in a row before an address counts as dead. The field: Klaviyo suppresses after 7 in a row, Mailchimp after 7
 * where the person never reacted and 15 where they did, general advice is 3 to 7. Only bounces that speak of the address
 * count here, which is stricter than counting all, so the number lies in the middle.
 */
export const softBounces = defineSetting({
  key: 'delivery.softBounces',
  about: 'soft bounces in a row, with no message that arrived in between, after which an address counts as dead',
  schema: z.number().int().min(2).max(50),
  standard: 5,
});

export const softBounceDays = defineSetting({
  key: 'delivery.softBounceDays',
  about: 'days within which these soft bounces must lie',
  schema: z.number().int().min(1).max(365),
  standard: 14,
});

/** More messages to one bucket’s bounced people than this are not looked back at: the latest decide. */
const mostLookedBack = 2_000;
/** Messages to one address that are looked through for a Message-ID. */
const mostKeys = 500;

type Noted = {
  key: string;
  personId: string;
  scenarioId: number | null;
  step: string | null;
  templateId: number;
  channel: string;
  class: string;
  address: string | null;
  outcome: Outcome;
  reason: BounceReason;
};

/** Puts what came back into the outbox, and tells it on: the person's fact, and the end of a dead or unwilling address. */
export const applyOutcomes: Applier = async (bite, entries) => {
  const told = strongest(entries);
  const noted = await run<Noted>(bite.tx, sql('note'), {
    bucket: bite.bucket,
    now: bite.now,
    keys: told.map(({ key }) => key),
    outcomes: told.map(({ outcome }) => outcome),
    reasons: told.map(({ reason }) => reason),
  });
  const changed = new Set(noted.map(({ key }) => key));
  await sendAlong(
    bite,
    entries.filter(({ body }) => !changed.has((body as OutcomeBody).key)),
  );
  if (noted.length === 0) return noChanges();
  const here = await existing(bite, noted);
  const dead = await worn(bite, noted);
  const words = new Map(told.map((body) => [body.key, body]));
  await bite.emit(
    noted.flatMap((one) => [
      ...(here.has(one.personId) ? [factOf(bite, one, words.get(one.key))] : []),
      ...endOf(bite, one, dead.has(one.key), here.has(one.personId)),
    ]),
  );
  return noChanges();
};

const ranks: readonly Outcome[] = ['bounced_soft', 'bounced_hard', 'complained'];

/** Of several reports about one message the one that weighs most. */
function strongest(entries: readonly InboxEntry[]): OutcomeBody[] {
  const kept = new Map<string, OutcomeBody>();
  for (const { body } of entries) {
    const one = body as OutcomeBody;
    const held = kept.get(one.key);
    if (!held || ranks.indexOf(one.outcome) > ranks.indexOf(held.outcome)) kept.set(one.key, one);
  }
  return [...kept.values()];
}

/** A fact makes its person exist: who is no more is not brought back by a bounce. */
async function existing(bite: Bite, noted: readonly Noted[]): Promise<Set<string>> {
  const people = [...new Set(noted.map(({ personId }) => personId))];
  const rows = await run<{ id: string }>(bite.tx, sql('here'), { bucket: bite.bucket, people });
  return new Set(rows.map(({ id }) => id));
}

function factOf(bite: Bite, one: Noted, said: OutcomeBody | undefined): InboxRow {
  return {
    bucket: bite.bucket,
    lane: lanes.fresh,
    kind: 'message',
    personId: one.personId,
    messageId: keyOf('outcome', one.key, one.outcome),
    origin: 'live',
    occurredAt: bite.now,
    receivedAt: bite.now,
    body: {
      who: whoAt(one),
      channel: one.channel,
      state: one.outcome,
      properties: {
        key: one.key,
        template: one.templateId,
        class: one.class,
        scenario: one.scenarioId,
        step: one.step,
        reason: one.reason,
        ...(said?.status ? { status: said.status } : {}),
        ...(said?.diagnostic ? { diagnostic: said.diagnostic } : {}),
      },
    },
  };
}

/** The address is part of the fact: what happens to it must not be taken for a newer address of the person. */
const whoAt = ({ channel, address }: Pick<Noted, 'channel' | 'address'>): { email?: string } =>
  address !== null && channelOf(channel).addressKind === 'email' ? { email: address } : {};

/** The suppression that follows: of the address, through the person where there is one, else by its hash. */
function endOf(bite: Bite, one: Noted, isWorn: boolean, isHere: boolean): InboxRow[] {
  const reason = one.outcome === 'complained' ? 'complaint' : 'hard_bounce';
  if (one.address === null || (one.outcome === 'bounced_soft' && !isWorn)) return [];
  return [suppression(bite, { ...one, address: one.address, here: isHere }, reason)];
}

/** What a suppression is told with. */
type Suppressed = { key: string; personId: string; channel: string; address: string; here: boolean };

/** The row that ends an address. It goes first: nothing may leave because it waits behind other facts. */
function suppression(
  at: { bucket: number; buckets: number; now: Date },
  { key, personId, channel, address, here }: Suppressed,
  reason: 'hard_bounce' | 'complaint',
): InboxRow {
  const hash = addressHash(channel, address);
  const row = {
    lane: lanes.transactional,
    messageId: keyOf('outcome-suppression', key, reason),
    origin: 'live' as const,
    occurredAt: at.now,
    receivedAt: at.now,
  };
  if (!here) {
    const body = { channel, hash: hash.toString('hex'), reason };
    return { ...row, bucket: bucketOfHash(hash, at.buckets), kind: 'address.suppression', personId: null, body };
  }
  const body = { who: whoAt({ channel, address }), channel, reason };
  return { ...row, bucket: at.bucket, kind: 'suppression', personId, body };
}

/**
 * Messages whose soft bounce was one too many. Counted are the latest messages to the address up to the one that bounced
 * now, back to the first that arrived; what speaks of the sender (a block list, a signature, the content) counts neither
 * way, or a day on a block list would cost the shop its customers.
 */
async function worn(bite: Bite, noted: readonly Noted[]): Promise<Set<string>> {
  const soft = noted.filter(({ outcome, reason }) => outcome === 'bounced_soft' && saysOfAddress(reason));
  if (soft.length === 0) return new Set();
  const [most, days] = (await readSettings(bite.tx, [softBounces, softBounceDays])) as [number, number];
  const rows = await run<
    Pick<Noted, 'personId' | 'channel' | 'address'> & { outcome: Outcome | null; reason: BounceReason }
  >(bite.tx, sql('lately'), {
    bucket: bite.bucket,
    people: [...new Set(soft.map(({ personId }) => personId))],
    since: new Date(bite.now.getTime() - days * 86_400_000),
    most: mostLookedBack,
  });
  const byAddress = Map.groupBy(rows, placeOf);
  return new Set(soft.filter((one) => inARow(byAddress.get(placeOf(one)) ?? []) >= most).map(({ key }) => key));
}

const placeOf = ({ personId, channel, address }: Pick<Noted, 'personId' | 'channel' | 'address'>): string =>
  JSON.stringify([personId, channel, address]);

/** Soft bounces in a row, latest first; what left after the latest bounce may still come back and says nothing yet. */
function inARow(latest: readonly { outcome: Outcome | null; reason: BounceReason | null }[]): number {
  const from = latest.findIndex(({ outcome }) => outcome !== null);
  if (from < 0) return 0;
  let found = 0;
  for (const { outcome, reason } of latest.slice(from)) {
    if (outcome === null) break;
    if (reason !== null && saysOfAddress(reason)) found++;
  }
  return found;
}

/**
 * Rows that end the addresses of messages that a server refused for good while it was being spoken to.
 * @param refused messages with the words of the refusal
 */
export function refusedForGood(
  at: { bucket: number; buckets: number; now: Date },
  refused: readonly { key: string; personId: string; channel: string; address: string | null; reason: string | null }[],
): InboxRow[] {
  return refused.flatMap(({ reason, address, ...one }) => {
    if (reason === null || address === null || channelOf(one.channel).addressKind !== 'email') return [];
    // Nodemailer puts its own words before those of the server: “Can't send mail - all recipients were rejected: 550 …”.
    const reply = /(?<!\d)[45]\d\d[ -].*/s.exec(reason)?.[0] ?? reason;
    const code = Number(/^[45]\d\d/.exec(reply)?.[0] ?? 0) || null;
    // Whatever else was refused was refused after the address had been taken.
    const step = /recipients? (was|were) rejected|rcpt to/i.test(reason) ? 'rcpt' : 'data';
    const { hardness } = classifyReply(code, null, reply, step);
    return hardness === 'hard' ? [suppression(at, { ...one, address, here: true }, 'hard_bounce')] : [];
  });
}

/** Keys of messages that left for a person at an address, latest first. */
export const keysSentTo = async (
  on: Queryable,
  to: { bucket: number; personId: string; channel: string; address: string },
): Promise<string[]> =>
  (
    await run<{ key: string }>(on, sql('sent-to'), {
      bucket: to.bucket,
      person: to.personId,
      channel: to.channel,
      address: to.address,
      most: mostKeys,
    })
  ).map(({ key }) => key);
