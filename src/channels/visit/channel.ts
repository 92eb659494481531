import { normalisePostal } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Sales force: a representative calls on the customer. Costly, so capacity decides before price does. */
export const visit: Channel = {
  kind: 'visit',
  name: { fr: 'Visite', en: 'Visit' },
  sheet: {
    intrusiveness: 8,
    halfLifeDays: 30,
    synchronous: true,
    responseDelayHours: 0,
    messageLength: null,
    persistenceDays: 0,
    unitCost: '60',
    fixedCost: '0',
    timeToMarketHours: 72,
  },
  consent: 'optout',
  addressKind: 'postal',
  hours: 'call-france',
  normalise: normalisePostal,
  connect: notConnected,
};
