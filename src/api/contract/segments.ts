import { z } from 'zod';
import { mostHistoryDays } from '../../segments/index.ts';
import { json, listOf, moment, name, page, seen } from './parts.ts';

/** A rule, as /api/segments/schema describes it. */
const rule = z.unknown();
const described = z.object({ fr: z.string(), en: z.string() });

export const member = z.object({
  id: z.string(),
  email: z.string().nullable(),
  externalId: z.string().nullable(),
  traits: json,
});
export const segmentQuery = page.extend({
  archived: z.stringbool().default(false).describe('true shows archived ones too'),
});
export const segment = z.object({
  id: z.number(),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  rule,
  /** The rule in plain words. */
  says: described,
  version: z.number(),
  revision: z.number(),
  changedBy: z.string().nullable(),
  archivedAt: moment.nullable(),
  updatedAt: moment,
});
/** `computed` is the share of the base for which the segment is up to date: below 1, `people` still grows. */
export const segments = listOf(segment.extend({ people: z.number(), computed: z.number() }));
/** The key stands in the path. */
export const segmentDraft = z.strictObject({
  name,
  description: z.string().max(5_000).optional(),
  rule,
  revision: seen,
});
export const ruleQuestion = z.strictObject({
  rule,
  patience: z
    .number()
    .min(0.1)
    .max(600)
    .optional()
    .describe('seconds before it is estimated; at most those of the setting'),
  quick: z
    .boolean()
    .optional()
    .describe(
      'true estimates from some of the people at once where all of them take long; the exact count is asked for without it',
    ),
});
export const countQuery = ruleQuestion
  .pick({ patience: true })
  .extend({ patience: z.coerce.number().min(0.1).max(600).optional() });
/**
 * How many people match. Facts that were applied before `asOf` are counted. `estimate` is null where the count is exact; else the
 * interval that holds the true number in 95 of 100 cases, from so many buckets of all, in words.
 */
export const ruleAnswer = z.object({
  count: z.number(),
  asOf: moment,
  ms: z.number(),
  estimate: z
    .object({ low: z.number(), high: z.number(), buckets: z.number(), of: z.number(), says: described })
    .nullable(),
  sample: z.array(member),
  says: described,
});
export const members = listOf(member.extend({ since: moment }));
export const membersQuery = page;
export const movementsQuery = z.strictObject({
  segments: z.string().max(5_000).describe('keys of segments, separated by commas'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});
/** `asOf`: what the figures are true of; null while they are counted for the first time. */
const counted = { asOf: moment.nullable() };
export const movements = listOf(
  z.object({ from: z.string().nullable(), to: z.string().nullable(), people: z.number() }),
).extend(counted);

export const suggestionQuery = z.strictObject({
  of: z
    .enum(['traits', 'trait', 'events', 'properties', 'property', 'categories', 'brands'])
    .describe('names, or the values of one trait or property'),
  name: name.optional().describe('the trait or property whose values are asked for'),
  event: name.optional().describe('the event whose properties are asked for'),
  part: name.optional().describe('a part of the value'),
});
/** What was met in a sample of the people, the most frequent first. */
export const suggestions = listOf(z.object({ value: z.string(), people: z.number() }));

export const historyQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(mostHistoryDays).default(90) });
/** A day of the shop's calendar: the size at its end, and who came and left on it. */
export const history = listOf(
  z.object({
    day: z.string(),
    people: z.number(),
    entered: z.number(),
    left: z.number(),
    computed: z.number(),
  }),
).extend(counted);
/** What asks for a segment. */
export const uses = z.object({
  segments: z.array(z.object({ key: z.string(), name: z.string() })),
  scenarios: z.array(z.object({ key: z.string(), name: z.string(), published: z.boolean() })),
  /** Those that may still write to somebody. */
  campaigns: z.array(z.object({ key: z.string(), name: z.string(), planned: z.boolean() })),
  /** Messages that say something else to its people. */
  messages: z.array(z.object({ key: z.string(), name: z.string(), published: z.boolean() })),
});
