import { type ChannelKind, type ConsentKind, MEASURE_PURPOSE } from '../channels/index.ts';
import type { RefusalCode } from './refusals.ts';
import type { Switches } from './switches.ts';

export type MessageClass = 'transactional' | 'service' | 'promotional';
/** customer: bought at least once, address collected then; prospect: everybody else. */
export type PersonKind = 'customer' | 'prospect';

/**
 * What must be on file before a message may leave.
 * granted: a proof of consent · not_withdrawn: nothing, as long as the person has not said no · alive: only that the address exists.
 */
export type ConsentNeed = 'granted' | 'not_withdrawn' | 'alive';

/** A row of the gates' copy. Purpose `*` holds for every purpose. */
export type Permission = { purpose: string; status: 'granted' | 'withdrawn' | 'suppressed' | 'suppressed_all' };

/** Channels that the exception for customers covers: the law names electronic mail, and SMS/MMS count as such. */
const SIMILAR_PRODUCTS_CHANNELS: readonly ChannelKind[] = ['email', 'sms'];

/**
 * What the law asks for this channel, class and person (rules 1 and 2). The class is explicit so that what a person
 * has bought or asked for (transactional, service) is never taken for advertising, nor the reverse.
 */
export function consentNeeded(
  channel: { kind: ChannelKind; consent: ConsentKind },
  messageClass: MessageClass,
  person: PersonKind,
  switches: Switches,
): ConsentNeed {
  if (messageClass !== 'promotional') return 'alive';
  if (channel.consent !== 'optin' || !switches.priorConsent) return 'not_withdrawn';
  const excepted =
    switches.similarProducts && person === 'customer' && SIMILAR_PRODUCTS_CHANNELS.includes(channel.kind);
  return excepted ? 'not_withdrawn' : 'granted';
}

/**
 * Why a message of this need and purpose may not go to a person with these permissions on the channel; null = it may.
 * An objection is absolute (rule 13): no switch changes what is done with a suppressed address.
 */
export function refusalOf(need: ConsentNeed, purpose: string, permissions: readonly Permission[]): RefusalCode | null {
  const held = permissions.filter((permission) => permission.purpose === purpose || permission.purpose === '*');
  const has = (status: Permission['status']) => held.some((permission) => permission.status === status);
  if (has('suppressed_all')) return 'address_dead';
  if (need === 'alive') return null;
  if (has('suppressed')) return 'suppressed';
  if (has('withdrawn')) return 'consent_withdrawn';
  if (need === 'granted' && !has('granted')) return 'no_consent';
  return null;
}

/** What of a message may be noted about the person who got it. */
export type Measure = { opens: boolean; clicks: boolean };

/**
 * Whether opens and clicks may be noted of somebody with these permissions (rules 6 and 7). Who took the consent back or
 * objected is not measured, whatever the switches say.
 */
export function mayMeasure(permissions: readonly Permission[], switches: Switches): Measure {
  const own = permissions.filter(({ purpose }) => purpose === MEASURE_PURPOSE || purpose === '*');
  const refused = own.some(({ status }) => status !== 'granted');
  const agreed = own.some(({ purpose, status }) => purpose === MEASURE_PURPOSE && status === 'granted');
  return {
    opens: !refused && (agreed || !switches.openConsent),
    clicks: !refused && (agreed || !switches.clickConsent),
  };
}
