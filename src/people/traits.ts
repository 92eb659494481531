/**
 * Traits: the latest occurrence of each wins, in whatever order facts arrive. Pure.
 *
 * `times` keeps the occurrence of each value; a trait that was taken away (null) keeps its time without its value, so
 * that an older value that arrives late stays away too. Equal times are settled by the values, because settling them by
 * arrival would make the person depend on it.
 */
import { emailOf, phoneOf } from './identity.ts';

export type Traits = Record<string, unknown>;
/** ISO text (UTC, milliseconds) by trait name. */
export type TraitTimes = Record<string, string>;
export type Held = { traits: Traits; times: TraitTimes };
/** Values said at one moment; null takes a trait away. */
export type Assertion = { traits: Traits; at: string };

/** Traits of a person; more are refused, the oldest occurrence stays. A shop has dozens. */
const mostTraits = 500;
/** Traits that the room keeps for itself begin so, and nobody else may say them. */
export const reservedPrefix = '$:';
/** The company is a trait in all but name. */
export const companyTrait = `${reservedPrefix}company`;
/** So is the shop id that an alias makes the person's own in place of a previous one. */
export const shopIdTrait = `${reservedPrefix}shopId`;

/** Traits without those that the room keeps for itself. */
export function sayable(traits: Traits): Traits {
  const names = Object.keys(traits);
  if (!names.some((name) => name.startsWith(reservedPrefix))) return traits;
  return Object.fromEntries(Object.entries(traits).filter(([name]) => !name.startsWith(reservedPrefix)));
}

/** Text of a value that does not depend on the order of its keys. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** Folds assertions into what is held; answers null when nothing changes. */
export function foldTraits(held: Held, assertions: readonly Assertion[]): Held | null {
  // Maps, because a trait may be named __proto__.
  const traits = new Map(Object.entries(held.traits));
  const times = new Map(Object.entries(held.times));
  let changed = false;
  for (const assertion of assertions) {
    for (const [name, value] of Object.entries(assertion.traits)) {
      if (value === undefined || !wins(assertion.at, value, times.get(name), traits.get(name))) continue;
      if (!times.has(name) && times.size >= mostTraits) continue;
      changed = true;
      times.set(name, assertion.at);
      if (value === null) traits.delete(name);
      else traits.set(name, value);
    }
  }
  return changed ? { traits: Object.fromEntries(traits), times: Object.fromEntries(times) } : null;
}

function wins(at: string, value: unknown, heldAt: string | undefined, heldValue: unknown): boolean {
  if (heldAt === undefined || at > heldAt) return true;
  return at === heldAt && canonical(value) > canonical(heldValue ?? null);
}

/** Columns of a person that are made from traits. */
export type TraitColumns = {
  /** Null where no alias said which shop id counts: then the one that was seen does. */
  shopId: string | null;
  email: string | null;
  phone: string | null;
  timezone: string | null;
  locale: string | null;
  companyId: string | null;
  ownerId: string | null;
};

/** Reads the columns; `isZone` says which time zones the database knows. */
export function columnsOf(traits: Traits, isZone: (zone: string) => boolean): TraitColumns {
  const { timezone, locale } = traits;
  return {
    shopId: idOf(traits[shopIdTrait]),
    email: emailOf(traits.email),
    phone: phoneOf(traits.phone),
    timezone: typeof timezone === 'string' && isZone(timezone) ? timezone : null,
    locale: typeof locale === 'string' && locale.length <= 35 ? locale : null,
    companyId: idOf(traits[companyTrait]),
    ownerId: idOf(traits.ownerId) ?? idOf(traits.owner_id) ?? idOf(traits.owner),
  };
}

function idOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' || value.length > 255 ? null : value;
  if (typeof value === 'object' && value !== null && 'id' in value) return idOf((value as { id: unknown }).id);
  return null;
}
