import { normalisePhone } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Call centre. Opt-in for consumers in France since 11 August 2026, with legal days and hours. */
export const call: Channel = {
  kind: 'call',
  name: { fr: 'Appel', en: 'Call' },
  sheet: {
    intrusiveness: 8,
    halfLifeDays: 30,
    synchronous: true,
    responseDelayHours: 0,
    messageLength: null,
    persistenceDays: 0,
    unitCost: '4',
    fixedCost: '200',
    timeToMarketHours: 72,
  },
  consent: 'optin',
  addressKind: 'phone',
  hours: 'call-france',
  normalise: normalisePhone,
  connect: notConnected,
};
