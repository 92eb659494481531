import { normalisePostal } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Addressed mail: information and opt-out, long to make, long on the table. */
export const post: Channel = {
  kind: 'post',
  name: { fr: 'Courrier', en: 'Post' },
  sheet: {
    intrusiveness: 2,
    halfLifeDays: 30,
    synchronous: false,
    responseDelayHours: 120,
    messageLength: null,
    persistenceDays: 30,
    unitCost: '0.9',
    fixedCost: '150',
    timeToMarketHours: 240,
  },
  consent: 'optout',
  addressKind: 'postal',
  hours: 'any',
  normalise: normalisePostal,
  connect: notConnected,
};
