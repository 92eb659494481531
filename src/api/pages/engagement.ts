import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Asked, engagementDoor } from '../../intake/index.ts';
import { readClick, readOpen, TRACKING_PATHS } from '../../messages/index.ts';
import type { ApiDeps } from '../deps.ts';
import { escapeHtml, lookFor, sendLook } from './html.ts';
import { words } from './words.ts';

type Linked = { Params: { token: string } };

/** One transparent point. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
/** Nobody waits longer than this for their page because we want to note something. */
const PATIENCE_MS = 1_000;
/** Told to nobody else: the token names a message. */
const PRIVATE = { 'cache-control': 'no-store, private', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' };

/** Tracked links and pixels. The signature is all: where a link leads is in it, and nothing else is asked. */
export function engagementPages(app: FastifyInstance, deps: ApiDeps): void {
  const note = noteTaker(deps);

  // HEAD is answered by the same handler, and told from GET.
  app.get<Linked>(`${TRACKING_PATHS.click}:token`, async (request, reply) => {
    const read = readClick(deps.secret, request.params.token);
    if (!read || !isPage(read.url)) return deadLink(deps, request, reply);
    const { url, link, links, ...message } = read;
    await note({ kind: 'click', message, link, links, ...askedBy(request) });
    return reply.code(302).headers(PRIVATE).header('location', url).send();
  });

  app.get<Linked>(`${TRACKING_PATHS.open}:token`, async (request, reply) => {
    const message = readOpen(deps.secret, request.params.token.replace(/\.gif$/, ''));
    if (message) await note({ kind: 'open', message, link: null, links: 0, ...askedBy(request) });
    // A point even then: a broken image in a mail helps nobody.
    return reply
      .code(message ? 200 : 404)
      .headers({ ...PRIVATE, 'content-type': 'image/gif' })
      .send(PIXEL);
  });
}

/** Signed links lead to pages; this is asked again so that a fault of ours never becomes a `javascript:` of somebody's. */
const isPage = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

function askedBy(request: FastifyRequest) {
  const { 'user-agent': userAgent, 'sec-purpose': purpose, purpose: older, 'x-moz': oldest } = request.headers;
  const prefetch = [purpose, older, oldest].some((value) => String(value ?? '').includes('prefetch'));
  return { head: request.method === 'HEAD', userAgent, address: request.ip, prefetch };
}

/** A link leads on although its click could not be noted: the person comes first. */
function noteTaker({ store, secret, log }: ApiDeps): (asked: Asked) => Promise<void> {
  const take = engagementDoor(store, secret);
  return async (asked) => {
    const taken = take(asked).catch((error) =>
      log.warn({ event: 'engagement.lost', err: error, kind: asked.kind }, 'a hit was not noted'),
    );
    const late = new AbortController();
    await Promise.race([taken, sleep(PATIENCE_MS, null, { signal: late.signal }).catch(() => {})]);
    late.abort();
  };
}

/** A page and never a redirect: a link that we did not sign leads nowhere. */
async function deadLink(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply) {
  const look = await lookFor(deps, request);
  const { deadTitle, dead, toShop } = words[look.language];
  const { url, name } = look.shop;
  const link = url === '' ? '' : `<p><a href="${escapeHtml(url)}">${escapeHtml(name || toShop)}</a></p>`;
  return sendLook(reply, 404, look, { title: deadTitle, body: `<p>${dead}</p>${link}` });
}
