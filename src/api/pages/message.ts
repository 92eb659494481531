import type { FastifyInstance } from 'fastify';
import { type Filled, type OutboxMessage, renderAgain } from '../../delivery/index.ts';
import { getTemplateVersion, LINK_PATHS } from '../../messages/index.ts';
import type { ApiDeps } from '../deps.ts';
import { askPage, deadPage, donePage, hold, type Linked, lookOfHeld, unsubscribe } from './held.ts';
import { escapeHtml, sendLook, sendPage } from './html.ts';
import { words } from './words.ts';

/** Images of messages come from wherever the shop keeps them; scripts never run. */
const MESSAGE_CONTENT =
  "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline' https:; font-src https: data:";

/** Links of a message: unsubscribe and view in browser. No login, no cookie: the signature is the right to act. */
export function messagePages(app: FastifyInstance, deps: ApiDeps): void {
  const path = `${LINK_PATHS.unsubscribe}:token`;

  // Mail scanners and previews open every link: opening shows a page and changes nothing.
  app.get<Linked>(path, async (request, reply) => {
    const held = await hold(deps, 'unsubscribe', request.params.token);
    return held ? askPage(deps, request, reply, held) : deadPage(deps, request, reply);
  });

  // The mailbox posts here (RFC 8058), or the page above does. Both hold the same link, so both mean the same; a body that a
  // mailbox wrote wrongly must not cost a person their unsubscription.
  app.post<Linked>(path, async (request, reply) => {
    const held = await hold(deps, 'unsubscribe', request.params.token);
    if (!held) return deadPage(deps, request, reply);
    await unsubscribe(deps, held);
    return donePage(deps, request, reply, held);
  });

  app.get<Linked>(`${LINK_PATHS.view}:token`, async (request, reply) => {
    const held = await hold(deps, 'view', request.params.token);
    if (!held) return deadPage(deps, request, reply);
    const look = await lookOfHeld(deps, request, reply, held);
    const made = held.message?.filled ? await again(deps, held.message) : null;
    if (made === null || 'skip' in made) {
      const { deadTitle, gone } = words[look.language];
      return sendLook(reply, 404, look, { title: deadTitle, body: `<p>${gone}</p>` });
    }
    if (made.html !== undefined) return sendPage(reply, 200, made.html, { content: MESSAGE_CONTENT });
    const body = `<p>${escapeHtml(made.text).replaceAll('\n', '<br>')}</p>`;
    return sendLook(reply, 200, look, { title: made.subject ?? '', body });
  });
}

async function again({ store }: ApiDeps, message: OutboxMessage) {
  const version = await getTemplateVersion(store.pool, message.templateId, message.templateVersion);
  return renderAgain(version.compiled, message.filled as unknown as Filled);
}
