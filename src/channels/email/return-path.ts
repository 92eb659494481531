/**
 * The return path of a message (VERP): bounces come back to an address that names the message and cannot be forged.
 *
 *     b-<base32 of the key (16 bytes) and of a tag (10 bytes)>@bounces.boutique.example
 *
 * 44 characters of the 64 that RFC 5321 (4.5.3.1.1) allows; base32 in small letters, because servers on the way may change the case.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const PREFIX = 'b-';
const KEY_BYTES = 16;
/** 80 bits: nobody guesses one in the life of a shop, and the address stays short. */
const TAG_BYTES = 10;
const LENGTH = PREFIX.length + Math.ceil(((KEY_BYTES + TAG_BYTES) * 8) / 5);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The envelope sender of a message.
 * @param key the ledger's key, a uuid
 * @param domain the domain whose mail the bounce door takes
 * @param secret DECLIC_SECRET; the signing key is made from it
 */
export function returnPathFor(key: string, domain: string, secret: string): string {
  if (!UUID.test(key)) throw new RangeError(`A return path is made for a message key, not for “${key}”`);
  const bytes = Buffer.from(key.replaceAll('-', ''), 'hex');
  return `${PREFIX}${base32(Buffer.concat([bytes, tagOf(bytes, secret)]))}@${domain.toLowerCase()}`;
}

/** The message key of an address that {@link returnPathFor} made, whatever its domain and case; null for every other one. */
export function readReturnPath(address: string, secret: string): { key: string } | null {
  const local = address.trim().replace(/^<|>$/g, '').split('@')[0]?.toLowerCase() ?? '';
  if (!local.startsWith(PREFIX)) return null;
  if (local.length !== LENGTH) return null;
  const bytes = fromBase32(local.slice(PREFIX.length));
  if (bytes?.length !== KEY_BYTES + TAG_BYTES) return null;
  const key = bytes.subarray(0, KEY_BYTES);
  if (!timingSafeEqual(bytes.subarray(KEY_BYTES), tagOf(key, secret))) return null;
  const hex = key.toString('hex');
  return { key: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-') };
}

const tagOf = (key: Buffer, secret: string): Buffer =>
  createHmac('sha256', secret).update('declic return path 1\0').update(key).digest().subarray(0, TAG_BYTES);

function base32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** Only what {@link base32} writes: one text for one value. */
function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255);
      bits -= 8;
    }
    held &= (1 << bits) - 1;
  }
  return held === 0 ? Buffer.from(bytes) : null;
}
