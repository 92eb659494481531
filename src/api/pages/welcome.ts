import type { FastifyInstance } from 'fastify';
import { acceptInvitation, type Invitation, openSession, readInvitation, record } from '../../access/index.ts';
import { type DeclicError, isDeclicError } from '../../errors.ts';
import { cookieOptions, openedBy, SESSION_COOKIE } from '../caller.ts';
import type { ApiDeps } from '../deps.ts';
import { escapeHtml, houseLook, type Language, languageOf, type Page, sendLook } from './html.ts';
import { words } from './words.ts';

type Opened = { Params: { token: string } };

/** Where an invitation is opened: also what the first start prints. */
export const invitationLink = (base: string, token: string): string => `${base.replace(/\/+$/, '')}/welcome/${token}`;

/** An invitation, and with it the very first account. */
export function welcomePages(app: FastifyInstance, deps: ApiDeps): void {
  const { store } = deps;

  app.get<Opened>('/welcome/:token', async (request, reply) => {
    const language = languageOf(null, request.headers['accept-language']);
    try {
      const invitation = await readInvitation(store.pool, store.clock.wall(), request.params.token);
      return sendLook(reply, 200, houseLook(language), form(language, invitation, null));
    } catch (error) {
      if (!isDeclicError(error, 'ACCESS_INVITATION_GONE')) throw error;
      return sendLook(reply, 410, houseLook(language), gone(language));
    }
  });

  app.post<Opened & { Body: unknown }>('/welcome/:token', async (request, reply) => {
    const language = languageOf(null, request.headers['accept-language']);
    const { token } = request.params;
    const sent = (request.body ?? {}) as Record<string, unknown>;
    const [email, password] = [textOf(sent.email), textOf(sent.password)];
    try {
      const account = await acceptInvitation(store, token, { email, password });
      const session = await openSession(store.pool, store.clock.wall(), account.id);
      await record(store.pool, store.clock.wall(), { actor: account.email, ...openedBy(account) });
      reply.setCookie(SESSION_COOKIE, session.token, cookieOptions(deps));
      const { welcomedTitle, renewedTitle, welcomed, welcomedButton } = words[language];
      const body = `<p>${welcomed}</p><form action="/"><button>${welcomedButton}</button></form>`;
      const title = account.known ? renewedTitle : welcomedTitle;
      return sendLook(reply, 200, houseLook(language), { title, body });
    } catch (error) {
      if (isDeclicError(error, 'ACCESS_INVITATION_GONE'))
        return sendLook(reply, 410, houseLook(language), gone(language));
      if (!isDeclicError(error)) throw error;
      const invitation = await readInvitation(store.pool, store.clock.wall(), token);
      return sendLook(reply, error.status, houseLook(language), form(language, invitation, toldOf(language, error)));
    }
  });
}

/** What a form or a script sent, where it is a text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A fault in the reader's language; one that nobody foresaw is told as it is. */
const toldOf = (language: Language, { code, message }: DeclicError): string =>
  (words[language] as Record<string, string>)[`fault_${code}`] ?? message;

/** An address that is known is read, whole on any screen; a field that nobody sees tells it to password managers. */
function emailIn(label: string, known: string | null): string {
  const field = '<input type="email" name="email" required autocomplete="username"';
  if (known === null) return `<label class="field">${label}${field}></label>`;
  const email = escapeHtml(known);
  return `<p><strong>${label}</strong><br>${email.replace('@', '@<wbr>')}</p>${field} value="${email}" readonly hidden>`;
}

function form(language: Language, invitation: Invitation, fault: string | null): Page {
  const say = words[language];
  const told = fault === null ? '' : `<p class="note" role="alert">${escapeHtml(fault)}</p>`;
  const { known } = invitation;
  const body = `<p>${known ? say.renewAsk : say.welcomeAsk}</p>${told}
<form method="post">
${emailIn(say.welcomeEmail, invitation.email)}
<label class="field">${say.welcomePassword}<input type="password" name="password" required minlength="10" autocomplete="new-password"></label>
<button>${known ? say.renewButton : say.welcomeButton}</button>
</form>`;
  return { title: known ? say.renewTitle : say.welcomeTitle, body };
}

const gone = (language: Language): Page => ({
  title: words[language].invitationGoneTitle,
  body: `<p>${words[language].invitationGone}</p>`,
});
