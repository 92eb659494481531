/** What a provider may be handed, and how fast; pure. */
import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';

const mostUnits = 100_000_000;
const rate = z.number().int().min(1).max(mostUnits);
const domainName = z
  .string()
  .regex(/^(\*|(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+)$/, 'a domain in small letters, or * for all others');

/** How fast one domain of recipients takes mail: messages a minute over all processes, and side by side in each process. */
const domainLimit = z.strictObject({
  perMinute: rate.nullish().describe('messages a minute, over all processes'),
  connections: z.number().int().min(1).max(100).nullish().describe('messages side by side, in each process'),
});
export type DomainLimit = z.infer<typeof domainLimit>;

/** Days a warm-up may take: providers speak of two to eight weeks. */
const mostWarmUpDays = 120;

/**
 * A new address is trusted little by little: on its first day `firstDay` messages, `growth` times as many on each following one, for
 * `days` days; after them only the daily limit is left.
 */
const warmUp = z.strictObject({
  startedOn: z.iso.date(),
  firstDay: rate,
  growth: z.number().min(1).max(5).default(1.5),
  days: z.number().int().min(1).max(mostWarmUpDays).default(30),
});
export type WarmUp = z.infer<typeof warmUp>;

export const limitsShape = z.strictObject({
  connections: z
    .number()
    .int()
    .min(1)
    .max(100)
    .nullish()
    .describe('messages side by side, in each process; 10 when not given'),
  perMinute: rate.nullish(),
  perHour: rate.nullish(),
  perDay: rate.nullish(),
  warmUp: warmUp.nullish(),
  domains: z.record(domainName, domainLimit).default({}).describe('by domain of recipients; * for all others'),
});
export type Limits = z.infer<typeof limitsShape>;

/**
 * Starting points of our own choosing, for all providers: French mailbox hosts answer 421 to more than a few connections of one sender.
 * What a provider says of a domain takes the place of this.
 */
export const domainStandards = defineSetting({
  key: 'providers.domainLimits',
  about:
    'how fast domains of recipients take mail, as {"orange.fr": {"perMinute": 300, "connections": 3}}; "*" is all others; providers may say otherwise',
  schema: z.record(domainName, domainLimit),
  standard: {
    'orange.fr': { connections: 3 },
    'wanadoo.fr': { connections: 3 },
    'free.fr': { connections: 3 },
    'sfr.fr': { connections: 3 },
    'laposte.net': { connections: 3 },
  },
});

const DAY_MS = 86_400_000;

/** Messages of a day of the warm-up; null before it is asked for and after it. Elapsed days of UTC. */
export function warmUpLimit(given: WarmUp | null | undefined, wall: Date): number | null {
  if (!given) return null;
  const day = Math.max(0, Math.floor((wall.getTime() - Date.parse(given.startedOn)) / DAY_MS));
  if (day >= given.days) return null;
  return Math.min(mostUnits, Math.round(given.firstDay * given.growth ** day));
}

/** The daily limit in force: the tighter one of the provider's and the warm-up's. */
export function dailyLimit({ perDay, warmUp: warming }: Pick<Limits, 'perDay' | 'warmUp'>, wall: Date): number | null {
  const warm = warmUpLimit(warming, wall);
  if (warm === null) return perDay ?? null;
  return Math.min(warm, perDay ?? warm);
}

/** What holds for a domain of recipients: the provider's word for it, its word for all, the shop's for it, the shop's for all. */
export function domainLimitOf(
  own: Readonly<Record<string, DomainLimit>>,
  shops: Readonly<Record<string, DomainLimit>>,
  domain: string,
): DomainLimit | null {
  const of = (table: Readonly<Record<string, DomainLimit>>, name: string) =>
    Object.hasOwn(table, name) ? table[name]! : null;
  return of(own, domain) ?? of(own, '*') ?? of(shops, domain) ?? of(shops, '*');
}
