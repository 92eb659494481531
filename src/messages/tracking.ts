/**
 * The last touch on a message that was written: marks on links to the shop, signed links instead of bare ones, a pixel.
 * Who did not agree to be measured gets the same message with bare links and no pixel.
 */
import { type FoundAnchor, findLinks, writeLinks } from './anchors.ts';
import { LINK_PATHS } from './links.ts';
import { escapeHtml } from './liquid.ts';
import { HONEYPOT, signClick, signOpen, TRACKING_PATHS, type TrackedMessage } from './tracking-tokens.ts';
import { isOwnHost, type Utm, withUtm } from './utm.ts';
import { languageOf, wordsOf } from './words.ts';

/** The marks as they were when the message left; `hosts` are the shop's own. */
export type Marks = Utm & { hosts: readonly string[] };

export type Tracking = {
  /** Links below it act for the person, and are never touched. */
  publicUrl: string;
  marks: Marks | null;
  /** Null for a message that is only shown again. */
  measured: {
    secret: string;
    message: TrackedMessage;
    opens: boolean;
    clicks: boolean;
    /** Where the link leads that only programs find; null for none. */
    honeypot: string | null;
    /** Where the person takes the consent back. */
    withdraw: string;
    locale?: string;
  } | null;
};

type Parts = { html?: string; text: string };
type Link = { name: string; url: string; host: string };

/** The message with its links and its pixel. */
export function trackMessage({ html, text }: Parts, tracking: Tracking | undefined): Parts {
  const anchors = html === undefined ? [] : findLinks(html);
  // Even where nothing is followed: names of links are not for readers.
  if (!tracking) return html === undefined ? { text } : { html: writeLinks(html, anchors, () => null), text };
  const found = collect(tracking, anchors, text);
  const target = targetOf(tracking, found);
  const written: Parts = { text: rewriteText(text, (url) => target(url)) };
  if (html !== undefined) {
    const linked = writeLinks(html, anchors, ({ name, href, keep }) => (keep ? null : target(href, name)));
    written.html = withPixel(linked, tracking);
  }
  return withWithdrawal(written, tracking);
}

/** Every link that leads out, by the address that the author wrote; the text part has the names of the HTML. */
function collect(tracking: Tracking, anchors: readonly FoundAnchor[], text: string): Map<string, Link> {
  const found = new Map<string, Link>();
  const note = (name: string, href: string) => {
    if (found.has(href)) return;
    const host = hostOf(tracking, href);
    if (host !== null) found.set(href, { name, url: href, host });
  };
  for (const { name, href, keep } of anchors) if (!keep) note(name, href);
  const kept = new Set(anchors.filter(({ keep }) => keep).map(({ href }) => href));
  let place = 0;
  rewriteText(text, (href) => {
    place += 1;
    if (!kept.has(href)) note(`t${place}`, href);
    return null;
  });
  for (const href of kept) found.delete(href);
  return found;
}

/** Where a link leads, or null for what is no link to a page, or acts for the person. */
function hostOf({ publicUrl }: Tracking, href: string): string | null {
  if (!/^https?:\/\//i.test(href)) return null;
  const base = publicUrl.replace(/\/+$/, '');
  if (href.startsWith(base) && Object.values(LINK_PATHS).some((path) => href.startsWith(path, base.length)))
    return null;
  const url = URL.canParse(href) ? new URL(href) : null;
  return url && url.username === '' ? url.hostname : null;
}

/** How links are written for this message; one that stands in both parts is signed once. */
function targetOf(tracking: Tracking, found: ReadonlyMap<string, Link>) {
  const { marks, measured } = tracking;
  const written = new Map<string, string | null>();
  const write = ({ name, url, host }: Link): string | null => {
    const isOwn = marks !== null && isOwnHost(host, marks.hosts);
    const content = marks?.content ? `${marks.content}/${name}` : name;
    const marked = isOwn ? withUtm(url, { ...marks, content }) : url;
    if (!measured?.clicks) return marked === url ? null : marked;
    // Normal form is plain ASCII: it can stand in a header.
    return clickUrl(tracking, { name, links: found.size, url: new URL(marked).href }) ?? marked;
  };
  return (href: string, name?: string): string | null => {
    const link = found.get(href);
    if (!link) return null;
    const own = name ?? link.name;
    const place = `${own} ${href}`;
    if (!written.has(place)) written.set(place, write({ ...link, name: own }));
    return written.get(place)!;
  };
}

function clickUrl(
  { publicUrl, measured }: Tracking,
  { name, links, url }: { name: string; links: number; url: string },
): string | null {
  const token = signClick(measured!.secret, { ...measured!.message, link: name, links, url });
  return token && addressOf(publicUrl, TRACKING_PATHS.click + token);
}

const addressOf = (publicUrl: string, path: string): string => publicUrl.replace(/\/+$/, '') + path;

/** Addresses in plain text: between < and > whole, else up to a space and without the signs that end a sentence. */
function rewriteText(text: string, target: (url: string) => string | null): string {
  return text.replace(/<(https?:\/\/[^<>\n]+)>|https?:\/\/[^\s<>"]+/gi, (found, framed: string | undefined) => {
    if (framed !== undefined) return `<${target(framed) ?? framed}>`;
    const end = /[.,;:!?»”’)\]]+$/.exec(found)?.[0] ?? '';
    // A bracket that was opened within the address is part of it.
    const url = end.includes(')') && found.includes('(') ? found : found.slice(0, found.length - end.length);
    return (target(url) ?? url) + found.slice(url.length);
  });
}

/** The pixel and the link that only programs find, at the end. Neither is there for screen readers nor the keyboard. */
function withPixel(html: string, tracking: Tracking): string {
  const { measured, publicUrl } = tracking;
  if (!measured) return html;
  let added = '';
  const trap = measured.clicks && measured.honeypot;
  const bait = trap ? clickUrl(tracking, { name: HONEYPOT, links: 0, url: trap }) : null;
  if (bait) {
    const hidden = 'style="display:none;max-height:0;overflow:hidden;mso-hide:all"';
    added += `<a href="${escapeHtml(bait)}" aria-hidden="true" tabindex="-1" ${hidden}></a>`;
  }
  if (measured.opens) {
    const source = addressOf(publicUrl, `${TRACKING_PATHS.open}${signOpen(measured.secret, measured.message)}.gif`);
    added += `<img src="${escapeHtml(source)}" width="1" height="1" alt="" aria-hidden="true" style="display:block;border:0">`;
  }
  return beforeEnd(html, added);
}

/** Every measured message says how to end the measuring (rule 6), unless its author already did. */
function withWithdrawal({ html, text }: Parts, { measured }: Tracking): Parts {
  if (!measured || (!measured.opens && !measured.clicks)) return html === undefined ? { text } : { html, text };
  const { withdraw, locale } = measured;
  const label = wordsOf(languageOf(locale)).withdrawMeasure;
  const shown = text.includes(withdraw) ? text : `${text}\n\n${label} <${withdraw}>`;
  if (html === undefined) return { text: shown };
  if (html.includes(escapeHtml(withdraw)) || html.includes(withdraw)) return { html, text: shown };
  const style =
    'font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;color:#6b6560;text-align:center';
  const line = `<p style="${style}"><a href="${escapeHtml(withdraw)}" style="color:inherit">${escapeHtml(label)}</a></p>`;
  return { html: beforeEnd(html, line), text: shown };
}

function beforeEnd(html: string, added: string): string {
  const at = html.toLowerCase().lastIndexOf('</body');
  return at < 0 ? html + added : html.slice(0, at) + added + html.slice(at);
}
