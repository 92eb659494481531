import { normaliseEmail } from '../address.ts';
import type { Channel } from '../channel.ts';
import { smtpAdapter } from './smtp.ts';

/** E-mail, the measure of the other channels: intrusiveness 1. Free prior consent, at any hour. */
export const email: Channel = {
  kind: 'email',
  name: { fr: 'E-mail', en: 'E-mail' },
  sheet: {
    intrusiveness: 1,
    halfLifeDays: 7,
    synchronous: false,
    responseDelayHours: 24,
    messageLength: null,
    persistenceDays: 30,
    unitCost: '0.0008',
    fixedCost: '0',
    timeToMarketHours: 8,
  },
  consent: 'optin',
  addressKind: 'email',
  hours: 'any',
  normalise: normaliseEmail,
  connect: ({ smtpUrl }) => (smtpUrl ? smtpAdapter(smtpUrl) : null),
};
