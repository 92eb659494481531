import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { StepKind } from '../kinds.ts';
import { addDuration } from '../localtime.ts';
import { whereFaults, whereHolds } from '../rules.ts';
import { duration, next, text, where } from '../shapes.ts';

const schema = z.strictObject({
  kind: z.literal('await'),
  event: text.describe('Name of the event, as it is tracked; a sale is “Order Completed”.'),
  where: where.optional(),
  within: duration.describe('How long it is waited for at most.'),
  next: next.describe('The step for those who did it.'),
  timeout: next.describe('The step for those who did not.'),
});
type Step = z.infer<typeof schema>;

/** Waits for an event of the person, or for the time-out: two ways out. */
export const awaitEvent: StepKind<Step> = {
  schema,
  exits: (step) => [
    { to: step.next, label: step.event },
    { to: step.timeout, label: `nothing within ${step.within}` },
  ],
  pauses: true,
  faults: (step) => whereFaults(step.where),
  arrive: (_, items) =>
    items.map(({ step, at, zone }) => ({
      waitUntil: addDuration(at, parseDuration(step.within), zone),
      awaits: step.event,
    })),
  over: ({ step }) => ({ go: step.timeout }),
  came: (step, properties) => (whereHolds(step.where, properties, step.event) ? step.next : null),
};
