import { z } from 'zod';
import type { TriggerKind } from '../kinds.ts';
import { ruleFaults, whereFaults, whereHolds } from '../rules.ts';
import { id, rule, text, where } from '../shapes.ts';

const schema = z.strictObject({
  id,
  kind: z.literal('event'),
  event: text.describe('Name of the event, as it is tracked; a sale is “Order Completed”.'),
  where: where.optional(),
  person: rule.optional(),
});
type Trigger = z.infer<typeof schema>;

/** A live event of the person, later than the publication and fresh. */
export const event: TriggerKind<Trigger> = {
  schema,
  topics: (trigger) => [`event:${trigger.event}`],
  matches: (trigger, occurrence) => whereHolds(trigger.where, occurrence.properties, trigger.event),
  faults: (trigger, known) => [...whereFaults(trigger.where), ...ruleFaults(trigger.person, known)],
};
