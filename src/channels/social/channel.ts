import { noAddress } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Posts for everybody who follows the shop: nobody is singled out, so there is no address. */
export const social: Channel = {
  kind: 'social',
  name: { fr: 'Réseaux sociaux', en: 'Social' },
  sheet: {
    intrusiveness: 0.5,
    halfLifeDays: 3,
    synchronous: false,
    responseDelayHours: 24,
    messageLength: 280,
    persistenceDays: 2,
    unitCost: '0',
    fixedCost: '50',
    timeToMarketHours: 24,
  },
  consent: 'none',
  addressKind: 'none',
  hours: 'any',
  normalise: noAddress,
  connect: notConnected,
};
