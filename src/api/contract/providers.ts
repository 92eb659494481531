import { z } from 'zod';
import { limitsShape, providerSpec } from '../../providers/index.ts';
import { listOf, moment } from './parts.ts';

const { url: _, ...shown } = providerSpec.shape;

/** A way over which mail leaves. Its password is never among what is shown. */
export const provider = z.object({
  key: z.string(),
  ...shown,
  returnPathDomain: z.string().nullable(),
  limits: limitsShape,
  shown: z.string().describe('scheme, user, host and port of its address'),
  fromEnvironment: z.boolean().describe('it is the mail server of SMTP_URL'),
  dailyLimit: z.number().nullable().describe('in force today: the daily limit, or that of the warm-up'),
  circuit: z.object({
    state: z.enum(['closed', 'open', 'probing']).describe('closed: mail leaves; open: it failed and is left alone'),
    openings: z.number().describe('in a row, without a message that left'),
    reason: z.string().nullable(),
    since: moment.nullable(),
    until: moment.nullable().describe('when it is tried again'),
  }),
});
export const providers = listOf(provider);
export const providerGiven = providerSpec;

/** A test opens a connection and signs in; with an address it sends one mail there. */
export const providerTest = z.strictObject({ to: z.email('it must be an e-mail address').optional() });
export const providerTested = z.object({
  ok: z.boolean(),
  reason: z.string().nullable().describe('why not, in the words of the server'),
  sent: z.string().nullable().describe('what the server answered to the mail'),
});
