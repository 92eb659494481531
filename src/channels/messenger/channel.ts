import { normaliseDevice } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Messenger: the address is the id that the page received when the person wrote first. */
export const messenger: Channel = {
  kind: 'messenger',
  name: { fr: 'Messenger', en: 'Messenger' },
  sheet: {
    intrusiveness: 2,
    halfLifeDays: 10,
    synchronous: false,
    responseDelayHours: 1,
    messageLength: 2000,
    persistenceDays: 7,
    unitCost: '0',
    fixedCost: '0',
    timeToMarketHours: 24,
  },
  consent: 'optin',
  addressKind: 'device',
  hours: 'quiet-nights',
  normalise: normaliseDevice,
  connect: notConnected,
};
