import { z } from 'zod';
import { CHANNEL_KINDS } from '../../channels/index.ts';
import { messageClass, templateInput } from '../../messages/index.ts';
import { rendered } from './messages.ts';
import { json, listOf, moment, name, page, pathPart } from './parts.ts';

const templateHead = {
  id: z.number(),
  key: z.string(),
  name: z.string(),
  channel: z.string(),
  class: messageClass,
  purpose: z.string(),
  publishedVersion: z.number().nullable(),
  archivedAt: moment.nullable(),
  updatedAt: moment,
  /** Who changed the draft last; null for what was there before anybody noted it. */
  changedBy: z.string().nullable(),
};
/** What somebody asked last: an approval that is open, or that was refused. */
const approval = z.object({
  revision: z.number(),
  askedBy: z.string(),
  askedAt: moment,
  note: z.string(),
  refusedBy: z.string().nullable(),
  refusedAt: moment.nullable(),
  refusal: z.string().nullable(),
});
export const template = z.object({
  ...templateHead,
  draft: json,
  /** Counts the changes of the draft. */
  revision: z.number(),
});
export const templateWhole = template.extend({
  /** The draft is not what is published. */
  changed: z.boolean(),
  /** The shop wants a second person to publish. */
  approvalNeeded: z.boolean(),
  approval: approval.nullable(),
  uses: z.array(z.object({ key: z.string(), name: z.string(), published: z.boolean() })),
});
const templateLine = z.object({
  ...templateHead,
  subject: z.string().nullable(),
  language: z.string().nullable(),
  languages: z.array(z.string()),
  variants: z.number(),
  changed: z.boolean(),
  asked: z.boolean(),
  /** Scenarios that say it. */
  uses: z.array(z.object({ key: z.string(), name: z.string(), published: z.boolean() })),
});
export const templates = listOf(templateLine);
export const templateQuery = page.extend({
  order: z.enum(['key', 'latest']).default('key').describe('by key, or the latest change first'),
  search: name.optional().describe('words of the name, the key or the subject'),
  channel: z.enum(CHANNEL_KINDS).optional(),
  class: messageClass.optional(),
  published: z.stringbool().optional(),
});
/** The key stands in the path. */
export const templateDraft = templateInput.omit({ key: true }).extend({
  revision: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('the revision that was changed, 0 for a new template: refused where somebody else was faster'),
});
const place = z.strictObject({
  segment: pathPart.optional(),
  language: z.string().max(10).optional(),
});
export const check = z.object({
  code: z.string(),
  level: z.enum(['block', 'warn', 'info']),
  sentence: z.string(),
  /** What the sentence names, for faces that say it in another language. */
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  rule: z.number().optional(),
  segment: z.string().optional(),
  language: z.string().optional(),
});
export const templateChecks = z.object({ publishable: z.boolean(), checks: z.array(check) });
export const templatePublished = z.object({ templateId: z.number(), version: z.number(), checks: z.array(check) });
export const previewRequest = z.strictObject({
  /** The person to preview as; without one, nobody’s values are there. */
  personId: pathPart.optional(),
  /** What started the message, and other values of its occasion. */
  values: json.optional(),
});
/** The message, or why this person would get none. */
export const preview = z.union([
  rendered,
  z.object({ skip: z.string(), code: z.string().optional(), about: z.string().optional() }),
]);

/** A draft as it is being written, and who is to read it. */
export const lookRequest = templateInput.pick({ channel: true, class: true, draft: true }).extend({
  /** Which content; without it the one that the person would read. */
  at: place.optional(),
  personId: pathPart.optional(),
  /** What started the message, and other values of its occasion; what is missing is made up. */
  values: json.optional(),
});
export const looked = z.object({
  at: place,
  checks: z.array(check),
  publishable: z.boolean(),
  message: rendered.nullable(),
  /** Why the person would get nothing. */
  skip: z.object({ skip: z.string(), code: z.string(), about: z.string().optional() }).nullable(),
  /** Addresses that the message leads to or loads from. */
  addresses: z.array(z.string()),
});
const MOST_ADDRESSES = 60;
export const reachRequest = z.strictObject({ addresses: z.array(z.string().max(4_000)).max(MOST_ADDRESSES) });
export const reached = z.object({
  links: z.array(
    z.object({
      url: z.string(),
      state: z.enum(['ok', 'dead', 'unknown', 'not asked']),
      status: z.number().nullable(),
    }),
  ),
});
export const testRequest = lookRequest.extend({ key: pathPart, to: z.email('it must be an e-mail address') });
export const tested = z.object({
  /** `local`: there is no mail server, nothing left. */
  state: z.enum(['sent', 'failed', 'rejected', 'uncertain', 'local']),
  reason: z.string().nullable(),
});
export const approvalRequest = z.strictObject({
  revision: z.number().int(),
  note: z.string().trim().max(1_000).default(''),
});
export const approvalAnswer = z.strictObject({ revision: z.number().int() });
export const approvalRefusal = z.strictObject({
  revision: z.number().int(),
  reason: z.string().trim().max(1_000).default(''),
});

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
/** `asOf`: what the figures are true of; null while they are counted for the first time. */
export const templateResults = z.object({
  since: moment,
  asOf: moment.nullable(),
  total: stepResults,
  steps: z.array(stepResults),
  links: z.array(linkResults),
});
export const resultsQuery = z.strictObject({
  since: z.coerce
    .date()
    .optional()
    .describe('messages that left from that day of the shop on, 400 days back at most; 90 days back without it'),
});
