import { z } from 'zod';
import { campaignStates, planSchema } from '../../campaigns/index.ts';
import { listOf, moment, name, page, pathPart, seen } from './parts.ts';
import { member } from './segments.ts';

const state = z.enum(campaignStates);
const count = z.number().int();

/** A day of the shop. */
const day = z.iso.date('it must be a day such as 2026-12-01');

const counted = z.array(z.object({ reason: z.string(), people: count }));
const toldPart = z.object({
  reason: z.string(),
  people: count,
  says: z.object({ fr: z.string(), en: z.string() }).nullable(),
});
const told = z.array(toldPart);
const somebody = z.object({ personId: z.string(), externalId: z.string().nullable(), email: z.string().nullable() });

/** To how many it would go, and why not to the others. */
const forecastParts = {
  asOf: z.string(),
  /** Null where everybody was looked at. */
  estimate: z.object({ buckets: count, of: count }).nullable(),
  audience: count,
  reached: count,
  channel: z.string(),
  class: z.string(),
  leaving: z.object({
    first: z.string().nullable(),
    last: z.string().nullable(),
    days: z.array(z.object({ day: z.string(), messages: count })),
  }),
  /** Of those who are reached: how many had 0, 1, 2, 3 or more promotional messages in the last days. */
  pressure: z.object({ days: count, had: z.array(count) }),
  cost: z.object({ unit: z.string(), total: z.string() }).nullable(),
  sample: z.array(somebody),
};
/** `sample` of a reason: some of the people that it leaves out. */
export const campaignForecast = z.object({
  ...forecastParts,
  leftOut: z.array(toldPart.extend({ sample: z.array(somebody) })),
});

const line = {
  key: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  state,
  plannedAt: moment.nullable(),
  startsAt: moment.nullable(),
  endsAt: moment.nullable(),
  pausedAt: moment.nullable(),
  cancelledAt: moment.nullable(),
  updatedAt: moment,
  revision: count,
  changedBy: z.string().nullable(),
  archivedAt: moment.nullable(),
  /** `asOf`: what entered and sent are true of in a large shop, where they are counted now and then; null while it is for the first time. */
  standing: z.object({ entered: count, inside: count, waiting: count, sent: count, asOf: moment.nullish() }),
  /** What was computed when somebody last looked, of the plan as it is; null where nobody has. */
  forecast: z.object({ ...forecastParts, leftOut: counted }).nullable(),
};

export const campaignDraft = planSchema.extend({ revision: seen });
const kept = planSchema.extend({ to: z.looseObject({ segments: z.array(z.string()), except: z.array(z.string()) }) });
export const campaignQuery = page.extend({
  search: name.optional().describe('a part of the name'),
  state: state.optional(),
  unit: name.optional().describe('key of a business unit'),
  archived: z.stringbool().default(false).describe('true shows those that were put away instead'),
});
export const campaigns = listOf(z.object({ ...line, plan: kept }));
const fault = z.object({ code: z.string(), field: z.string(), sentence: z.string() });
/** `faults`: what stands against planning it. */
export const campaign = z.object({ ...line, plan: kept, faults: z.array(fault) });
export const campaignProgress = z.object({
  entered: count,
  inside: count,
  messages: z.array(
    z.object({
      step: z.string(),
      template: z.string(),
      sent: count,
      bounced: count,
      complained: count,
      waiting: count,
      uncertain: count,
      notSent: told,
    }),
  ),
  left: counted,
  /** As in `standing`; what waits is always of now. */
  asOf: moment.nullish(),
  /** Nothing is on the way any more, and everything that was is counted. */
  settled: z.boolean(),
});
const reason = z.string().min(1).max(500).optional();
/** One of the two. */
export const campaignLeftOutQuery = page
  .extend({
    reason: reason.describe('a reason of the figures why a message did not leave, as it is kept'),
    ended: reason.describe('a reason of the figures why people came out on the way'),
  })
  .refine(({ reason, ended }) => (reason === undefined) !== (ended === undefined), {
    error: 'give one of reason and ended',
  });
/** `step`: the message that somebody did not get; null of who came out on the way. */
export const campaignLeftOut = listOf(member.extend({ key: z.string(), step: z.string().nullable() }));
export const campaignReason = z.strictObject({
  reason: name.optional().describe('why, for those who find it stopped'),
  revision: seen.describe('the revision that was looked at: another one is not planned'),
});
export const campaignSample = z.strictObject({
  personId: pathPart,
  message: z.number().int().min(0).max(9).default(0).describe('which of a series, from 0'),
});

export const calendarQuery = z.strictObject({ from: day, to: day });
export const calendar = z.object({
  items: z.array(
    z.object({
      day: z.string(),
      sent: count,
      campaigns: z.array(
        z.object({ key: z.string(), name: z.string(), state, messages: count.nullable(), sent: count }),
      ),
      scenarios: z.array(z.object({ key: z.string(), name: z.string(), people: count.nullable() })),
    }),
  ),
  next: z.null(),
  /** What is said of messages that left is true of this moment; null while they are counted for the first time. */
  asOf: moment.nullable(),
});
