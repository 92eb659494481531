/** The mail that asks whether somebody really signed up: a template of the product's own until the shop has one. */
import { listWordings } from '../compliance/index.ts';
import { isDeclicError } from '../errors.ts';
import { getTemplate, type PublishContext, publish, type StoredTemplate, saveTemplate } from '../messages/index.ts';
import { readSetting, shopLocale } from '../settings/index.ts';
import { faster, lanes, putInbox, type Queryable, type Store } from '../store/index.ts';
import { errors } from './errors.ts';
import type { FormDefinition } from './form.ts';
import { addVersion, type Form, getForm } from './forms.ts';
import { CONFIRM } from './signups.ts';

/** Key of the product's own template. Once it is there the shop may change it like any other. */
const CONFIRMATION_TEMPLATE = 'sign-up-confirmation';

const inEnglish = (en: string, fr: string): string => `{% if form.language == "en" %}${en}{% else %}${fr}{% endif %}`;

const BODY = `<mjml>
  <mj-head><mj-attributes><mj-all font-family="Helvetica, Arial, sans-serif" /><mj-text font-size="16px" line-height="24px" color="#22201c" /></mj-attributes></mj-head>
  <mj-body background-color="#faf6ef">
    <mj-section padding="32px 16px"><mj-column background-color="#fffdf9" border-radius="12px" padding="24px 8px">
      <mj-text font-size="22px" line-height="28px" font-weight="bold">${inEnglish('One more click', 'Encore un clic')}</mj-text>
      <mj-text>${inEnglish(
        'Somebody, most likely you, signed up at {{ shop.name }} with this address (“{{ form.title }}”). Please confirm that it was you.',
        'Quelqu’un, sans doute vous, s’est inscrit chez {{ shop.name }} avec cette adresse («&nbsp;{{ form.title }}&nbsp;»). Confirmez que c’est bien vous.',
      )}</mj-text>
      <mj-button href="{{ link.confirm }}" background-color="#22201c" color="#ffffff" font-size="16px" border-radius="8px" inner-padding="14px 24px">${inEnglish('Confirm my sign-up', 'Confirmer mon inscription')}</mj-button>
      <mj-text font-size="14px" line-height="20px" color="#665f55">${inEnglish(
        'It was not you? Then do nothing: without your confirmation you will not hear from us again.',
        'Ce n’était pas vous&nbsp;? Ne faites rien&nbsp;: sans votre confirmation, nous ne vous écrirons plus.',
      )}</mj-text>
    </mj-column></mj-section>
    <mj-section padding="0 16px 32px"><mj-column><mj-text align="center" font-size="12px" line-height="18px" color="#665f55">{{ footer.identity }}</mj-text></mj-column></mj-section>
  </mj-body>
</mjml>`;

const builtIn = {
  key: CONFIRMATION_TEMPLATE,
  channel: 'email',
  class: 'transactional',
  purpose: 'service',
  draft: {
    format: 'mjml',
    subject: `${inEnglish('Please confirm your sign-up', 'Confirmez votre inscription')} · {{ shop.name }}`,
    body: BODY,
  },
} as const;

/** What the shop reads of it, in its own language: to people it is written in theirs. */
const calledIn = (locale: string): string =>
  locale.startsWith('fr') ? 'Confirmation d’inscription' : 'Sign-up confirmation';

/**
 * Publishes a form's draft. Its mail is seen to first: the shop's own template has to be one that can ask, the product's own is
 * made where there is none.
 * @param revision what somebody has read: nothing else is published
 * @throws FORM_UNKNOWN, FORM_CHANGED, FORM_BLOCKED, TEMPLATE_BLOCKED where the shop has no sender or address yet
 */
