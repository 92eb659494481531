import { z } from 'zod';
import { defineSetting } from './registry.ts';

const LONGEST_NAME = 200;

/** Whether this machine knows an IANA time zone. Offsets such as “+02:00” are no zones: they know no summer time. */
export function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The shop's own time zone: what people without one are taken to live in, and where its days begin. */
export const shopTimezone = defineSetting({
  key: 'shop.timezone',
  about: 'time zone of the shop (IANA name, such as Europe/Paris)',
  schema: z.string().refine(isTimezone, 'it is no IANA time zone, such as Europe/Paris'),
  standard: 'Europe/Paris',
});

/** The accounting currency: amounts of orders are turned into it when they come in. */
export const shopCurrency = defineSetting({
  key: 'shop.currency',
  about: 'accounting currency (three letters, such as EUR)',
  schema: z.string().regex(/^[A-Z]{3}$/, 'it must be three capital letters, such as EUR'),
  standard: 'EUR',
});

/** The name that people read. */
export const shopName = defineSetting({
  key: 'shop.name',
  about: 'name of the shop as people read it',
  schema: z.string().trim().max(LONGEST_NAME, `it must have at most ${LONGEST_NAME} characters`),
  standard: '',
});

/** Where the shop can be written to: French law asks for it in every promotional message. */
export const shopPostalAddress = defineSetting({
  key: 'shop.postalAddress',
  about: 'postal address of the shop, on lines, as messages show it',
  schema: z.string().trim().max(500, 'it must have at most 500 characters'),
  standard: '',
});

/** The shop's site. */
export const shopUrl = defineSetting({
  key: 'shop.url',
  about: 'address of the shop’s site, such as https://boutique.example',
  schema: z.union([z.literal(''), z.url('it must be an address such as https://boutique.example')]),
  standard: '',
});

/** Language of people whose own is unknown. */
export const shopLocale = defineSetting({
  key: 'shop.locale',
  about: 'language and country of people whose own are unknown, such as fr-FR',
  schema: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'it must be written like fr or fr-FR'),
  standard: 'fr',
});

/** The colour that the shop's public pages are accented with. */
export const shopAccent = defineSetting({
  key: 'shop.accent',
  about:
    'colour of buttons and links on the public pages, such as #1f6f54; shown darker or lighter where it could not be read',
  schema: z.union([z.literal(''), z.string().regex(/^#[0-9a-f]{6}$/i, 'it must be a colour such as #1f6f54')]),
  standard: '',
});

/** The shop's logo on its public pages. */
export const shopLogoUrl = defineSetting({
  key: 'shop.logoUrl',
  about: 'address of the shop’s logo, such as https://boutique.example/logo.svg; without one its name is shown',
  schema: z.union([
    z.literal(''),
    z
      .url({ protocol: /^https?$/, error: 'it must be an address such as https://boutique.example/logo.svg' })
      // It stands in a header that says where images may come from.
      .refine((url) => !/[\s;,'"]/.test(url), 'it must be an address without spaces, quotes, commas and semicolons'),
  ]),
  standard: '',
});
