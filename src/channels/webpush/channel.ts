import { normaliseSubscription } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Browser push: the address is the subscription that the browser gave. */
export const webpush: Channel = {
  kind: 'webpush',
  name: { fr: 'Push web', en: 'Web push' },
  sheet: {
    intrusiveness: 0.7,
    halfLifeDays: 3,
    synchronous: false,
    responseDelayHours: 1,
    messageLength: 120,
    persistenceDays: 1,
    unitCost: '0.0002',
    fixedCost: '0',
    timeToMarketHours: 4,
  },
  consent: 'optin',
  addressKind: 'device',
  hours: 'quiet-nights',
  normalise: normaliseSubscription,
  connect: notConnected,
};
