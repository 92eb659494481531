import { normalisePhone } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Text message. Three parts of 153 signs is where readers stop and the bill triples. */
export const sms: Channel = {
  kind: 'sms',
  name: { fr: 'SMS', en: 'SMS' },
  sheet: {
    intrusiveness: 3,
    halfLifeDays: 10,
    synchronous: false,
    responseDelayHours: 1,
    messageLength: 459,
    persistenceDays: 7,
    unitCost: '0.05',
    fixedCost: '0',
    timeToMarketHours: 24,
  },
  consent: 'optin',
  addressKind: 'phone',
  hours: 'sms-france',
  normalise: normalisePhone,
  connect: notConnected,
};
