/** Forms that people sign up with: shown, embedded, sent. The same answer to everybody, known or not. */
import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accept } from '../../intake/index.ts';
import { linkKey } from '../../messages/index.ts';
import {
  confirmationOf,
  type FormAnswer,
  type FormDefinition,
  type FormFaults,
  type FormVersion,
  formInForce,
  inLanguage,
  readAnswer,
  shownCounter,
  signupOf,
} from '../../pages/index.ts';
import { emailOf, phoneOf } from '../../people/index.ts';
import { lanes, newId } from '../../store/index.ts';
import type { ApiDeps } from '../deps.ts';
import { buttonOf, fieldsHtml, SHOWN_AT, TRAP, trapHtml } from './form-html.ts';
import { escapeHtml, type Language, type Look, lookFor, lookOf, type Page, pageHtml, sendLook } from './html.ts';
import { pace } from './pace.ts';
import { EMBED, HEIGHT } from './scripts.ts';
import { frameHeight } from './snippets.ts';
import { words } from './words.ts';

type Asked = { Params: { key: string }; Querystring: Record<string, string | undefined>; Body: unknown };
/** A form on its way out: whose it is, how it looks, and whether it stands in another page. */
type Shown = { form: FormVersion; look: Look; embedded: boolean };
type Sent = Readonly<Record<string, unknown>>;

/** Nobody reads and fills in a form in less. */
const SHORTEST_MS = 2_000;
/** A page of the shop as a proof needs it; longer ones are cut. */
const LONGEST_PAGE = 500;

export function formPages(app: FastifyInstance, deps: ApiDeps): void {
  const { store } = deps;
  const counter = shownCounter(store);
  const wait = pace();
  app.addHook('onClose', () => counter.flush().catch(() => {}));

  app.get<Asked>('/f/:key', async (request, reply) => {
    const shown = await shownOf(deps, request);
    if (!shown) return noForm(deps, request, reply);
    if (request.method === 'GET') counter.note(shown.form);
    return sendForm(deps, reply, 200, shown, {});
  });

  app.get<Asked>('/f/:key/embed.js', async (request, reply) => {
    const form = await formInForce(store.pool, request.params.key);
    if (!form) return reply.code(404).type('text/javascript').send('');
    const height = String(frameHeight({ draft: form.definition }));
    return sendScript(reply, EMBED.replace('{height}', height));
  });
  app.get('/f/height.js', async (_, reply) => sendScript(reply, HEIGHT));

  // Asked by browsers before a script of the shop's page sends JSON here.
  app.options('/f/:key', async (_, reply) =>
    reply
      .code(204)
      .headers({ ...OPEN, 'access-control-allow-headers': 'content-type', 'access-control-allow-methods': 'POST' })
      .send(),
  );

  app.post<Asked>('/f/:key', async (request, reply) => {
    reply.headers(OPEN);
    const shown = await shownOf(deps, request);
    if (!shown) return noForm(deps, request, reply);
    const seconds = wait(request.ip, store.clock.wall());
    if (seconds > 0) return tooOften(request, reply, shown, seconds);
    const sent = (request.body ?? {}) as Sent;
    if (isProgram(deps, sent)) return taken(request, reply, shown);
    const read = readAnswer(shown.form.definition, sent, { email: emailOf, phone: phoneOf });
    if ('faults' in read) return refuse(deps, request, reply, { shown, sent, faults: read.faults });
    await signUp(deps, request, shown, read.answer);
    return taken(request, reply, shown);
  });
}

/** Any page may send a form: no cookie is looked at, so there is nothing of anybody's to misuse. */
const OPEN = { 'access-control-allow-origin': '*' } as const;

const sendScript = (reply: FastifyReply, script: string) =>
  reply
    .headers({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'cross-origin-resource-policy': 'cross-origin',
    })
    .send(script);

async function shownOf(deps: ApiDeps, request: FastifyRequest<Asked>): Promise<Shown | null> {
  const form = await formInForce(deps.store.pool, request.params.key);
  if (!form) return null;
  const look = await lookFor(deps, request, request.query.lang);
  const { accent } = form.definition;
  const shop = accent ? { ...look.shop, accent } : look.shop;
  return { form, look: { ...look, shop }, embedded: request.query.embed === '1' };
}

const wantsJson = ({ headers }: FastifyRequest): boolean => /\bjson\b/i.test(headers['content-type'] ?? '');

function sendForm(
  deps: ApiDeps,
  reply: FastifyReply,
  status: number,
  shown: Shown,
  drawn: { sent?: Sent; faults?: FormFaults },
) {
  const { form, look, embedded } = shown;
  const { definition } = form;
  const lead = definition.lead ? `<p>${escapeHtml(inLanguage(definition.lead, look.language))}</p>` : '';
  const query = new URLSearchParams({ lang: look.language, ...(embedded && { embed: '1' }) });
  const body = `${lead}<form method="post" action="/f/${form.key}?${escapeHtml(String(query))}">
${fieldsHtml(definition, { language: look.language, ...drawn })}
${trapHtml()}<input type="hidden" name="${SHOWN_AT}" value="${shownAt(deps, deps.store.clock.wall())}">
<button>${buttonOf(definition, look.language)}</button>
</form>`;
  return sendShown(reply, status, shown, { title: inLanguage(definition.title, look.language), body });
}

