/**
 * What a channel is. A kind answers for itself: one folder, one line in registry.ts, and nothing else
 * in the product branches on its name.
 */
import type { Adapter } from './adapter.ts';
import type { AddressResult } from './address.ts';

export const CHANNEL_KINDS = [
  'email',
  'sms',
  'post',
  'call',
  'visit',
  'social',
  'push',
  'webpush',
  'whatsapp',
  'messenger',
  'audience',
  'banner',
  'chat',
] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** optin: no proof of consent, no send. optout: allowed until the person objects. none: the person came to us. */
export type ConsentKind = 'optin' | 'optout' | 'none';
export type AddressKind = 'email' | 'phone' | 'postal' | 'device' | 'none';
/** What people agree to unless they are asked for something else: news and offers of the shop. */
export const STANDARD_PURPOSE = 'marketing';
/** What people agree to whose opens and clicks may be noted; it allows no message, and lifts no unsubscription. */
export const MEASURE_PURPOSE = 'measure';
/** Purpose of the mail that asks whether somebody really signed up: the only message that an unconfirmed person gets. */
export const SIGN_UP_PURPOSE = 'sign-up';
/** Name of a rule of legal or courteous hours. The compliance room owns what each name means. */
export type HoursRule = 'any' | 'quiet-nights' | 'sms-france' | 'call-france';

/**
 * The channel sheet (starting values, all of them settings of the shop later on).
 * `intrusiveness` multiplies pressure, e-mail = 1; `halfLifeDays` is how fast that pressure fades.
 * Costs are exact decimals in euros; hours and days are elapsed time.
 */
export type ChannelSheet = {
  intrusiveness: number;
  halfLifeDays: number;
  synchronous: boolean;
  responseDelayHours: number;
  /** The longest message that is still read, in characters; null where length is not the limit. */
  messageLength: number | null;
  persistenceDays: number;
  unitCost: string;
  fixedCost: string;
  timeToMarketHours: number;
};

/** What a channel may need to open its adapter. Each one takes its own key and ignores the others. */
export type ChannelSettings = { smtpUrl?: string };

export type Channel = {
  kind: ChannelKind;
  name: { fr: string; en: string };
  sheet: ChannelSheet;
  consent: ConsentKind;
  addressKind: AddressKind;
  hours: HoursRule;
  /** Canonical form of an address, so that one person is one address. `region` is an ISO country, for local phone numbers. */
  normalise(raw: string, region?: string): AddressResult;
  /** The adapter to the outside, or null when these settings hold none: messages then stay in the local outbox. */
  connect(settings: ChannelSettings): Adapter | null;
};

/** For kinds whose adapter is not written yet. */
export const notConnected = (): null => null;
