import { normalisePhone } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** WhatsApp business messages. As personal as a text message, so the same proof of consent. */
export const whatsapp: Channel = {
  kind: 'whatsapp',
  name: { fr: 'WhatsApp', en: 'WhatsApp' },
  sheet: {
    intrusiveness: 2,
    halfLifeDays: 10,
    synchronous: false,
    responseDelayHours: 1,
    messageLength: 1024,
    persistenceDays: 7,
    unitCost: '0.12',
    fixedCost: '0',
    timeToMarketHours: 48,
  },
  consent: 'optin',
  addressKind: 'phone',
  hours: 'quiet-nights',
  normalise: normalisePhone,
  connect: notConnected,
};
