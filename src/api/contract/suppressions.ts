import { z } from 'zod';
import { CHANNEL_KINDS } from '../../channels/index.ts';
import { json, listOf, moment, page } from './parts.ts';

const reasons = ['unsubscribe', 'objection', 'hard_bounce', 'complaint', 'manual'] as const;
const channel = z.enum(CHANNEL_KINDS);
/** Longest word about why. */
const why = z.string().trim().min(1, 'a reason is needed: it goes into the log').max(500);

/** An address that is not written to. It is kept as a hash; who uses it is told as long as somebody does. */
export const suppression = z.object({
  channel: z.string(),
  hash: z.string(),
  reason: z.enum(reasons),
  scope: z.enum(['promotional', 'all']).describe('all: not even what people wait for is sent there'),
  at: moment,
  people: z.array(
    z.object({
      id: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      externalId: z.string().nullable(),
      traits: json,
    }),
  ),
});
export const suppressions = listOf(suppression);
export const suppressionsQuery = page.extend({
  address: z.string().max(500).optional().describe('an e-mail address or phone number, whole'),
  reason: z.enum(reasons).optional(),
});
export const suppressionAdded = z.strictObject({
  channel,
  address: z.string().trim().min(1).max(500),
  reason: z.enum(['objection', 'complaint', 'hard_bounce', 'manual']).default('manual'),
  why,
});
export const suppressionRemoved = z.strictObject({ channel, hash: z.string().regex(/^[0-9a-f]{64}$/), why });
