/**
 * The identity footer: who writes, where they live, why, and how to stop. The law wants it in every message; where a
 * template has no such lines, they are added at publication, as Liquid, so that they follow the shop's data and the
 * reader's language.
 */
import { mentionsStop } from './sms.ts';
import type { MessageClass, Shop } from './template.ts';

export type FooterNeeds = { identity: boolean; unsubscribe: boolean };

const INK = '#6b6560';
const STYLE = `font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;color:${INK};text-align:center`;

/** What a body lacks, by its variables, its link tags, or the shop's address written out. */
export function footerNeeds(body: string, variables: readonly string[], kind: MessageClass, shop: Shop): FooterNeeds {
  const uses = (...names: string[]) => names.some((name) => variables.includes(name));
  const written = shop.postalAddress !== undefined && squeeze(body).includes(squeeze(shop.postalAddress));
  const identity = uses('footer.identity', 'shop.postalAddress', 'shop.postal_address') || written;
  const unsubscribe = /\{%-?\s*unsubscribe_(link|url)\b/.test(body) || uses('link.unsubscribe');
  return { identity: !identity, unsubscribe: kind === 'promotional' && !unsubscribe };
}

export function appendFooter(format: 'mjml' | 'html' | 'text', body: string, needs: FooterNeeds): string {
  if (!needs.identity && !needs.unsubscribe) return body;
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

function htmlLines(needs: FooterNeeds): string {
  const identity = needs.identity ? ['{{ footer.identity }}', '{{ footer.why }}'] : [];
  const stop = needs.unsubscribe ? ['{% unsubscribe_link %} · {% subscription_management_link %}'] : [];
  return [...identity, ...stop].join('<br />');
}

function textFooter(needs: FooterNeeds): string {
  const identity = needs.identity ? ['{{ footer.identity }}', '{{ footer.why }}'] : [];
  const stop = needs.unsubscribe ? ['{% unsubscribe_link %}', '{% subscription_management_link %}'] : [];
  return [...identity, ...stop].join('\n');
}

function insertBefore(body: string, closing: RegExp, addition: string): string {
  const at = body.search(closing);
  return at < 0 ? body + addition : body.slice(0, at) + addition + body.slice(at);
}

const squeeze = (text: string): string => text.replace(/<[^<>]*>|[\s,·-]+/g, '').toLowerCase();
