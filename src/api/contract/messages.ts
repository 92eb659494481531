import { z } from 'zod';
import { resolutionNames } from '../../delivery/index.ts';
import { templateInput } from '../../messages/index.ts';
import { engagement, json, listOf, moment, page, pathPart } from './parts.ts';

const messageClass = z.enum(['transactional', 'service', 'promotional']);

export const template = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  channel: z.string(),
  class: messageClass,
  purpose: z.string(),
  draft: json,
  publishedVersion: z.number().nullable(),
  archivedAt: moment.nullable(),
  updatedAt: moment,
});
export const templates = listOf(template);
/** The key stands in the path. */
export const templateDraft = templateInput.omit({ key: true });
export const check = z.object({
  code: z.string(),
  level: z.enum(['block', 'warn', 'info']),
  sentence: z.string(),
  rule: z.number().optional(),
});
export const templateChecks = z.object({ publishable: z.boolean(), checks: z.array(check) });
export const templatePublished = z.object({ templateId: z.number(), version: z.number(), checks: z.array(check) });
export const previewRequest = z.strictObject({
  /** The person to preview as; without one, nobody’s values are there. */
  personId: pathPart.optional(),
  /** What started the message, and other values of its occasion. */
  values: json.optional(),
});
const rendered = z.object({
  subject: z.string().optional(),
  html: z.string().optional(),
  text: z.string(),
  headers: z.record(z.string(), z.string()),
  from: z.object({ address: z.string(), name: z.string().optional() }).optional(),
  replyTo: z.string().optional(),
});
/** The message, or why this person would get none. */
export const preview = z.union([rendered, z.object({ skip: z.string(), code: z.string().optional() })]);

const OUTBOX_STATES = ['ready', 'claimed', 'sent', 'skipped', 'failed', 'uncertain', 'recalled'] as const;
export const outboxQuery = page.extend({
  order: z.enum(['oldest', 'latest']).default('oldest').describe('by the moment they are due'),
  state: z.enum(OUTBOX_STATES).optional(),
  scenario: pathPart.optional().describe('key of a scenario'),
  person: pathPart.optional().describe('id of a person'),
});
/** Why it did not leave, in words; null for what left or still may. */
const told = z.object({ fr: z.string(), en: z.string() }).nullable();
/** What came back after it had left, by the strongest report; null where nothing did. */
const cameBack = {
  outcome: z.enum(['bounced_soft', 'bounced_hard', 'complained']).nullable(),
  outcomeReason: z.string().nullable(),
  outcomeAt: moment.nullable(),
};
export const outboxLine = z.object({
  key: z.string(),
  personId: z.string(),
  externalId: z.string().nullable(),
  address: z.string().nullable(),
  scenario: z.string().nullable(),
  step: z.string().nullable(),
  template: z.string().nullable(),
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
});
export const outbox = listOf(outboxLine);
export const outboxMessage = z.object({
  key: z.string(),
  personId: z.string(),
  step: z.string().nullable(),
  templateId: z.number(),
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
  address: z.string().nullable(),
  ...cameBack,
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

const count = z.number().int();
const stepResults = z.object({
  scenario: z.string().nullable(),
  step: z.string().nullable(),
  delivered: count,
  opened: z.object({
    yes: count,
    no: count,
    unknown: count,
    /** Opens by people, over what went to readers who may be measured and had no prefetched open in 90 days. */
    reliable: z.object({ yes: count, of: count, rate: z.number().nullable() }),
  }),
  clicked: z.object({
    yes: count,
    no: count,
    unknown: count,
    measured: count,
    rate: z.number().nullable(),
    expected: z.number(),
    machines: count,
  }),
});
const linkResults = z.object({
  version: count,
  link: z.string(),
  href: z.string().nullable(),
  label: z.string().nullable(),
  people: count,
  clicks: count,
  machineClicks: count,
  held: count,
});
export const templateResults = z.object({
  since: moment,
  total: stepResults,
  steps: z.array(stepResults),
  links: z.array(linkResults),
});
export const resultsQuery = z.strictObject({
  since: z.coerce.date().optional().describe('messages that left from then on; 90 days back without it'),
});
