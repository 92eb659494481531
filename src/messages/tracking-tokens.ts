/**
 * Tokens of tracked links and pixels. A link's token holds its target: it leads on for years, whatever became of the
 * message, and to no place that we did not sign. Bytes:
 *
 *     1 form (2 = the target is deflated) · 16 message key · 2 bucket · 2 number of buckets
 *     click only: 1 links of the message · 1 length of the name, the name · the target
 *     16 HMAC-SHA256, cut to 128 bits (RFC 2104, section 5, allows half), under a key of this purpose alone
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { linkKey } from './links.ts';

export const TRACKING_PATHS = { click: '/t/c/', open: '/t/o/' } as const;
/** The name under which the link stands that only programs find. */
export const HONEYPOT = '!';

/** Which message, and where its row lives; the number of buckets tells whether that still holds. */
export type TrackedMessage = { key: string; bucket: number; buckets: number };
export type TrackedLink = TrackedMessage & { link: string; links: number; url: string };

/** Paths longer than this do not get through every proxy, nor past this server's own limit. */
const LONGEST_TOKEN = 2_000;
const LONGEST_TARGET = 4_000;
/** From this length on packing wins a quarter or more; below, it costs more time than it saves bytes. */
const WORTH_PACKING = 200;
const HEAD = 21;
const SEAL = 16;
const PLAIN = 1;
const PACKED = 2;

/** The token of a link, or null where it would be too long to be a link. */
export function signClick(secret: string, { link, links, url, ...message }: TrackedLink): string | null {
  if (url.length > LONGEST_TARGET) return null;
  const plain = Buffer.from(url, 'latin1');
  const packed = plain.length > WORTH_PACKING ? deflateRawSync(plain) : plain;
  const isPacked = packed.length < plain.length;
  const name = Buffer.from(link, 'latin1');
  const body = Buffer.concat([
    headOf(isPacked ? PACKED : PLAIN, message),
    Buffer.from([Math.min(links, 255), name.length]),
    name,
    isPacked ? packed : plain,
  ]);
  const token = seal(secret, 'click', body);
  return token.length > LONGEST_TOKEN ? null : token;
}

export const signOpen = (secret: string, message: TrackedMessage): string =>
  seal(secret, 'open', headOf(PLAIN, message));

/** What a link's token says, or null for whatever we did not sign. */
export function readClick(secret: string, token: string): TrackedLink | null {
  const body = unseal(secret, 'click', token);
  if (!body) return null;
  const end = HEAD + 2 + body[HEAD + 1]!;
  const target = body.subarray(end);
  const plain = body[0] === PACKED ? inflateRawSync(target, { maxOutputLength: LONGEST_TARGET }) : target;
  const link = body.toString('latin1', HEAD + 2, end);
  return { ...messageOf(body), link, links: body[HEAD]!, url: plain.toString('latin1') };
}

export function readOpen(secret: string, token: string): TrackedMessage | null {
  const body = unseal(secret, 'open', token);
  return body && messageOf(body);
}

function headOf(form: number, { key, bucket, buckets }: TrackedMessage): Buffer {
  const head = Buffer.alloc(HEAD);
  head[0] = form;
  head.write(key.replaceAll('-', ''), 1, 'hex');
  head.writeUInt16BE(bucket, 17);
  head.writeUInt16BE(buckets, 19);
  return head;
}

function messageOf(body: Buffer): TrackedMessage {
  const hex = body.toString('hex', 1, 17);
  const key = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  return { key, bucket: body.readUInt16BE(17), buckets: body.readUInt16BE(19) };
}

const sealOf = (secret: string, purpose: 'click' | 'open', body: Buffer): Buffer =>
  createHmac('sha256', linkKey(secret, purpose)).update(body).digest().subarray(0, SEAL);

const seal = (secret: string, purpose: 'click' | 'open', body: Buffer): string =>
  Buffer.concat([body, sealOf(secret, purpose, body)]).toString('base64url');

function unseal(secret: string, purpose: 'click' | 'open', token: string): Buffer | null {
  if (token.length > LONGEST_TOKEN) return null;
  const bytes = Buffer.from(token, 'base64url');
  // base64url has several spellings of the same bytes; only the one that we write is ours.
  if (bytes.length < HEAD + SEAL || bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, -SEAL);
  return timingSafeEqual(bytes.subarray(-SEAL), sealOf(secret, purpose, body)) ? body : null;
}
