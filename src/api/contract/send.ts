import { z } from 'zod';
import { json, key, moment, pathPart } from './parts.ts';

/** Longest key of a caller: what headers of this name hold elsewhere. */
const LONGEST_KEY = 255;

const callersKey = z
  .string()
  .trim()
  .min(1, 'it is empty')
  .max(LONGEST_KEY, `it has at most ${LONGEST_KEY} characters`)
  .describe('the same key is the same message: a repeat answers what became of it and sends nothing');

export const sendRequest = z.strictObject({
  template: key.describe('key of a published transactional template'),
  to: z
    .strictObject({
      id: pathPart.optional(),
      externalId: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
    })
    .describe('who; a person is made when only an address is given'),
  data: json.default({}).describe('what the message says of its occasion, as {{ data.… }}'),
  messageId: callersKey.optional(),
});
export const sendHeaders = z.looseObject({ 'idempotency-key': callersKey.optional() });

export const sent = z.object({
  id: z.string().describe('also the key of the message in the outbox'),
  template: z.string(),
  templateVersion: z.number(),
  acceptedAt: moment,
  personId: z.string(),
  /** `accepted`: on its way to the gates; `refused`: by a gate, with its reason; the others are states of the outbox. */
  state: z.enum(['accepted', 'refused', 'ready', 'claimed', 'sent', 'skipped', 'failed', 'uncertain', 'recalled']),
  paused: z.boolean(),
  reason: z.string().nullable(),
  address: z.string().nullable(),
  sentAt: moment.nullable(),
  providerId: z.string().nullable(),
  outcome: z.enum(['bounced_soft', 'bounced_hard', 'complained']).nullable(),
  outcomeReason: z.string().nullable(),
  outcomeAt: moment.nullable(),
});
