import { z } from 'zod';
import type { StepKind } from '../kinds.ts';
import { id, text } from '../shapes.ts';

/** Reason of an entry that came to its natural end. */
const completed = 'completed';

const schema = z.strictObject({
  kind: z.literal('exit'),
  title: text.optional().describe('Why people leave here, as it is shown.'),
  reason: id.optional().describe('A word for the statistics; “completed” without it.'),
  all: z.boolean().optional().describe('Ends the parallel paths beside this one too.'),
});
type Step = z.infer<typeof schema>;

/** Ends the path, and with the last path the entry. */
export const exit: StepKind<Step> = {
  schema,
  exits: () => [],
  pauses: false,
  arrive: (_, items) => items.map(({ step }) => ({ end: step.reason ?? completed, all: step.all })),
};