/** A draft as people would see it; it leads nowhere. */
export async function formPreview(deps: ApiDeps, definition: FormDefinition, language: Language): Promise<string> {
  const look = await lookOf(deps, language);
  const shop = definition.accent ? { ...look.shop, accent: definition.accent } : look.shop;
  const lead = definition.lead ? `<p>${escapeHtml(inLanguage(definition.lead, language))}</p>` : '';
  const body = `${lead}<form>${fieldsHtml(definition, { language })}<button type="button">${buttonOf(definition, language)}</button></form>`;
  return pageHtml({ ...look, shop }, { title: inLanguage(definition.title, language), body });
}

/** A page of a form: it may stand in any site's frame, and lead to where the form leads. */
function sendShown(reply: FastifyReply, status: number, { form, look, embedded }: Shown, page: Page) {
  const { redirect } = form.definition;
  // Browsers ask this header about the place that a form's answer leads to as well.
  const leads = redirect ? ` ${new URL(redirect).origin}` : '';
  const content = `default-src 'none'; form-action 'self'${leads}; style-src 'unsafe-inline'`;
  const head = embedded ? '<script src="/f/height.js" async></script>' : '';
  return sendLook(reply, status, look, { ...page, embedded, head }, { content, framed: embedded, scripts: embedded });
}

async function signUp(
  { store }: ApiDeps,
  request: FastifyRequest,
  { form, look }: Shown,
  answer: FormAnswer,
): Promise<void> {
  const template = await confirmationOf(store.pool, form.definition);
  const { who, ...body } = signupOf(form, answer, { language: look.language, page: pageOf(request), template });
  const now = store.clock.now();
  const fact = {
    kind: 'signup' as const,
    messageId: newId(),
    origin: 'live' as const,
    occurredAt: now,
    receivedAt: now,
    who,
    body,
  };
  const { rejected } = await accept(store, [fact], { source: `form ${form.key}`, lane: lanes.transactional });
  if (rejected[0]) throw new Error(`What a form brought was not taken: ${rejected[0].reason}`);
}

/** The page that the form stood in, without what a query may tell of its reader. */
function pageOf({ headers }: FastifyRequest): string | null {
  const { referer } = headers;
  if (referer === undefined || !URL.canParse(referer)) return null;
  const { origin, pathname } = new URL(referer);
  return `${origin}${pathname}`.slice(0, LONGEST_PAGE);
}

const signed = ({ secret }: ApiDeps, at: string): string =>
  createHmac('sha256', linkKey(secret, 'form')).update(at).digest('base64url').slice(0, 16);

function shownAt(deps: ApiDeps, wall: Date): string {
  const at = wall.getTime().toString(36);
  return `${at}.${signed(deps, at)}`;
}

/** Whether a program filled it in: it told more than a person sees, or was faster than anybody reads. */
function isProgram(deps: ApiDeps, sent: Sent): boolean {
  if (typeof sent[TRAP] === 'string' && sent[TRAP] !== '') return true;
  const [at = '', mark = ''] = typeof sent[SHOWN_AT] === 'string' ? sent[SHOWN_AT].split('.') : [];
  if (at === '' || mark !== signed(deps, at)) return false;
  return deps.store.clock.wall().getTime() - Number.parseInt(at, 36) < SHORTEST_MS;
}

/** What everybody is answered, programs too: whether an address is known is nobody's business. */
function taken(request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  const { definition } = shown.form;
  const { language } = shown.look;
  const say = words[language];
  const thanks = definition.thanks ? inLanguage(definition.thanks, language) : say.formThanks;
  const told = definition.doubleOptIn ? say.formAsked : thanks;
  if (wantsJson(request)) return reply.send({ ok: true, message: told, redirect: definition.redirect ?? null });
  if (definition.redirect && !shown.embedded) return reply.redirect(definition.redirect, 303);
  const title = definition.doubleOptIn ? say.formAskedTitle : say.formThanksTitle;
  return sendShown(reply, 200, shown, { title, body: `<p>${escapeHtml(told)}</p>` });
}

type Refused = { shown: Shown; sent: Sent; faults: FormFaults };

function refuse(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply, { shown, sent, faults }: Refused) {
  const say = words[shown.look.language];
  if (!wantsJson(request)) return sendForm(deps, reply, 422, shown, { sent, faults });
  const told = Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name, say[`fault_${fault}`]]));
  return reply.code(422).send({ ok: false, faults: told });
}

function tooOften(request: FastifyRequest, reply: FastifyReply, shown: Shown, seconds: number) {
  const say = words[shown.look.language];
  reply.header('retry-after', String(seconds));
  if (wantsJson(request)) return reply.code(429).send({ ok: false, message: say.formTooOften });
  return sendShown(reply, 429, shown, { title: say.formTooOftenTitle, body: `<p>${say.formTooOften}</p>` });
}

async function noForm(deps: ApiDeps, request: FastifyRequest, reply: FastifyReply) {
  const look = await lookFor(deps, request);
  const say = words[look.language];
  return sendLook(reply, 404, look, { title: say.formGoneTitle, body: `<p>${say.formGone}</p>` });
}
