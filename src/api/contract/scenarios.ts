import { z } from 'zod';
import { json, listOf, moment, page, pathPart } from './parts.ts';
import { member } from './segments.ts';

/** A rule, as /api/segments/schema describes it. */
const rule = z.unknown();
export const fault = z.object({ where: z.string(), sentence: z.string() });

export const scenarioQuery = page.extend({
  archived: z.stringbool().default(false).describe('true shows archived ones too'),
});
const line = {
  id: z.number(),
  key: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  publishedVersion: z.number().nullable(),
  publishedAt: moment.nullable(),
  pausedAt: moment.nullable(),
  archivedAt: moment.nullable(),
  updatedAt: moment,
};
export const scenarioLine = z.object(line);
export const scenarios = listOf(scenarioLine);
export const scenario = z.object({ ...line, draft: z.unknown(), published: z.unknown() });
/** The graph itself, as /api/scenarios/schema describes it; faults are answered, not refused. */
export const scenarioDraft = z.looseObject({ name: z.string() });
export const scenarioSaved = z.object({ key: z.string(), errors: z.array(fault), warnings: z.array(fault) });
export const scenarioJudged = z.object({ errors: z.array(fault), warnings: z.array(fault) });
export const scenarioPublished = z.object({ version: z.number(), warnings: z.array(fault) });
export const scenarioStats = z.object({
  entries: z.number(),
  people: z.number(),
  inside: z.number(),
  goals: z.number(),
  holdout: z.number(),
  endedBy: z.record(z.string(), z.number()),
  steps: z.array(z.looseObject({ step: z.string() })),
});

/** Whom: one of the three. */
export const enrolment = z
  .strictObject({
    personId: pathPart.optional(),
    externalId: pathPart.optional(),
    email: pathPart.optional(),
    /** What messages and branches see as `event`. */
    context: json.optional(),
    /** Makes a repeat count once. */
    messageId: pathPart.optional(),
  })
  .refine(({ personId, externalId, email }) => [personId, externalId, email].filter(Boolean).length === 1, {
    error: 'give one of personId, externalId and email',
  });
export const matchingQuestion = z.strictObject({ rule: rule.optional() });
export const matching = z.object({ count: z.number(), sample: z.array(member), ms: z.number() });
export const matchingEnrolment = z.strictObject({
  rule: rule.optional(),
  /** The count that was shown: when more match by now, nobody is enrolled. */
  atMost: z.number().int().min(0),
});
export const tracedEntry = z.object({
  id: z.string(),
  scenario: z.string(),
  name: z.string(),
  version: z.number(),
  triggerId: z.string(),
  context: json,
  enteredAt: moment,
  endedAt: moment.nullable(),
  endReason: z.string().nullable(),
  goalAt: moment.nullable(),
  arm: z.enum(['treated', 'holdout']),
  positions: z.array(z.looseObject({ step: z.string() })),
});
export const trace = listOf(tracedEntry);
