/** Links in HTML: found at publication, to be named; and in each message, to be rewritten. */
import { Parser } from 'htmlparser2';
import { protectLiquid } from './protect.ts';

/** An honest tag is far shorter; a quote that is never closed must not be looked for to the end each time. */
const LONGEST_TAG = 10_000;
/** Links of one message; what comes after them is left as it is. */
const MOST_LINKS = 500;
const LONGEST_LABEL = 80;
/** Notes the name of a link from its publication to its writing; readers never see it. */
const MARK = 'data-declic-link';

export type Anchor = {
  name: string;
  href: string;
  /** The author asked that this link be left alone. */
  keep: boolean;
};

/** Names become part of addresses and tables: short, and of plain letters. */
const isName = (text: string | undefined): text is string => text !== undefined && /^[a-z0-9][\w.-]{0,39}$/i.test(text);

/**
 * Names the links of a published template (their own name, else their place), and writes the names into it: a link in a
 * loop or behind a condition keeps its name for everybody.
 */
export function nameLinks(
  html: string,
  prefix = '',
): { html: string; links: { name: string; href: string; label: string }[] } {
  const { text, restore } = protectLiquid(html);
  const links: { name: string; href: string; label: string }[] = [];
  let out = '';
  let at = 0;
  for (const { from, tag } of tagsOf(text)) {
    const attributes = attributesOf(tag);
    const href = restore(attributes.href ?? '').trim();
    if (NO_PAGE.test(href) || isKept(attributes)) continue;
    const own = attributes['data-link'] ?? attributes.name;
    const name = isName(own) ? own : `${prefix}${links.length + 1}`;
    links.push({ name, href, label: restore(labelAt(text, from + tag.length)) });
    const start = /^<\w+/.exec(tag)![0];
    out += `${text.slice(at, from)}${start} ${MARK}="${name}"`;
    at = from + start.length;
  }
  return { html: restore(out + text.slice(at)), links };
}

/** Nothing, a place in the message, other programs, and links that act for the person. */
const NO_PAGE = /^(?:$|#|mailto:|tel:|sms:|\{\{-?\s*link\.)/i;

/** The words of the link that begins here, without markup. */
function labelAt(text: string, from: number): string {
  const close = text.slice(from, from + LONGEST_TAG).search(/<\/a\s*>/i);
  const inner = close < 0 ? '' : text.slice(from, from + close);
  const words = inner.replace(/<[^<>]*>/g, ' ').replace(/\s+/g, ' ');
  return words.trim().slice(0, LONGEST_LABEL);
}

/** Where the links of a message stand, and what they say; looked for once, because every message of a send asks. */
export type FoundAnchor = Anchor & { from: number; tag: string };

export function findLinks(html: string): FoundAnchor[] {
  const found: FoundAnchor[] = [];
  for (const { from, tag } of tagsOf(html)) {
    const attributes = attributesOf(tag);
    const own = attributes[MARK] ?? attributes['data-link'] ?? attributes.name;
    const name = isName(own) ? own : String(found.length + 1);
    found.push({ from, tag, name, href: attributes.href?.trim() ?? '', keep: isKept(attributes) });
  }
  return found;
}

/** Writes found links anew as `target` says (null leaves one), and takes out what is not for readers. */
export function writeLinks(
  html: string,
  found: readonly FoundAnchor[],
  target: (anchor: Anchor) => string | null,
): string {
  let out = '';
  let at = 0;
  for (const anchor of found) {
    const to = anchor.href === '' ? null : target(anchor);
    out += html.slice(at, anchor.from);
    out += anchor.tag.replace(ATTRIBUTE, (whole, attribute: string) => {
      const asked = attribute.toLowerCase();
      if (OURS.has(asked)) return '';
      return asked === 'href' && to !== null ? ` href="${inAttribute(to)}"` : whole;
    });
    at = anchor.from + anchor.tag.length;
  }
  return out + html.slice(at);
}

/** One attribute with its value: values are consumed, so what stands in them is not taken for an attribute. */
const ATTRIBUTE = /\s+([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
/** Attributes that are for us and not for readers. */
const OURS = new Set([MARK, 'data-link', 'data-no-track']);

const inAttribute = (url: string): string =>
  url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const isKept = (attributes: Record<string, string>): boolean =>
  attributes['data-no-track'] !== undefined ||
  /^off$/i.test(attributes.clicktracking ?? '') ||
  /(?:^|\s)no-?track(?:\s|$)/i.test(attributes.rel ?? '');

/** Each `<a …>` and `<area …>`; one pass, bounded however the markup is broken. */
function tagsOf(html: string): { from: number; tag: string }[] {
  const start = /<(?:a|area)(?=[\s/])/gi;
  const tags: { from: number; tag: string }[] = [];
  let seen = 0;
  for (let match = start.exec(html); match && seen < MOST_LINKS; match = start.exec(html)) {
    seen += 1;
    const end = tagEnd(html, start.lastIndex);
    if (end < 0) continue;
    tags.push({ from: match.index, tag: html.slice(match.index, end) });
    start.lastIndex = end;
  }
  return tags;
}

function tagEnd(html: string, from: number): number {
  let quote = '';
  for (let i = from; i < Math.min(html.length, from + LONGEST_TAG); i++) {
    const sign = html[i]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return i + 1;
  }
  return -1;
}

/** As a browser reads them: entities decoded, of two the first. */
function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const [, name, double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    found[name!.toLowerCase()] ??= decoded(double ?? single ?? bare ?? '');
  }
  return found;
}

/** The entities that we write ourselves; the parser knows the two thousand others, and takes ten times as long. */
function decoded(value: string): string {
  if (!value.includes('&')) return value;
  const usual = value.replace(/&amp;(?![a-z0-9#]+;)|&#39;/gi, (entity) => (entity === '&#39;' ? "'" : '&'));
  if (!/&#?[a-z0-9]+;?/i.test(value.replace(/&amp;(?![a-z0-9#]+;)|&#39;/gi, ''))) return usual;
  let text = value;
  const parser = new Parser({
    onattribute: (_, read) => {
      text = read;
    },
  });
  parser.end(`<a x="${value.replaceAll('"', '&quot;')}">`);
  return text;
}
