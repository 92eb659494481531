/**
 * The identity footer: who writes, where they live, why, and how to stop. The law wants it in every message; where a
 * template has no such lines, they are added at publication, as Liquid, so that they follow the shop's data and the
 * reader's language.
 */
import { mentionsStop } from './sms.ts';
import type { MessageClass, Shop } from './template.ts';

export type FooterNeeds = { identity: boolean; unsubscribe: boolean; preferences: boolean };

const INK = '#6b6560';
const STYLE = `font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;color:${INK};text-align:center`;

/** What a body lacks, by its variables, its link tags, or the shop's address written out. */
export function footerNeeds(body: string, variables: readonly string[], kind: MessageClass, shop: Shop): FooterNeeds {
  const uses = (...names: string[]) => names.some((name) => variables.includes(name));
  const written = shop.postalAddress !== undefined && squeeze(body).includes(squeeze(shop.postalAddress));
  const identity = uses('footer.identity', 'shop.postalAddress', 'shop.postal_address') || written;
  const unsubscribe = /\{%-?\s*unsubscribe_(link|url)\b/.test(body) || uses('link.unsubscribe');
  const preferences =
    /\{%-?\s*(subscription_management_link|preferences_(link|url))\b/.test(body) || uses('link.preferences');
  const sells = kind === 'promotional';
  return { identity: !identity, unsubscribe: sells && !unsubscribe, preferences: sells && !preferences };
}

export function appendFooter(format: 'mjml' | 'html' | 'text', body: string, needs: FooterNeeds): string {
  if (!lacksAny(needs)) return body;
  if (format === 'text') return `${body.trimEnd()}\n\n-- \n${textFooter(needs)}\n`;
  if (format === 'html')
    return insertBefore(body, /<\/body\s*>/i, `<div style="${STYLE};padding:24px 16px">${htmlLines(needs)}</div>`);
  const section = `<mj-section padding="24px 16px"><mj-column><mj-text align="center" font-size="12px" line-height="18px" color="${INK}">${htmlLines(needs)}</mj-text></mj-column></mj-section>`;
  return insertBefore(body, /<\/mj-body\s*>/i, section);
}

/** A text message's footer is its stop line; its sender's name is the identity. */
export function appendStop(body: string): string {
  return mentionsStop(body) ? body : `${body.trimEnd()}\nSTOP {{ sender.stop_code }}`;
}

/** Whether anything has to be added. */
export const lacksAny = (needs: FooterNeeds): boolean => needs.identity || needs.unsubscribe || needs.preferences;

const identityLines = (needs: FooterNeeds): string[] =>
  needs.identity ? ['{{ footer.identity }}', '{{ footer.why }}'] : [];

const linkTags = (needs: FooterNeeds): string[] => [
  ...(needs.unsubscribe ? ['{% unsubscribe_link %}'] : []),
  ...(needs.preferences ? ['{% preferences_link %}'] : []),
];

function htmlLines(needs: FooterNeeds): string {
  const links = linkTags(needs).join(' · ');
  return [...identityLines(needs), ...(links === '' ? [] : [links])].join('<br />');
}

const textFooter = (needs: FooterNeeds): string => [...identityLines(needs), ...linkTags(needs)].join('\n');

function insertBefore(body: string, closing: RegExp, addition: string): string {
  const at = body.search(closing);
  return at < 0 ? body + addition : body.slice(0, at) + addition + body.slice(at);
}

const squeeze = (text: string): string => text.replace(/<[^<>]*>|[\s,·-]+/g, '').toLowerCase();
