/** The frame of the pages that people open without an account: no script, no other host, readable on a phone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readSettings, shopAccent, shopLogoUrl, shopName, shopUrl } from '../../settings/index.ts';
import type { ApiDeps } from '../deps.ts';
import { POPPY, styleOf } from './style.ts';

export type Language = 'fr' | 'en';

/** Text of others in a page of ours. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

/** French for French readers, English for everybody else; the person's own language, else the browser's. */
export function languageOf(locale: string | null | undefined, accepted: string | undefined): Language {
  return /^fr\b/i.test(locale || (accepted ?? '').trim() || 'fr') ? 'fr' : 'en';
}

/** In which language, and whose page it is: people deal with a shop, not with a program. */
export type Look = { language: Language; shop: { name: string; url: string; logoUrl: string; accent: string } };

/** The shop as its pages show it. */
export async function lookOf({ store }: ApiDeps, language: Language): Promise<Look> {
  const asked = [shopName, shopUrl, shopLogoUrl, shopAccent];
  const [name, url, logoUrl, accent] = (await readSettings(store.pool, asked)) as [string, string, string, string];
  return { language, shop: { name, url, logoUrl, accent: accent || POPPY } };
}

/** The look for whoever asks, in the person's language where it is known. */
export const lookFor = (deps: ApiDeps, request: FastifyRequest, locale?: string | null): Promise<Look> =>
  lookOf(deps, languageOf(locale, request.headers['accept-language']));

/** The product's own pages, which are no shop's. */
export const houseLook = (language: Language): Look => ({
  language,
  shop: { name: 'Déclic', url: '', logoUrl: '', accent: POPPY },
});

export type Page = { title: string; body: string; embedded?: boolean; head?: string };

/** `body` and `head` are HTML: whoever calls has escaped what others wrote. */
export function pageHtml({ language, shop }: Look, { title, body, embedded = false, head = '' }: Page): string {
  const name = escapeHtml(shop.name);
  const mark = shop.logoUrl === '' ? name : `<img src="${escapeHtml(shop.logoUrl)}" alt="${name}">`;
  const home = !/^https?:/i.test(shop.url) ? mark : `<a href="${escapeHtml(shop.url)}">${mark}</a>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}${shop.name === '' || shop.name === title ? '' : ` · ${name}`}</title>
<style>${styleOf(shop.accent)}</style>${head}
</head>
<body${embedded ? ' class="embedded"' : ''}>${embedded || mark === '' ? '' : `<header>${home}</header>`}<main><h1>${escapeHtml(title)}</h1>${body}</main></body>
</html>
`;
}

/** What a page may load and where it may be shown, where it is not the strictest. */
export type Allows = { content?: string; framed?: boolean; images?: string; scripts?: boolean };

const STRICT = "default-src 'none'; form-action 'self'; style-src 'unsafe-inline'";

/** Sends a page: kept by nobody, framed by nobody, telling nobody the address it was opened at. */
export function sendPage(reply: FastifyReply, status: number, html: string, allows: Allows = {}) {
  const { content = STRICT, framed = false, images, scripts = false } = allows;
  const more = `${images ? `; img-src ${images}` : ''}${scripts ? "; script-src 'self'" : ''}`;
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `${content}${more}; frame-ancestors ${framed ? '*' : "'none'"}; base-uri 'none'`,
    })
    .send(html);
}

/** Sends a page in the shop's look, with its logo. */
export function sendLook(reply: FastifyReply, status: number, look: Look, page: Page, allows: Allows = {}) {
  const { logoUrl } = look.shop;
  const images = logoUrl === '' ? undefined : new URL(logoUrl).origin;
  return sendPage(reply, status, pageHtml(look, page), { images, ...allows });
}
