import { z } from 'zod';
import type { Sender, Shop } from '../messages/index.ts';
import {
  defineSetting,
  listUnits,
  readSettings,
  shopCurrency,
  shopLocale,
  shopName,
  shopPostalAddress,
  shopTimezone,
  shopUrl,
  type Unit,
} from '../settings/index.ts';
import type { Queryable } from '../store/index.ts';
import type { Addressee } from './outbox.ts';

/** Who messages come from when nobody in person signs them. */
export const senderAddress = defineSetting({
  key: 'delivery.senderAddress',
  about: 'e-mail address that messages come from',
  schema: z.union([z.literal(''), z.email('it must be an e-mail address')]),
  standard: '',
});

const senderName = defineSetting({
  key: 'delivery.senderName',
  about: 'name that messages come from; the shop’s when empty',
  schema: z.string().trim().max(100, 'it must have at most 100 characters'),
  standard: '',
});

const replyTo = defineSetting({
  key: 'delivery.replyTo',
  about: 'address that answers go to; the sender’s when empty',
  schema: z.union([z.literal(''), z.email('it must be an e-mail address')]),
  standard: '',
});

const stopCode = defineSetting({
  key: 'delivery.stopCode',
  about: 'short number that takes STOP for text messages',
  schema: z.string().regex(/^\d{0,6}$/, 'it must be a short number of at most 6 digits'),
  standard: '36173',
});

const utmSource = defineSetting({
  key: 'delivery.utmSource',
  about:
    'utm_source of links to the shop in e-mails, so that its statistics know where visits come from; empty for no marks',
  schema: z.string().trim().max(100, 'it must have at most 100 characters'),
  standard: 'declic',
});

/** Most hosts that a shop may call its own. */
const MOST_DOMAINS = 100;

const ownDomains = defineSetting({
  key: 'delivery.ownDomains',
  about:
    'hosts beside that of shop.url whose links get utm marks, as ["boutique.example"]; those below them are meant too',
  schema: z
    .array(z.string().regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'it must be a host in small letters'))
    .max(MOST_DOMAINS, `at most ${MOST_DOMAINS} hosts`),
  standard: [],
});

const honeypot = defineSetting({
  key: 'delivery.honeypot',
  about: 'measured e-mails hold a link that people cannot see: who follows it is a program',
  schema: z.boolean(),
  standard: true,
});

/** How links are written. */
export type LinkRules = { utmSource: string; hosts: string[]; honeypot: boolean };

/** The shop and its usual sender, as messages show them, and how its links are written. */
export type Speaker = { shop: Shop; sender: Sender; units: Units; linkRules: LinkRules };

/** Senders of business units, by key: what differs from the shop’s own. */
export type Units = ReadonlyMap<string, Sender>;

/** Who speaks, from the settings. */
export async function readShop(on: Queryable): Promise<Speaker> {
  const [name, postalAddress, url, currency, locale, timezone, address, ownName, answers, stop, ...rules] =
    (await readSettings(on, [
      shopName,
      shopPostalAddress,
      shopUrl,
      shopCurrency,
      shopLocale,
      shopTimezone,
      senderAddress,
      senderName,
      replyTo,
      stopCode,
      utmSource,
      ownDomains as never,
      honeypot as never,
    ])) as string[];
  const [source, domains, bait] = rules as unknown as [string, string[], boolean];
  const given = (value: string | undefined) => value || undefined;
  return {
    shop: { name: name!, postalAddress: given(postalAddress), url: given(url), currency, locale, timezone },
    sender: {
      name: given(ownName) ?? given(name),
      address: given(address),
      replyTo: given(answers),
      stopCode: given(stop),
    },
    units: new Map((await listUnits(on)).map((unit) => [unit.key, speakerOf(unit)])),
    linkRules: { utmSource: source, hosts: [...hostOf(url), ...domains], honeypot: bait },
  };
}

/** Answers to a unit's own address go there, not to the shop. */
function speakerOf({ name, senderName: own, senderAddress: address, replyTo: answers }: Unit): Sender {
  return {
    name: own || name,
    ...(address && { address, replyTo: undefined }),
    ...(answers && { replyTo: answers }),
  };
}

/** `www.` is the shop itself: its other hosts are meant too. */
const hostOf = (url: string | undefined): string[] =>
  url && URL.canParse(url) ? [new URL(url).hostname.replace(/^www\./, '')] : [];

/** What a step asks for: `context.sender` of the wish. */
type Asked = { from?: unknown; fallback?: unknown; unit?: unknown } | null | undefined;

/**
 * Who speaks in a message: the customer's own representative where the step asks for it and one is known, else the
 * fallback that the step names, else the business unit of its scenario, else the shop.
 * @param asked `{ from: 'owner' | 'shop' | 'unit', unit?: key, fallback?: { name, address, phone, title } }`
 */
export function senderOf(asked: unknown, to: Addressee, own: Sender, units: Units = new Map()): Sender {
  const wanted = (typeof asked === 'object' ? asked : { from: asked }) as Asked;
  if (wanted?.from === 'shop') return own;
  const shop = { ...own, ...units.get(String(wanted?.unit)) };
  if (wanted?.from !== 'owner') return shop;
  if (to.owner) {
    const { id, name, email, phone, title, traits } = to.owner;
    const known = { phone: phone ?? undefined, title: title ?? undefined };
    return { ...shop, ...traits, ...known, id, name, address: email, replyTo: email };
  }
  return typeof wanted.fallback === 'object' ? { ...shop, ...wanted.fallback } : shop;
}
