import { normaliseEmail, normalisePhone } from '../channels/index.ts';

/** Who a fact is about, as its sender knows them. */
export type Who = {
  /** The shop's own id of the person. */
  externalId?: string;
  email?: string;
  phone?: string;
  /** A browser's or device's key. */
  anonymousId?: string;
};

/** Kinds of the address book, strongest first: the first one that a fact carries says whose fact it is. */
const identifierKinds = ['external', 'email', 'phone', 'anonymous'] as const;
export type IdentifierKind = (typeof identifierKinds)[number];
export type Identifier = { kind: IdentifierKind; value: string };

/** Longest identifier that is looked up: an index entry of PostgreSQL ends at 2,700 bytes, and no shop's id comes near. */
export const longestIdentifier = 512;

/** An identifier as one text: what it is cached under, and what its bucket is taken from. */
export const identifierKey = (kind: string, value: string): string => `${kind}:${value}`;

/** Canonical e-mail address, or null when it is none. */
export function emailOf(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > longestIdentifier) return null;
  const result = normaliseEmail(raw);
  return result.ok ? result.address : null;
}

/** Canonical phone number (E.164; national numbers are read as French), or null when it is none. */
export function phoneOf(raw: unknown): string | null {
  const text = typeof raw === 'number' ? String(raw) : raw;
  if (typeof text !== 'string' || text === '' || text.length > longestIdentifier) return null;
  const result = normalisePhone(text);
  return result.ok ? result.address : null;
}

/** The identifiers of `who` in canonical form, strongest first; addresses that are none are left out. */
export function identifiersOf(who: Who): Identifier[] {
  const found: Identifier[] = [];
  if (who.externalId) found.push({ kind: 'external', value: who.externalId });
  const email = who.email ? emailOf(who.email) : null;
  if (email) found.push({ kind: 'email', value: email });
  const phone = who.phone ? phoneOf(who.phone) : null;
  if (phone) found.push({ kind: 'phone', value: phone });
  if (who.anonymousId) found.push({ kind: 'anonymous', value: who.anonymousId });
  return found;
}
