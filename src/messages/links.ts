/**
 * Links that act for a person without a login: unsubscribe, preferences, view in browser. The token is signed, so it
 * cannot be made up, and bound to its purpose, so a “view in browser” link that was forwarded cannot unsubscribe.
 * Such links must work for years, so they do not expire (what a confirmation confirms does). What a GET may do is the caller's to respect: mail scanners
 * open every link, therefore only POST /…unsubscribe acts.
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

export const LINK_KINDS = ['unsubscribe', 'preferences', 'view', 'confirm'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** Small and without personal data in clear: it travels through logs and proxies. */
export type LinkPayload = Record<string, string | number>;

/** Where the tokens go: `<PUBLIC_URL>/l/unsubscribe/<token>`. The HTTP face mounts the same paths. */
export const LINK_PATHS: Record<LinkKind, string> = {
  unsubscribe: '/l/unsubscribe/',
  preferences: '/l/preferences/',
  view: '/l/view/',
  confirm: '/l/confirm/',
};

const VERSION = 'v1';
/** A token is what we made: anything longer is not worth a hash. */
const LONGEST_TOKEN = 2_000;

/** `v1.<payload>.<signature>`, both base64url; safe in a path. */
export function signLink(secret: string, kind: LinkKind, payload: LinkPayload): string {
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${VERSION}.${body}.${signature(secret, kind, body).toString('base64url')}`;
}

/** The payload of a token that was signed with this secret for this purpose, else null. */
export function readLink(secret: string, kind: LinkKind, token: string): LinkPayload | null {
  if (token.length > LONGEST_TOKEN) return null;
  const [version, body, given, ...rest] = token.split('.');
  if (version !== VERSION || !body || !given || rest.length > 0) return null;
  const expected = signature(secret, kind, body);
  const received = Buffer.from(given, 'base64url');
  // base64url has several spellings of the same bytes; only the one that we write is ours.
  if (received.toString('base64url') !== given) return null;
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) return null;
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as LinkPayload;
}

/** The links of one message, ready for the values of a template. */
export type MessageLinks = { unsubscribe: string; preferences: string; viewInBrowser: string };

export function linksFor(publicUrl: string, secret: string, payload: LinkPayload): MessageLinks {
  const base = publicUrl.replace(/\/+$/, '');
  const url = (kind: LinkKind) => `${base}${LINK_PATHS[kind]}${signLink(secret, kind, payload)}`;
  return { unsubscribe: url('unsubscribe'), preferences: url('preferences'), viewInBrowser: url('view') };
}

/** The link by which somebody confirms that they signed up: only in the mail that asks. It expires with the sign-up. */
export const confirmLink = (publicUrl: string, secret: string, payload: LinkPayload): string =>
  `${publicUrl.replace(/\/+$/, '')}${LINK_PATHS.confirm}${signLink(secret, 'confirm', payload)}`;

const signature = (secret: string, kind: LinkKind, body: string): Buffer =>
  createHmac('sha256', linkKey(secret, kind)).update(body).digest();

/** Derived keys kept: a process has one secret, and a handful of purposes. */
const KEYS_KEPT = 32;
const keys = new Map<string, KeyObject>();

/** One key per purpose and version: a token can be valid for one of them only. */
export function linkKey(secret: string, purpose: string): KeyObject {
  const name = `${purpose}/${secret}`;
  let key = keys.get(name);
  if (!key) {
    key = createSecretKey(createHmac('sha256', secret).update(`declic-link/${VERSION}/${purpose}`).digest());
    if (keys.size >= KEYS_KEPT) keys.clear();
    keys.set(name, key);
  }
  return key;
}
