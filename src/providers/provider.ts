/** A way over which mail leaves, and which messages it carries. */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { readSmtpUrl } from '../channels/index.ts';
import { type Limits, limitsShape } from './limits.ts';

/** The row of this key sets the limits of the mail server of SMTP_URL. */
export const environmentKey = 'smtp';

/** The classes of messages; a provider may carry some of them. */
const messageClasses = ['transactional', 'service', 'promotional'] as const;
const most = 100;
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'it must be a domain, as shop.example');

/** What is told of a provider. Empty lists carry everything. */
export const providerSpec = z.strictObject({
  name: z.string().trim().max(200).default(''),
  url: z
    .string()
    .max(2_000)
    .optional()
    .describe('smtp://user:password@host:port; kept sealed and never shown; absent = as it is'),
  senderDomains: z.array(domain).max(most).default([]).describe('domains of senders it may carry; empty = all'),
  classes: z.array(z.enum(messageClasses)).max(messageClasses.length).default([]).describe('empty = all'),
  purposes: z.array(z.string().trim().min(1).max(most)).max(most).default([]).describe('empty = all'),
  priority: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('lower goes first; the next one where it fails or is used up'),
  weight: z.number().int().min(1).max(1_000).default(1).describe('share among providers of one priority'),
  limits: limitsShape.default({ domains: {} }),
  returnPathDomain: domain
    .nullish()
    .describe('domain whose mail the bounce door takes; absent = bounces go to the sender'),
  paused: z.boolean().default(false),
});
export type ProviderSpec = z.infer<typeof providerSpec>;

export type Provider = Omit<ProviderSpec, 'url' | 'returnPathDomain'> & {
  key: string;
  /** What may be shown of its address. */
  shown: string;
  returnPathDomain: string | null;
  limits: Limits;
};

/** What decides over which provider a message goes. `from` is null before it is written. */
export type Parcel = {
  key: string;
  class: (typeof messageClasses)[number];
  purpose: string;
  from: string | null;
  to: string;
};

/** Host, port and user of an address: never its password. @throws SMTP_URL_INVALID */
export function shownOf(url: string): string {
  const { host, port, secure, auth } = readSmtpUrl(url);
  return `${secure ? 'smtps' : 'smtp'}://${auth ? `${auth.user}@` : ''}${host}:${port}`;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Whether the provider may carry the message; what its sender will be may not be known yet. */
export function carries(provider: Provider, parcel: Parcel): boolean {
  const { senderDomains, classes, purposes } = provider;
  const fits = <T>(list: readonly T[], value: T) => list.length === 0 || list.includes(value);
  return (
    fits(classes, parcel.class) &&
    fits(purposes, parcel.purpose) &&
    (parcel.from === null || fits(senderDomains, domainOf(parcel.from)))
  );
}

/**
 * Providers that may carry a message, in groups of one priority, best first; within a group in an order drawn by weight from the
 * message's key, so that a message keeps its place between tries.
 */
export function preferred<P extends Provider>(providers: readonly P[], parcel: Parcel): P[][] {
  const fit = providers.filter((one) => !one.paused && carries(one, parcel));
  const groups = [...Map.groupBy(fit, ({ priority }) => priority)].sort(([a], [b]) => a - b);
  return groups.map(([, group]) =>
    group.length > 1 ? group.sort((a, b) => draw(b, parcel) - draw(a, parcel)) : group,
  );
}

/** Efraimidis and Spirakis 2006: the largest of `u ^ (1 / w)` falls on each with the share of its weight. */
function draw({ key, weight }: Provider, parcel: Parcel): number {
  const drawn = (Number.parseInt(hash('md5', `${parcel.key}|${key}`, 'hex').slice(0, 8), 16) + 1) / 2 ** 32;
  return Math.log(drawn) / weight;
}