export async function publishForm(
  store: Store,
  key: string,
  context: PublishContext,
  revision?: number,
): Promise<{ version: number }> {
  const form = await getForm(store.pool, key);
  if (revision !== undefined && form.revision !== revision) {
    const { said, more } = faster(form);
    throw errors.FORM_CHANGED({ form: key, ...said }, more);
  }
  if (form.draft.doubleOptIn) {
    if (form.draft.confirmation === undefined) await ensureBuiltIn(store, context);
    else await checkOwn(store.pool, form.key, form.draft.confirmation);
  }
  return addVersion(store, { ...form, draft: await withKeptWordings(store.pool, form) });
}

/** The draft with the wordings of the shop's list as they stand now, and their versions. @throws FORM_BLOCKED */
async function withKeptWordings(on: Queryable, { key: form, draft }: Form): Promise<FormDefinition> {
  const known = new Map((await listWordings(on)).map((one) => [one.key, one]));
  const problems: string[] = [];
  const consents = draft.consents.map((consent) => {
    if (!consent.kept) return consent;
    const { key } = consent.kept;
    const found = known.get(key);
    if (!found || found.archivedAt) problems.push(`there is no wording of consent “${key}” in use.`);
    else if (found.channel !== consent.channel || found.purpose !== consent.purpose)
      problems.push(`the wording “${key}” is for ${found.channel} and ${found.purpose}.`);
    else return { ...consent, wording: found.text, kept: { key, version: found.version } };
    return consent;
  });
  if (problems.length > 0) throw errors.FORM_BLOCKED({ form, problems: problems.join(' ') }, { details: problems });
  return { ...draft, consents };
}

async function ensureBuiltIn(store: Store, context: PublishContext): Promise<void> {
  const there = await found(store.pool, CONFIRMATION_TEMPLATE);
  if (there?.publishedVersion) return;
  if (!there) {
    const name = calledIn(await readSetting(store.pool, shopLocale));
    await saveTemplate(store.pool, { ...builtIn, name }, store.clock.now());
  }
  await publish(store.pool, CONFIRMATION_TEMPLATE, context);
}

async function checkOwn(on: Queryable, form: string, key: string): Promise<void> {
  const own = await found(on, key);
  const problems = !own
    ? [`there is no template “${key}”.`]
    : [
        ...(own.channel === 'email' ? [] : [`the template “${key}” is no e-mail.`]),
        ...(own.class !== 'promotional'
          ? []
          : [`the template “${key}” is promotional, and asking is not: make it transactional.`]),
        ...(own.publishedVersion ? [] : [`the template “${key}” was never published.`]),
        ...(/link\.confirm/.test(own.draft.body)
          ? []
          : [`the template “${key}” lacks {{ link.confirm }}, the link to confirm with.`]),
      ];
  if (problems.length > 0) throw errors.FORM_BLOCKED({ form, problems: problems.join(' ') }, { details: problems });
}

async function found(on: Queryable, key: string): Promise<StoredTemplate | null> {
  try {
    return await getTemplate(on, key);
  } catch (error) {
    if (isDeclicError(error, 'TEMPLATE_UNKNOWN')) return null;
    throw error;
  }
}

/** The mail that a form asks with, as it is published now; null where it asks nobody. */
export async function confirmationOf(
  on: Queryable,
  { doubleOptIn, confirmation = CONFIRMATION_TEMPLATE }: FormDefinition,
): Promise<{ id: number; version: number } | null> {
  if (!doubleOptIn) return null;
  const { id, publishedVersion } = await getTemplate(on, confirmation);
  // Templates are never unpublished, and a form is not published without one.
  return { id, version: publishedVersion! };
}

/** Somebody confirms: durable when this returns. */
export async function confirmSignup(
  store: Store,
  { person, id, hash }: { person: { id: string; bucket: number }; id: string; hash: string },
): Promise<void> {
  const now = store.clock.now();
  const moment = { occurredAt: now, receivedAt: now, origin: 'live' as const, messageId: null };
  const { bucket, id: personId } = person;
  await putInbox(store.pool, [
    { bucket, personId, lane: lanes.transactional, kind: CONFIRM, ...moment, body: { id, hash } },
  ]);
  store.wake([bucket]);
}
