import { normaliseDevice } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Mobile push. Unsettled in French law, so opt-in, and silent at night by courtesy. */
export const push: Channel = {
  kind: 'push',
  name: { fr: 'Push mobile', en: 'Mobile push' },
  sheet: {
    intrusiveness: 0.7,
    halfLifeDays: 3,
    synchronous: false,
    responseDelayHours: 1,
    messageLength: 120,
    persistenceDays: 1,
    unitCost: '0.0005',
    fixedCost: '0',
    timeToMarketHours: 4,
  },
  consent: 'optin',
  addressKind: 'device',
  hours: 'quiet-nights',
  normalise: normaliseDevice,
  connect: notConnected,
};
