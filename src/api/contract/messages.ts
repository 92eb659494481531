import { z } from 'zod';
import { resolutionNames } from '../../delivery/index.ts';
import { engagement, listOf, moment, page, pathPart } from './parts.ts';

/** A message as it was made. */
export const rendered = z.object({
  subject: z.string().optional(),
  html: z.string().optional(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  from: z.object({ address: z.string(), name: z.string().optional() }).optional(),
  replyTo: z.string().optional(),
  sms: z
    .object({
      encoding: z.enum(['gsm7', 'ucs2']),
      units: z.number(),
      parts: z.number(),
      perPart: z.number(),
      outside: z.array(z.string()),
    })
    .optional(),
});
/** As large as the database counts. */
const MOST_VERSIONS = 2_147_483_647;
const OUTBOX_STATES = ['ready', 'claimed', 'sent', 'skipped', 'failed', 'uncertain', 'recalled'] as const;
export const outboxQuery = page.extend({
  order: z.enum(['oldest', 'latest']).default('oldest').describe('by the moment they are due'),
  state: z.enum(OUTBOX_STATES).optional(),
  scenario: pathPart.optional().describe('key of a scenario'),
  step: pathPart.optional().describe('a step of it, as its lines name it'),
  template: pathPart.optional().describe('key of a template'),
  version: z.coerce.number().int().min(1).max(MOST_VERSIONS).optional().describe('a version of it'),
  link: pathPart
    .optional()
    .describe('with the outcome “clicked”: a link of that version, as the results of the template name it'),
  person: pathPart.optional().describe('id of a person'),
  email: z.string().max(254).optional().describe('whole address of a person'),
  outcome: z
    .enum(['bounced', 'complained', 'opened', 'clicked'])
    .optional()
    .describe('what came back, or what its reader did'),
});
/** Why it did not leave, in words; null for what left or still may. */
const told = z.object({ fr: z.string(), en: z.string() }).nullable();
/** What came back after it had left, by the strongest report; null where nothing did. */
const cameBack = {
  outcome: z.enum(['bounced_soft', 'bounced_hard', 'complained']).nullable(),
  outcomeReason: z.string().nullable(),
  outcomeAt: moment.nullable(),
};
/** What is told of a message in a list and alone. */
const outboxFields = {
  key: z.string(),
  personId: z.string(),
  address: z.string().nullable(),
  step: z.string().nullable(),
  templateVersion: z.number(),
  channel: z.string(),
  class: z.string(),
  purpose: z.string(),
  state: z.enum(OUTBOX_STATES),
  /** It waits because what it belongs to is paused. */
  paused: z.boolean(),
  reason: z.string().nullable(),
  says: told,
  dueAt: moment,
  sentAt: moment.nullable(),
  transport: z.string().nullable(),
  providerId: z.string().nullable(),
  ...engagement,
  ...cameBack,
};
export const outboxLine = z.object({
  ...outboxFields,
  externalId: z.string().nullable(),
  scenario: z.string().nullable(),
  template: z.string().nullable(),
});
export const outbox = listOf(outboxLine);
export const outboxMessage = z.object({
  ...outboxFields,
  templateId: z.number(),
  /** The message as it was made; null where it was not. */
  message: rendered.nullable(),
});

export const resolution = z.strictObject({
  as: z
    .enum(resolutionNames)
    .describe('sent: it had left; again: it had not, and goes now; failed: it had not, and nobody wants it any more'),
});

export const rejectedLine = z.object({
  id: z.number(),
  receivedAt: moment,
  source: z.string(),
  code: z.string(),
  reason: z.string(),
  raw: z.string(),
});
export const rejected = listOf(rejectedLine);
