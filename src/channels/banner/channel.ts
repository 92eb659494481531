import { noAddress } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Banners and on-site content, shown to whoever visits. */
export const banner: Channel = {
  kind: 'banner',
  name: { fr: 'Bannière', en: 'Banner' },
  sheet: {
    intrusiveness: 0.2,
    halfLifeDays: 1,
    synchronous: true,
    responseDelayHours: 0,
    messageLength: 90,
    persistenceDays: 0,
    unitCost: '0',
    fixedCost: '0',
    timeToMarketHours: 4,
  },
  consent: 'none',
  addressKind: 'none',
  hours: 'any',
  normalise: noAddress,
  connect: notConnected,
};
