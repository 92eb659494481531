import { noAddress } from '../address.ts';
import { type Channel, notConnected } from '../channel.ts';

/** Chat and chatbot on the site: the visitor opened the conversation. */
export const chat: Channel = {
  kind: 'chat',
  name: { fr: 'Chat', en: 'Chat' },
  sheet: {
    intrusiveness: 0.5,
    halfLifeDays: 1,
    synchronous: true,
    responseDelayHours: 0.1,
    messageLength: 500,
    persistenceDays: 1,
    unitCost: '0.5',
    fixedCost: '0',
    timeToMarketHours: 24,
  },
  consent: 'none',
  addressKind: 'none',
  hours: 'any',
  normalise: noAddress,
  connect: notConnected,
};
