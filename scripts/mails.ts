/** Mails for the pictures: those of the shop, and those that a new message can begin from. */
import type { APIRequestContext } from 'playwright-core';
import { ok } from './ok.ts';

export type Mail = { name: string; html: string };
type Draft = Record<string, unknown>;
type Asked = { channel: string; class: string; draft: Draft; at?: object };

/** Every template of the shop with its languages and segments, and every starting point in both languages, with the data of a made-up person. */
export async function mailsOf(request: APIRequestContext): Promise<Mail[]> {
  const looked: [name: string, asked: Asked][] = [...(await templatesOf(request)), ...(await startingPoints())];
  const mails: Mail[] = [];
  for (const [name, asked] of looked) {
    const { message } = await ok(request.post('/api/templates/look', { data: asked }));
    if (message?.html) mails.push({ name, html: message.html });
  }
  return mails;
}

async function templatesOf(request: APIRequestContext): Promise<[string, Asked][]> {
  const { items } = await ok(request.get('/api/templates?channel=email&limit=200'));
  const found: [string, Asked][] = [];
  for (const { key } of items) {
    const { channel, class: kind, draft } = await ok(request.get(`/api/templates/${key}`));
    for (const at of placesIn(draft))
      found.push([[key, at.segment, at.language].filter(Boolean).join('.'), { channel, class: kind, draft, at }]);
  }
  return found;
}

type Branch = { languages?: Record<string, unknown> };
const placesIn = (draft: Branch & { variants?: (Branch & { segment: string })[] }) =>
  [{ ...draft, segment: undefined }, ...(draft.variants ?? [])].flatMap(({ segment, languages }) => [
    { ...(segment && { segment }) },
    ...Object.keys(languages ?? {}).map((language) => ({ ...(segment && { segment }), language })),
  ]) as { segment?: string; language?: string }[];

/** The application's own: its sources are read as they are, because its types belong to browsers. */
const STARTS = new URL('../web/src/pages/messages/starts/index.ts', import.meta.url);

async function startingPoints(): Promise<[string, Asked][]> {
  const { STARTS: starts } = await import(STARTS.href);
  const found: [string, Asked][] = [];
  for (const [name, { class: kind, load }] of Object.entries<{ class: string; load: () => Promise<object> }>(starts)) {
    for (const [language, draft] of Object.entries<Draft>((await load()) as Record<string, Draft>))
      found.push([`start.${name}.${language}`, { channel: 'email', class: kind, draft: { format: 'mjml', ...draft } }]);
  }
  return found;
}
