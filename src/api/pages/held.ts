/** What whoever holds the link of a message may do, and the pages that say so. The signature is the right to act. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { channels, isChannelKind, MEASURE_PURPOSE } from '../../channels/index.ts';
import { type Filled, type OutboxMessage, outboxMessage } from '../../delivery/index.ts';
import type { Fact } from '../../facts/index.ts';
import { accept } from '../../intake/index.ts';
import { type LinkKind, readLink } from '../../messages/index.ts';
import { getPerson } from '../../people/index.ts';
import { addressHash, bucketOfHash, commandRow, isUuid, lanes, newId, putInbox } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { lookFor, sendLook } from './html.ts';
import { words } from './words.ts';

export type Linked = { Params: { token: string } };

/** What a link says: the message (null once it is not kept any more), its channel, and the hash of its address. */
export type Held = { message: OutboxMessage | null; channel: string; hash: string };

/** The message of a link, when the link is ours and made for this. */
export async function hold({ store, secret }: ApiDeps, kind: LinkKind, token: string): Promise<Held | null> {
  const payload = readLink(secret, kind, token);
  if (!payload) return null;
  const { c: channel, h: hash, k: key } = payload;
  if (typeof channel !== 'string' || typeof hash !== 'string' || typeof key !== 'string' || !isUuid(key)) return null;
  if (!isChannelKind(channel)) return null;
  return { message: await outboxMessage(store.pool, key), channel, hash };
}

type Said = { [Kind in 'consent' | 'suppression']: Pick<Extract<Fact, { kind: Kind }>, 'kind' | 'body'> };

/** Ends what is promotional. */
export const unsubscribe = (deps: ApiDeps, held: Held): Promise<void> =>
  tell(deps, held, (channel) => ({ kind: 'suppression', body: { channel, reason: 'unsubscribe' } }));

/** Takes the consent to be measured back, whether there was one or not: without it, no switch measures this person. */
export const stopMeasuring = (deps: ApiDeps, held: Held, wording: string): Promise<void> =>
  tell(deps, held, (channel) => ({
    kind: 'consent',
    body: { channel, purpose: MEASURE_PURPOSE, status: 'withdrawn', wording, source: 'preferences link' },
  }));

/**
 * The person's wish, durable when this returns. It is told of the address, for whoever else uses it, and of the person, so
 * that it goes with them to another address.
 */
async function tell(
  deps: ApiDeps,
  { message, channel, hash }: Held,
  said: (channel: string) => Said[keyof Said],
): Promise<void> {
  const { store } = deps;
  const address = message?.address;
  if (!message || !address || addressHash(channel, address).toString('base64url') !== hash || !isChannelKind(channel)) {
    return tellAddress(deps, hash, said(channel));
  }
  const kind = channels[channel].addressKind;
  const person = await getPerson(store, { id: message.personId });
  const whos = [
    kind === 'email' ? { email: address } : kind === 'phone' ? { phone: address } : {},
    person?.externalId ? { externalId: person.externalId } : {},
  ].filter((who) => Object.keys(who).length > 0);
  const now = store.clock.now();
  const facts = whos.map(
    (who): Fact => ({
      // Each click counts anew: somebody may have come back in between.
      messageId: newId(),
      origin: 'live',
      occurredAt: now,
      receivedAt: now,
      who,
      ...said(channel),
    }),
  );
  // No message may leave because the wish waits behind other facts.
  const { accepted, rejected } = await accept(store, facts, { source: 'link of a message', lane: lanes.transactional });
  if (accepted < facts.length || accepted === 0) {
    throw new Error(`What a reader asked for was not taken: ${rejected[0]?.reason}`);
  }
}

/** A link works for years, longer than its message is kept: then the address's own bucket is told, which knows its people. */
async function tellAddress({ store }: ApiDeps, hash: string, { kind, body }: Said[keyof Said]): Promise<void> {
  const bytes = Buffer.from(hash, 'base64url');
  const bucket = bucketOfHash(bytes, store.buckets);
  const told = { ...body, hash: bytes.toString('hex') };
  await putInbox(store.pool, [commandRow(bucket, `address.${kind}`, told, store.clock.now(), lanes.transactional)]);
  store.wake([bucket]);
}

type Answered = [deps: ApiDeps, request: FastifyRequest, reply: FastifyReply, held: Held | null];

/** In the language that the message was written in, else the browser's. */
export const lookOfHeld = (...[deps, request, , held]: Answered) =>
  lookFor(deps, request, (held?.message?.filled as Filled | null | undefined)?.person.locale);

export async function askPage(...asked: Answered) {
  const look = await lookOfHeld(...asked);
  const say = words[look.language];
  const body = `<p>${say.unsubscribeAsk}</p>
<form method="post"><input type="hidden" name="confirm" value="yes"><button>${say.unsubscribeButton}</button></form>
<p><small>${say.unsubscribeNote}</small></p>`;
  return sendLook(asked[2], 200, look, { title: say.unsubscribeTitle, body });
}

export async function donePage(...asked: Answered) {
  const look = await lookOfHeld(...asked);
  const say = words[look.language];
  const body = `<p>${say.unsubscribed}</p><p><small>${say.unsubscribeNote}</small></p>`;
  return sendLook(asked[2], 200, look, { title: say.unsubscribedTitle, body });
}

export async function unmeasuredPage(...asked: Answered) {
  const look = await lookOfHeld(...asked);
  const say = words[look.language];
  return sendLook(asked[2], 200, look, { title: say.unsubscribedTitle, body: `<p>${say.unmeasured}</p>` });
}

export async function deadPage(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply) {
  const look = await lookFor(deps, request);
  const say = words[look.language];
  return sendLook(reply, 404, look, { title: say.deadTitle, body: `<p>${say.dead}</p>` });
}
