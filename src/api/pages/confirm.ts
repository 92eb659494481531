/** The page behind the mail that asks: opening it confirms nothing, because programs open every link. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LINK_PATHS } from '../../messages/index.ts';
import { confirmSignup, inLanguage, type Language, type Standing, signupStanding } from '../../pages/index.ts';
import { getPerson, type Person } from '../../people/index.ts';
import type { ApiDeps } from '../deps.ts';
import { deadPage, type Held, hold, type Linked } from './held.ts';
import { escapeHtml, lookFor, sendLook } from './html.ts';
import { words } from './words.ts';

/** A sign-up as its link finds it. */
type Asked = { person: Person; id: string; hash: string; standing: Standing; language: Language | null };

export function confirmPages(app: FastifyInstance, deps: ApiDeps): void {
  const path = `${LINK_PATHS.confirm}:token`;

  app.get<Linked>(path, async (request, reply) => {
    const asked = await askedBy(deps, await hold(deps, 'confirm', request.params.token));
    return asked ? show(deps, request, reply, asked) : deadPage(deps, request, reply);
  });

  app.post<Linked>(path, async (request, reply) => {
    const asked = await askedBy(deps, await hold(deps, 'confirm', request.params.token));
    if (!asked) return deadPage(deps, request, reply);
    if (asked.standing.state !== 'open') return show(deps, request, reply, asked);
    await confirmSignup(deps.store, asked);
    return show(deps, request, reply, { ...asked, standing: { ...asked.standing, state: 'confirmed' } });
  });
}

/** The message's key is the sign-up's id; its address has to be the one that was typed in. */
async function askedBy({ store }: ApiDeps, held: Held | null): Promise<Asked | null> {
  const person = held?.message && (await getPerson(store, { id: held.message.personId }));
  if (!held?.message || !person) return null;
  const { key: id, context } = held.message;
  const hash = Buffer.from(held.hash, 'base64url').toString('hex');
  const standing = await signupStanding(store.pool, { bucket: person.bucket, id, hash, now: store.clock.now() });
  const language = (context.form as { language?: Language } | undefined)?.language ?? null;
  return standing && { person, id, hash, standing, language };
}

async function show(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply, { standing, language }: Asked) {
  const look = await lookFor(deps, request, language);
  const say = words[look.language];
  const definition = standing.form?.definition;
  const accent = definition?.accent;
  const own = accent ? { ...look, shop: { ...look.shop, accent } } : look;
  const title = definition ? escapeHtml(inLanguage(definition.title, look.language)) : '';
  const pages = {
    open: {
      title: say.confirmTitle,
      body: `<p>${say.confirmAsk}</p><p class="soft">${title}</p>
<form method="post"><button>${say.confirmButton}</button></form><p><small>${say.confirmNote}</small></p>`,
    },
    confirmed: {
      title: say.confirmedTitle,
      body: `<p>${definition?.thanks ? escapeHtml(inLanguage(definition.thanks, look.language)) : say.confirmed}</p>`,
    },
    expired: { title: say.expiredTitle, body: `<p>${say.expired}</p>` },
  };
  return sendLook(reply, standing.state === 'expired' ? 410 : 200, own, pages[standing.state]);
}
