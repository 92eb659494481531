import { type AddressKind, channels } from '../channels/index.ts';
import { consentNeeded, type PersonKind, type Switches } from '../compliance/index.ts';

/** Channels on which promotional messages to this kind of person need a proof of consent, by the rules that are on. */
export const proofChannels = (person: PersonKind, switches: Switches): string[] =>
  kindsWhere((channel) => consentNeeded(channel, 'promotional', person, switches) === 'granted');

/** Channels that write to this kind of address. */
export const addressChannels = (kind: AddressKind): string[] => kindsWhere((channel) => channel.addressKind === kind);

function kindsWhere(holds: (channel: (typeof channels)[keyof typeof channels]) => boolean): string[] {
  return Object.values(channels)
    .filter(holds)
    .map((channel) => channel.kind);
}

/** Channels that go to people. A banner is shown to somebody who came: nobody is disturbed by it. */
export const reachingChannels = (): string[] => kindsWhere((channel) => channel.consent !== 'none');
