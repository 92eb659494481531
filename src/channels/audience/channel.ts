import { normaliseEmail } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Programmatic advertising: the hashed e-mail address joins an audience at the advertising partner. */
export const audience: Channel = {
  kind: 'audience',
  name: { fr: 'Audience programmatique', en: 'Programmatic audience' },
  sheet: {
    intrusiveness: 0.4,
    halfLifeDays: 3,
    synchronous: false,
    responseDelayHours: 48,
    messageLength: null,
    persistenceDays: 1,
    unitCost: '0.005',
    fixedCost: '100',
    timeToMarketHours: 48,
  },
  consent: 'optin',
  addressKind: 'email',
  hours: 'any',
  normalise: normaliseEmail,
  connect: notConnected,
};
