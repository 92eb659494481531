import { domainToASCII } from 'node:url';
import parsePhone, { type CountryCode } from 'libphonenumber-js';

/** `reason` is a sentence for the person's timeline. */
export type AddressResult = { ok: true; address: string } | { ok: false; reason: string };

/** RFC 5321: 64 octets before the @, 254 for the whole path. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_EMAIL = 254;
/** With the spaces and brackets around it. */
const LONGEST_RAW = 1_000;
/** Push tokens of the large providers stay under 300; a browser's subscription under 1,000. */
const LONGEST_DEVICE = 4096;
/** NF Z10-011: six lines of 38 characters. */
const POSTAL_LINES = 6;
const POSTAL_WIDTH = 38;

const good = (address: string): AddressResult => ({ ok: true, address });
const bad = (reason: string): AddressResult => ({ ok: false, reason });

/**
 * Lower case, spaces and an enclosing <…> taken off, international domains in their ASCII form.
 * The part before the @ is lowered too: no mail host of any size tells capitals apart, and two
 * spellings of one customer must be one address. Dots and +tags stay: they differ at most hosts.
 */
export function normaliseEmail(raw: string): AddressResult {
  if (raw.length > LONGEST_RAW) return bad('This e-mail address is longer than mail servers accept.');
  const text = raw
    .normalize('NFC')
    .replace(/^\s*<?\s*(?:mailto:)?|\s*>?\s*$/gi, '')
    .toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 1) return bad('This e-mail address has no @ with a name before it.');
  const local = text.slice(0, at);
  const domain = domainToASCII(text.slice(at + 1).replace(/\.$/, ''));
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u.test(local) || /^\.|\.$|\.\./.test(local)) {
    return bad('The part of this e-mail address before the @ holds a sign that is not allowed there.');
  }
  if (!/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)) {
    return bad('The domain of this e-mail address is not a domain name.');
  }
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(local) > LONGEST_LOCAL_PART || Buffer.byteLength(address) > LONGEST_EMAIL) {
    return bad('This e-mail address is longer than mail servers accept.');
  }
  return good(address);
}

/** E.164, `+33612345678`. `region` reads national numbers. */
export function normalisePhone(raw: string, region = 'FR'): AddressResult {
  // Shops' spreadsheets put an apostrophe before numbers to keep the leading zero.
  const number = parsePhone(raw.replace(/^\s*'/, '').slice(0, 64), region as CountryCode);
  if (!number?.isValid()) return bad(`This is not a phone number that can be called from ${region}.`);
  return good(number.number);
}

/**
 * A postal address on lines, from the name to the country: spaces squeezed, capitals, no empty line,
 * which makes equal addresses equal texts. French addresses need their five-digit postcode.
 */
export function normalisePostal(raw: string, region = 'FR'): AddressResult {
  const lines = raw
    .split(/\r?\n/)
    .map((line) => line.replace(/\s+/g, ' ').trim().toLocaleUpperCase('fr'))
    .filter((line) => line !== '');
  if (lines.length < 3) return bad('A postal address needs a name, a street and a town, one a line.');
  if (lines.length > POSTAL_LINES)
    return bad(`A postal address has at most ${POSTAL_LINES} lines; this one has ${lines.length}.`);
  const wide = lines.find((line) => line.length > POSTAL_WIDTH);
  if (wide) return bad(`A line of a postal address holds at most ${POSTAL_WIDTH} characters; “${wide}” is longer.`);
  if (region === 'FR' && !lines.slice(1).some((line) => /^\d{5} \p{L}/u.test(line))) {
    return bad('This postal address has no line with a five-digit postcode and a town.');
  }
  return good(lines.join('\n'));
}

/** A token or subscription given by a device, a browser or a messenger: opaque, kept as it is. */
export function normaliseDevice(raw: string): AddressResult {
  const token = raw.trim();
  if (token === '') return bad('This device has given no token.');
  if (token.length > LONGEST_DEVICE) return bad('This device token is longer than any known provider makes.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass
  if (/[\u0000-\u001f\u007f]/.test(token)) return bad('This device token holds control characters.');
  return good(token);
}

/** A browser's push subscription: JSON with an https endpoint and the two keys of RFC 8291, in one spelling. */
export function normaliseSubscription(raw: string): AddressResult {
  const device = normaliseDevice(raw);
  if (!device.ok) return device;
  try {
    const { endpoint, keys } = JSON.parse(raw) as { endpoint?: unknown; keys?: { p256dh?: unknown; auth?: unknown } };
    const secure = typeof endpoint === 'string' && new URL(endpoint).protocol === 'https:';
    if (!secure) return bad('A browser subscription needs an https endpoint.');
    if (typeof keys?.p256dh !== 'string' || typeof keys.auth !== 'string') {
      return bad('A browser subscription needs its keys p256dh and auth.');
    }
    return good(JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }));
  } catch {
    return bad('This browser subscription is not the JSON that browsers give.');
  }
}

/** For channels that meet the person where they are: there is nothing to write down. */
export function noAddress(): AddressResult {
  return good('');
}
