/**
 * What the share of complaints says of a domain that sends; pure.
 *
 *     well ──warn──▶ warned ──stop──▶ stopped
 *       ▲              │                 │
 *       └─ below warn ─┴─── below warn ──┘   (or too few messages in the window to say anything)
 *
 * Between the two bounds it stays what it was: a rate that swings about the bound must not switch mail on and off.
 */
import { z } from 'zod';
import { defineSetting, readSettings } from '../../settings/index.ts';
import type { Queryable } from '../../store/index.ts';

const percent = z.number().positive('it must be more than 0').max(100, 'it must be at most 100');

/** Google's and Yahoo's rules for senders (February 2024): below 0.1 % is the aim, 0.3 % must never be reached. */
const complaintWarn = defineSetting({
  key: 'delivery.complaintWarnPercent',
  about: 'complaints per hundred delivered mails of a sender’s domain from which it is warned of',
  schema: percent,
  standard: 0.1,
});
const complaintStop = defineSetting({
  key: 'delivery.complaintStopPercent',
  about: 'complaints per hundred delivered mails of a sender’s domain from which its promotional mail is held back',
  schema: percent,
  standard: 0.3,
});

/** What is counted is kept a little longer than the longest window. */
export const longestWindowDays = 90;
const complaintDays = defineSetting({
  key: 'delivery.complaintDays',
  about: 'days over which complaints and delivered mails are counted',
  schema: z
    .number()
    .int('it must be a whole number of days')
    .min(1, 'it must be at least 1 day')
    .max(longestWindowDays, `it must be at most ${longestWindowDays} days`),
  // Mitigation is asked for only after seven days below the bound.
  standard: 7,
});
/** One complaint about three hundred mails is a third of a percent, and says nothing. */
const complaintLeast = defineSetting({
  key: 'delivery.complaintLeastMessages',
  about: 'delivered mails of a domain within these days below which nothing is concluded',
  schema: z.number().int('it must be a whole number').min(1, 'it must be at least 1'),
  standard: 1_000,
});

export type ComplaintRules = { warn: number; stop: number; days: number; least: number };

export async function readComplaintRules(on: Queryable): Promise<ComplaintRules> {
  const settings = [complaintWarn, complaintStop, complaintDays, complaintLeast];
  const [warn, stop, days, least] = (await readSettings(on, settings)) as [number, number, number, number];
  return { warn: warn / 100, stop: stop / 100, days, least };
}

/** What is known of a domain within the window. */
export type Counted = { messages: number; bounced: number; complaints: number };
export type Standing = 'well' | 'warned' | 'stopped';

/** A mail that bounced reached nobody who could complain. */
export const deliveredOf = ({ messages, bounced }: Counted): number => Math.max(0, messages - bounced);

/** Complaints per delivered mail; null where nothing was delivered. */
export const rateOf = (counted: Counted): number | null => {
  const delivered = deliveredOf(counted);
  return delivered === 0 ? null : counted.complaints / delivered;
};

export function standingAfter(before: Standing, counted: Counted, { warn, stop, least }: ComplaintRules): Standing {
  const rate = rateOf(counted);
  if (rate === null || deliveredOf(counted) < least) return 'well';
  if (rate >= stop) return 'stopped';
  if (rate < warn) return 'well';
  return before === 'stopped' ? 'stopped' : 'warned';
}
