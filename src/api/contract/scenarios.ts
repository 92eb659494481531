import { z } from 'zod';
import { json, listOf, moment, name, page, pathPart } from './parts.ts';
import { member } from './segments.ts';

/** More deeds are a story of their own. */
const MOST_DEEDS = 50;

/** A rule, as /api/segments/schema describes it. */
const rule = z.unknown();
export const fault = z.object({
  where: z.string(),
  sentence: z.string(),
  says: z.object({ fr: z.string(), en: z.string() }),
});

export const scenarioQuery = page.extend({
  unit: name.optional().describe('key of a business unit'),
  archived: z.stringbool().default(false).describe('true shows archived ones too'),
  search: name.optional().describe('part of a name or key'),
  campaigns: z.stringbool().default(false).describe('true shows those that campaigns wrote too'),
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
  /** A campaign wrote it: it is changed there. */
  campaign: z.boolean(),
};
export const scenarioLine = z.object(line);
/** `inside` is how many people are in it now. */
export const scenarios = listOf(scenarioLine.extend({ inside: z.number() }));
export const scenario = z.object({
  ...line,
  draft: z.unknown(),
  published: z.unknown(),
  /** Grows with every draft that is saved. */
  revision: z.number().int(),
  changedBy: z.string().nullable(),
});
/** The graph itself, as /api/scenarios/schema describes it; faults are answered, not refused. */
export const scenarioDraft = z.looseObject({ name: z.string() });
/** The same, with the revision that was seen: where somebody was faster it is refused. 0: there must not be one yet. */
export const scenarioKept = scenarioDraft.extend({ revision: z.number().int().min(0).optional() });
export const scenarioSaved = z.object({
  key: z.string(),
  revision: z.number().int(),
  errors: z.array(fault),
  warnings: z.array(fault),
});
export const scenarioJudged = z.object({ errors: z.array(fault), warnings: z.array(fault) });
export const scenarioPublished = z.object({ version: z.number(), warnings: z.array(fault) });
export const scenarioStats = z.object({
  entries: z.number(),
  people: z.number(),
  inside: z.number(),
  goals: z.number(),
  holdout: z.number(),
  endedBy: z.record(z.string(), z.number()),
  /** Who waits at which step of which version, and when the first goes on. */
  steps: z.array(z.object({ version: z.number(), step: z.string(), people: z.number(), nextDue: moment })),
  /** Messages wished at a step: how many may leave, how many were refused. */
  messages: z.array(z.object({ step: z.string(), wished: z.number(), awarded: z.number(), refused: z.number() })),
  /** What all but the steps is true of; null while it is counted for the first time. */
  asOf: moment.nullable(),
});

export const insideQuery = page.extend({ step: pathPart.optional().describe('only who stands at this step') });
/** Who stands in a scenario, and until when. */
export const inside = listOf(
  member.extend({
    entryId: z.string(),
    path: z.string(),
    version: z.number(),
    step: z.string(),
    arrivedAt: moment,
    dueAt: moment,
    awaits: z.string().nullable(),
  }),
);
export const versionQuery = page;
export const scenarioVersions = listOf(z.object({ version: z.number(), publishedAt: moment }));
export const scenarioVersion = z.object({ version: z.number(), publishedAt: moment, definition: z.unknown() });
const said = z.object({ name: z.string(), description: z.string() });
/** A scenario to start from, named in both languages. */
export const scenarioExamples = listOf(
  z.object({ key: z.string(), says: z.object({ fr: said, en: said }), definition: json }),
);

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
export const draftQuestion = z.strictObject({ draft: scenarioDraft });
/** Null where nothing says who: people come in one by one. */
export const draftMatching = z.object({ matching: matching.nullable() });
export const walkQuestion = z.strictObject({
  draft: scenarioDraft,
  personId: pathPart,
  from: z.iso.datetime({ offset: true }).optional().describe('when the person comes in; now without it'),
  /** What messages and branches see as `event`. */
  context: json.optional(),
  deeds: z
    .array(
      z.strictObject({
        event: name.min(1),
        at: z.iso.datetime({ offset: true }),
        properties: json.optional(),
      }),
    )
    .max(MOST_DEEDS)
    .optional()
    .describe('what the person does on the way'),
});
/** The way of one person, as it would be. */
export const walk = z.object({
  enters: z.boolean(),
  steps: z.array(
    z.object({
      at: moment,
      path: z.string(),
      step: z.string(),
      visit: z.number(),
      until: moment.nullable(),
      awaits: z.string().nullable(),
      message: z
        .object({
          state: z.enum(['pending', 'awarded', 'refused']),
          channel: z.string(),
          reason: z.string().nullable(),
          says: z.object({ fr: z.string(), en: z.string() }).nullable(),
        })
        .nullable(),
    }),
  ),
  end: z.object({ at: moment, reason: z.string(), goal: z.boolean() }).nullable(),
  stoppedAt: moment.nullable(),
});
export const matchingEnrolment = z.strictObject({
  rule: rule.optional(),
  /** The count that was shown: when more match by now, nobody is enrolled. */
  atMost: z.number().int().min(0),
});
export const tracedEntry = z.object({
  id: z.string(),
  scenario: z.string(),
  name: z.string(),
  campaign: z.boolean().describe('a campaign wrote the scenario'),
  version: z.number(),
  triggerId: z.string(),
  context: json,
  enteredAt: moment,
  endedAt: moment.nullable(),
  endReason: z.string().nullable(),
  /** Why, in the scenario’s own words; null where it has none, or something else ended it. */
  endWhy: z.union([z.object({ title: z.string() }), z.object({ event: z.string() })]).nullable(),
  goalAt: moment.nullable(),
  arm: z.enum(['treated', 'holdout']),
  /** `title`: what the step is called, or the message that it sends; null where its kind is all there is. */
  positions: z.array(z.looseObject({ step: z.string(), kind: z.string(), title: z.string().nullable() })),
});
export const trace = listOf(tracedEntry);
