/** Networks as ranges of addresses. Pure. */
import { createHmac, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

type Range = { version: number; from: bigint; to: bigint };
/** Sorted, so that a list of many thousands is looked through in a few steps. */
export type Ranges = readonly Range[];

const BITS: Record<number, bigint> = { 4: 32n, 6: 128n };
/** What one connection shares: a /24 of IPv4, a /48 of IPv6. */
const SHARED: Record<number, bigint> = { 4: 24n, 6: 48n };
const HASH_BYTES = 8;

/** `::ffff:192.0.2.1` is an IPv4 address that came in by an IPv6 socket. */
const unwrap = (address: string): string => /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1] ?? address;

/** The address as a number, or null for what is none. */
function numberOf(given: string): { version: number; value: bigint } | null {
  const address = unwrap(given.split('%')[0]!);
  const version = isIP(address);
  if (version === 0) return null;
  if (version === 4) {
    return { version, value: address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  }
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const front = head.split(':').filter(Boolean);
  const back = (tail ?? '').split(':').filter(Boolean);
  const groups = [...front, ...Array(8 - front.length - back.length).fill('0'), ...back];
  return { version, value: groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}

/** `192.0.2.0/24`, or null for what is no network. */
export function rangeOf(text: string): Range | null {
  const [address = '', length] = text.trim().split('/');
  const number = numberOf(address);
  if (!number || (length !== undefined && !/^\d{1,3}$/.test(length))) return null;
  const bits = BITS[number.version]!;
  const prefix = length === undefined ? bits : BigInt(length);
  if (prefix > bits) return null;
  const size = 1n << (bits - prefix);
  const from = number.value - (number.value % size);
  return { version: number.version, from, to: from + size - 1n };
}

/** Joined where they overlap: a search by halves needs ranges that lie beside each other. */
export function rangesOf(texts: readonly string[]): Ranges {
  const sorted = texts
    .flatMap((text) => rangeOf(text) ?? [])
    .sort((a, b) => a.version - b.version || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && last.version === range.version && range.from <= last.to) {
      if (range.to > last.to) joined[joined.length - 1] = { ...last, to: range.to };
    } else joined.push(range);
  }
  return joined;
}

export function within(ranges: Ranges, address: string): boolean {
  const asked = numberOf(address);
  if (!asked) return false;
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { version, from, to } = ranges[middle]!;
    if (version < asked.version || (version === asked.version && to < asked.value)) low = middle + 1;
    else if (version > asked.version || from > asked.value) high = middle - 1;
    else return true;
  }
  return false;
}

/** Tells networks apart without saying which they are: the address itself is not kept. */
export function networkHash(key: KeyObject, address: string): Buffer {
  const number = numberOf(address);
  const { version, value } = number ?? { version: 0, value: 0n };
  const shared = version === 0 ? 0n : value >> (BITS[version]! - SHARED[version]!);
  return createHmac('sha256', key).update(`${version}/${shared}`).digest().subarray(0, HASH_BYTES);
}
