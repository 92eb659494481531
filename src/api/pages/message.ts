import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { channels, isChannelKind, MEASURE_PURPOSE } from '../../channels/index.ts';
import { type Filled, type OutboxMessage, outboxMessage, renderAgain } from '../../delivery/index.ts';
import type { Fact } from '../../facts/index.ts';
import { accept } from '../../intake/index.ts';
import { getTemplateVersion, LINK_PATHS, type LinkKind, readLink } from '../../messages/index.ts';
import { getPerson } from '../../people/index.ts';
import { addressHash, isUuid, lanes, newId } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { escapeHtml, languageOf, pageHtml, sendPage } from './html.ts';
import { words } from './words.ts';

type Linked = { Params: { token: string } };
type Form = { stop?: string } | null;

/** What a link says: the message, its channel, and the hash of the address that it went to. */
type Held = { message: OutboxMessage | null; channel: string; hash: string };

/** Images of messages come from wherever the shop keeps them; scripts never run. */
const MESSAGE_CONTENT =
  "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline' https:; font-src https: data:";

/** Links of a message: unsubscribe, preferences, view in browser. No login, no cookie: the signature is the right to act. */
export function messagePages(app: FastifyInstance, deps: ApiDeps): void {
  // The preference page is the unsubscribe page, and ends the measuring for whoever asks for that alone.
  for (const kind of ['unsubscribe', 'preferences'] as const) {
    const path = `${LINK_PATHS[kind]}:token`;
    // Mail scanners and previews open every link: opening shows a page and changes nothing.
    app.get<Linked>(path, async (request, reply) => {
      const held = await hold(deps, kind, request.params.token);
      return held ? sendPage(reply, 200, askPage(request, held, kind)) : deadPage(request, reply);
    });
    // The mailbox posts here (RFC 8058), or the page above does. Both hold the same link, so both mean the same; a body
    // that a mailbox wrote wrongly must not cost a person their unsubscription.
    app.post<Linked>(path, async (request, reply) => {
      const held = await hold(deps, kind, request.params.token);
      if (!held) return deadPage(request, reply);
      if (kind === 'preferences' && (request.body as Form)?.stop === MEASURE_PURPOSE) {
        await stopMeasuring(deps, held, speak(request, held).say.measureButton);
        return sendPage(reply, 200, unmeasuredPage(request, held));
      }
      await unsubscribe(deps, held);
      return sendPage(reply, 200, donePage(request, held));
    });
  }

  app.get<Linked>(`${LINK_PATHS.view}:token`, async (request, reply) => {
    const held = await hold(deps, 'view', request.params.token);
    if (!held) return deadPage(request, reply);
    const made = held.message?.filled ? await again(deps, held.message) : null;
    if (made === null || 'skip' in made) return gonePage(request, reply, held);
    return sendPage(reply, 200, made.html ?? textPage(request, held, made.subject, made.text), MESSAGE_CONTENT);
  });
}

/** The message of a link, when the link is ours and made for this. */
async function hold({ store, secret }: ApiDeps, kind: LinkKind, token: string): Promise<Held | null> {
  const payload = readLink(secret, kind, token);
  if (!payload) return null;
  const { c: channel, h: hash, k: key } = payload;
  if (typeof channel !== 'string' || typeof hash !== 'string' || typeof key !== 'string' || !isUuid(key)) return null;
  return { message: await outboxMessage(store.pool, key), channel, hash };
}

type Said = { [Kind in 'consent' | 'suppression']: Pick<Extract<Fact, { kind: Kind }>, 'kind' | 'body'> };

/** Ends what is promotional. */
const unsubscribe = (deps: ApiDeps, held: Held): Promise<void> =>
  tell(deps, held, (channel) => ({ kind: 'suppression', body: { channel, reason: 'unsubscribe' } }));

/** Takes the consent to be measured back, whether there was one or not: without it, no switch measures this person. */
const stopMeasuring = (deps: ApiDeps, held: Held, wording: string): Promise<void> =>
  tell(deps, held, (channel) => ({
    kind: 'consent',
    body: { channel, purpose: MEASURE_PURPOSE, status: 'withdrawn', wording, source: 'preferences link' },
  }));

/**
 * The person's wish, durable when this returns. It is told of the address, for whoever else uses it, and of the person, so
 * that it goes with them to another address.
 */
async function tell(
  { store }: ApiDeps,
  { message, channel, hash }: Held,
  said: (channel: string) => Said[keyof Said],
): Promise<void> {
  const address = message?.address;
  if (!message || !address || addressHash(channel, address).toString('base64url') !== hash || !isChannelKind(channel)) {
    throw errors.API_NOT_FOUND({ what: 'message', id: message?.key ?? hash });
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

async function again({ store }: ApiDeps, message: OutboxMessage) {
  const version = await getTemplateVersion(store.pool, message.templateId, message.templateVersion);
  return renderAgain(version.compiled, message.filled as unknown as Filled);
}

function speak(request: FastifyRequest, held: Held | null) {
  const locale = (held?.message?.filled as Filled | null | undefined)?.person.locale;
  const language = languageOf(locale, request.headers['accept-language']);
  return { language, say: words[language] };
}

/** The shop by the name that its message gave: people unsubscribe from a shop, not from a program. */
function whose(held: Held): string {
  const name = (held.message?.filled as Filled | null | undefined)?.values.shop.name;
  return name ? `<p class="soft">${escapeHtml(name)}</p>` : '';
}

function askPage(request: FastifyRequest, held: Held, kind: LinkKind): string {
  const { language, say } = speak(request, held);
  const measure =
    kind === 'preferences'
      ? `<hr><p>${say.measureAsk}</p>
<form method="post"><input type="hidden" name="stop" value="${MEASURE_PURPOSE}"><button>${say.measureButton}</button></form>`
      : '';
  const body = `${whose(held)}<p>${say.unsubscribeAsk}</p>
<form method="post"><input type="hidden" name="confirm" value="yes"><button>${say.unsubscribeButton}</button></form>
<p><small>${say.unsubscribeNote}</small></p>${measure}`;
  return pageHtml(language, say.unsubscribeTitle, body);
}

function donePage(request: FastifyRequest, held: Held): string {
  const { language, say } = speak(request, held);
  return pageHtml(
    language,
    say.unsubscribedTitle,
    `${whose(held)}<p>${say.unsubscribed}</p><p><small>${say.unsubscribeNote}</small></p>`,
  );
}

function unmeasuredPage(request: FastifyRequest, held: Held): string {
  const { language, say } = speak(request, held);
  return pageHtml(language, say.unsubscribedTitle, `${whose(held)}<p>${say.unmeasured}</p>`);
}

function deadPage(request: FastifyRequest, reply: FastifyReply) {
  const { language, say } = speak(request, null);
  return sendPage(reply, 404, pageHtml(language, say.deadTitle, `<p>${say.dead}</p>`));
}

function gonePage(request: FastifyRequest, reply: FastifyReply, held: Held) {
  const { language, say } = speak(request, held);
  return sendPage(reply, 404, pageHtml(language, say.deadTitle, `<p>${say.gone}</p>`));
}

function textPage(request: FastifyRequest, held: Held, subject: string | undefined, text: string): string {
  const { language } = speak(request, held);
  const lines = escapeHtml(text).replaceAll('\n', '<br>');
  return pageHtml(language, subject ?? '', `<p>${lines}</p>`);
}
