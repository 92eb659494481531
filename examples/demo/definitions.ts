/** What the shop's marketers made: segments, mails, scenarios in force, a form; and an account for each role. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Doors } from './doors.ts';
import { dressed } from './looks.ts';

const pathOf = (name: string): URL => new URL(name, import.meta.url);
const textOf = (name: string): string => readFileSync(pathOf(name), 'utf8');
const SCENARIOS = ['bienvenue', 'panier-oublie', 'reconquete', 'anniversaire', 'essai-coach', 'conseils', 'reassort'];

type Segment = { key: string; name: string; description?: string; rule: unknown };
/** What is read before a mail is opened. */
type Head = { subject: string; preview: string };
/** A mail in the frame that all of them share; `KEY.mjml` is what stands in it, `KEY.en.mjml` and `KEY.skieurs.mjml` for other readers. */
type MailFile = Head & {
  key: string;
  name: string;
  class: string;
  purpose: string;
  fromName?: string;
  fromAddress?: string;
  languages?: Record<string, Head>;
  /** By segment. */
  variants?: Record<string, Head>;
};
type Text = Record<string, unknown> & { key: string };

/** Makes everything, scenarios last: they name the others. */
export async function makeDefinitions(
  doors: Doors,
): Promise<{ segments: number; templates: number; scenarios: number }> {
  await makeHouse(doors);
  await doors.api('POST', '/api/segments/typologies');
  const segments: Segment[] = JSON.parse(textOf('segments.json'));
  for (const { key, ...segment } of segments) await doors.api('PUT', `/api/segments/${key}`, segment);
  const mails: MailFile[] = JSON.parse(textOf('mails/templates.json'));
  const templates: Text[] = [...mails.map(mailOf), ...JSON.parse(textOf('mails/texts.json'))];
  for (const { key, ...template } of templates) {
    await doors.api('PUT', `/api/templates/${key}`, template);
    await doors.api('POST', `/api/templates/${key}/publish`);
  }
  await untilComputed(doors, segments.length);
  for (const key of SCENARIOS) {
    const { $schema: _, ...scenario } = JSON.parse(textOf(`scenarios/${key}.json`));
    await doors.api('PUT', `/api/scenarios/${key}`, scenario);
    await doors.api('POST', `/api/scenarios/${key}/publish`);
  }
  return { segments: segments.length, templates: templates.length, scenarios: SCENARIOS.length };
}

type House = {
  units: { key: string }[];
  wordings: { key: string }[];
  closings: { name: string; from: string; until: string }[];
  forms: { key: string }[];
};

/** Who speaks, what people agree to and by which form, and when the shop is closed next year. */
async function makeHouse(doors: Doors): Promise<void> {
  const { units, wordings, closings, forms }: House = JSON.parse(textOf('house.json'));
  for (const { key, ...unit } of units) await doors.api('PUT', `/api/units/${key}`, unit);
  for (const { key, ...wording } of wordings) await doors.api('PUT', `/api/wordings/${key}`, wording);
  const { now } = await doors.api<{ now: string }>('GET', '/api/clock');
  const year = Number(now.slice(0, 4)) + 1;
  const known = await doors.api<{ items: unknown[] }>('GET', '/api/closings');
  for (const { name, from, until } of known.items.length > 0 ? [] : closings)
    await doors.api('POST', '/api/closings', { name, from: `${year}-${from}`, until: `${year}-${until}` });
  for (const { key, ...form } of forms) {
    await doors.api('PUT', `/api/forms/${key}`, form);
    await doors.api('POST', `/api/forms/${key}/publish`);
  }
}

function mailOf({ key, name, class: kind, purpose, subject, preview, languages, variants, ...from }: MailFile): Text {
  const others = Object.entries(languages ?? {}).map(([to, head]) => [to, contentOf(`${key}.${to}`, head, to)]);
  const apart = Object.entries(variants ?? {}).map(([segment, head]) => ({
    segment,
    ...contentOf(`${key}.${segment}`, head),
  }));
  const draft = {
    format: 'mjml',
    ...contentOf(key, { subject, preview }),
    ...(languages && { languages: Object.fromEntries(others) }),
    ...(variants && { variants: apart }),
    ...from,
  };
  return { key, name, channel: 'email', class: kind, purpose, draft };
}

const ONLINE: Record<string, string> = { fr: 'Lire ce message en ligne', en: 'Read this message online' };

function contentOf(file: string, { subject, preview }: Head, language = 'fr') {
  const body = textOf('mails/cadre.mjml')
    .replace('lang="fr"', `lang="${language}"`)
    .replace('[[en-ligne]]', ONLINE[language] ?? ONLINE.en!)
    .replace('[[contenu]]', () => textOf(`mails/${file}.mjml`).trimEnd());
  return { subject, preheader: preview, body: dressed(body) };
}

/** Waits until every segment is computed for everybody: whoever enters one by then was there before. */
async function untilComputed(doors: Doors, made: number): Promise<void> {
  await settle(doors);
  for (;;) {
    const { items } = await doors.api<{ items: { computed: number }[] }>('GET', '/api/segments?limit=200');
    if (items.length >= made && items.every(({ computed }) => computed >= 1)) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** On a clock that stands still, does what is due; a live server does so by itself. */
export async function settle(doors: Doors): Promise<void> {
  const { movable } = await doors.api<{ movable: boolean }>('GET', '/api/clock');
  if (movable) await doors.api('POST', '/api/clock', { advance: 'PT0S' });
}

export type Account = { role: string; email: string; password: string };
const TEAM = [
  { role: 'admin', name: 'Camille Morel' },
  { role: 'marketer', name: 'Hugo Lambert' },
  { role: 'analyst', name: 'Nadia Benali' },
];
const PASSWORD_BYTES = 9;

/** An account per role; passwords are new on every installation. */
export const drawAccounts = (): Account[] =>
  TEAM.map(({ role }) => ({
    role,
    email: `${role}@foulee-et-cimes.example`,
    password: randomBytes(PASSWORD_BYTES).toString('base64url'),
  }));

/** Makes those that are not there yet, by an invitation each, as colleagues come in. */
export async function makeAccounts(doors: Doors, accounts: readonly Account[]): Promise<void> {
  const { items } = await doors.api<{ items: { email: string }[] }>('GET', '/api/accounts?limit=200');
  const known = new Set(items.map(({ email }) => email));
  for (const { role, email, password } of accounts.filter((one) => !known.has(one.email))) {
    const { name } = TEAM.find((one) => one.role === role)!;
    const { link } = await doors.api<{ link: string }>('POST', '/api/invitations', { email, role });
    const token = new URL(link).pathname.split('/').at(-1);
    const answer = await doors.open('/api/session/invitation', { token, email, password, name });
    if (!answer.ok) throw new Error(`The account of ${email} was not made: ${await answer.text()}`);
  }
}
