import { languageCode } from './contents.ts';
import { firstLocale, firstTimezone } from './dates.ts';
import type { MessageLinks } from './links.ts';
import type { CompiledTemplate, Sender, Shop } from './template.ts';
import type { Tracking } from './tracking.ts';
import { type Basis, languageOf, wordsOf } from './words.ts';

/** What a message is filled with, as data. All of it is JSON; dates are ISO texts or Date. */
export type MessageValues = {
  shop: Shop;
  sender?: Sender;
  /** What started this: the event's name and properties. */
  event?: Record<string, unknown>;
  company?: Record<string, unknown>;
  coupon?: Record<string, unknown>;
  /** What a program gave along that asked for the message. */
  data?: Record<string, unknown>;
  [more: string]: unknown;
};

/** Who reads. `traits` are also what `user.*` is made of. */
export type Reader = {
  id?: string;
  externalId?: string;
  email?: string;
  phone?: string;
  locale?: string;
  timezone?: string;
  traits?: Record<string, unknown>;
  [more: string]: unknown;
};

export type Surrounding = {
  person: Reader;
  links: Partial<MessageLinks> & Record<string, string | undefined>;
  /** The moment of the message: what `now` means in a template. */
  now: Date;
  /** Why this person may be written to; the footer says it. The class speaks where nobody knows better. */
  basis?: Basis;
  /** Keys of the segments that the reader is in, of those that the template has contents for. */
  segments?: readonly string[];
  /** How links are written; as the author wrote them where nobody says. */
  tracking?: Tracking;
};

/** Roots that a template may name; anything else is asked about at publication. */
export const ROOTS = [
  'user',
  'person',
  'event',
  'sender',
  'company',
  'coupon',
  'data',
  'form',
  'shop',
  'link',
  'footer',
  'locale',
  'timezone',
  'now',
] as const;

/** Nested objects deeper than this are passed on as they are. */
const ALIAS_DEPTH = 6;

/** The variables of one message. Plain data with its own properties only. */
export function scopeOf(
  template: CompiledTemplate,
  values: MessageValues,
  around: Surrounding,
): Record<string, unknown> {
  const { person, links, now } = around;
  const { traits = {}, ...who } = person;
  const locale = localeIn(template.language, firstLocale(person.locale?.replace('_', '-'), values.shop.locale));
  const timezone = firstTimezone(person.timezone, values.shop.timezone, 'Europe/Paris');
  const aliased = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withSnakeNames(value)]));
  return {
    ...aliased,
    user: withSnakeNames({ ...dropEmpty(who), ...traits }),
    person: withSnakeNames({ ...who, traits }),
    link: withSnakeNames({ ...links, view_in_browser: links.viewInBrowser }),
    footer: footerValues(template, values.shop, locale, around.basis),
    locale,
    timezone,
    now,
  };
}

/** Dates, amounts and our own lines are in the language of the words around them, with the reader's region where it is theirs. */
const localeIn = (language: string | undefined, locale: string): string =>
  language === undefined || languageCode(locale) === language ? locale : firstLocale(language, locale);

function footerValues(template: CompiledTemplate, shop: Shop, locale: string, basis?: Basis) {
  const identity = [shop.name, ...(shop.postalAddress ?? '').split(/\r?\n/)].map((line) => line.trim()).filter(Boolean);
  return {
    identity: identity.join(' · '),
    why: wordsOf(languageOf(locale)).why[basis ?? template.class](shop.name),
  };
}

/** `firstName` can also be asked for as `first_name`; a given name always wins over an alias. */
function withSnakeNames(value: unknown, depth = ALIAS_DEPTH): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || depth === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withSnakeNames(item, depth - 1));
  const named = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    withSnakeNames(inner, depth - 1),
  ]);
  return Object.fromEntries([...named.map(([name, inner]): [string, unknown] => [snake(name), inner]), ...named]);
}

/** How a name is asked for in a template that writes with underscores. */
export const snake = (name: string): string =>
  name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

// A known e-mail that is absent must not hide a trait of that name.
function dropEmpty(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null));
}
