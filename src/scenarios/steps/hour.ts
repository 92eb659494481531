import { z } from 'zod';
import type { StepKind } from '../kinds.ts';
import { nextHour, weekdays } from '../localtime.ts';
import { both } from '../said.ts';
import { hour, next, openDaysOnly } from '../shapes.ts';

const schema = z.strictObject({
  kind: z.literal('hour'),
  at: hour,
  until: hour.optional().describe('With it, who comes between the two hours goes on at once.'),
  weekdays: z.array(z.enum(weekdays)).min(1).max(7).optional(),
  openDaysOnly,
  next,
});
type Step = z.infer<typeof schema>;

/**
 * Waits until an hour of the person's day. Who arrives on the minute goes on at once, so a loop needs another wait beside it.
 */
export const atHourOfDay: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: false,
  faults: (step) =>
    step.until !== undefined && step.until <= step.at
      ? [
          both(
            `ends its hours at ${step.until}, before they begin at ${step.at}`,
            `finit à ${step.until}, avant de commencer à ${step.at}`,
          ),
        ]
      : [],
  arrive: ({ openDays }, items) =>
    items.map(({ step, at, zone }) => ({
      waitUntil: nextHour(at, step, zone, step.openDaysOnly ? openDays : undefined),
    })),
  over: ({ step }) => ({ go: step.next }),
};
