/** The frame of the pages that people open without an account: no script, no other host, readable on a phone. */
import type { FastifyReply } from 'fastify';

export type Language = 'fr' | 'en';

/** Text of others in a page of ours. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);

/** French for French readers, English for everybody else; the person's own language, else the browser's. */
export function languageOf(locale: string | null | undefined, accepted: string | undefined): Language {
  return /^fr\b/i.test(locale || (accepted ?? '').trim() || 'fr') ? 'fr' : 'en';
}

/** Ink on warm paper, one accent: the look of the product. */
const STYLE = `
:root { color-scheme: light dark; --paper: #faf6ef; --ink: #22201c; --soft: #6b645a; --accent: #c8391b; --card: #fffdf9; --line: #e6ddcf }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1a17; --ink: #f2ece2; --soft: #b3a999; --accent: #ff7a5c; --card: #262320; --line: #3b3630 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { width: 100%; max-width: 480px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 32px }
h1 { margin: 0 0 16px; font-size: 24px; line-height: 1.25 }
p { margin: 0 0 16px; overflow-wrap: anywhere }
form + p { margin-top: 16px }
main > :last-child { margin-bottom: 0 }
a { color: var(--accent) }
small, .soft { color: var(--soft) }
label { display: block; margin: 0 0 16px; font-weight: 600 }
input { display: block; width: 100%; margin-top: 8px; padding: 12px; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: 8px }
button { width: 100%; padding: 14px 16px; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0;
  border-radius: 8px; cursor: pointer }
input:focus-visible, button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
.fault { padding: 12px; border-left: 4px solid var(--accent); background: var(--paper) }
`;

/** `body` is HTML: whoever calls has escaped what others wrote. */
export function pageHtml(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body>
</html>
`;
}

/** Sends a page: kept by nobody, framed by nobody, telling nobody the address it was opened at. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  html: string,
  content = "default-src 'none'; form-action 'self'; style-src 'unsafe-inline'",
) {
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `${content}; frame-ancestors 'none'; base-uri 'none'`,
    })
    .send(html);
}
