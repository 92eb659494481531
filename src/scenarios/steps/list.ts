import { z } from 'zod';
import { keyOf, lanes } from '../../store/index.ts';
import type { StepKind } from '../kinds.ts';
import { both } from '../said.ts';
import { next, text } from '../shapes.ts';

const schema = z.strictObject({
  kind: z.literal('list'),
  list: text.describe('Key of a list.'),
  action: z.enum(['add', 'remove']).default('add'),
  next,
});
type Step = z.infer<typeof schema>;

/** Puts the person on a list or takes them off it, as a fact of the step's moment; the path goes on once it was applied. */
export const list: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: false,
  faults: (step, known) =>
    known.lists.has(step.list)
      ? []
      : [
          both(
            `names the list “${step.list}”, which does not exist: create it or correct the key`,
            `nomme la liste « ${step.list} », qui n’existe pas : créez-la ou choisissez-en une autre`,
          ),
        ],
  arrive: ({ bite, emit }, items) =>
    items.map(({ step, position, at }) => {
      emit({
        bucket: bite.bucket,
        // First in the inbox, so that it is applied before the path goes on, whatever waits there.
        lane: lanes.transactional,
        kind: 'list',
        personId: position.personId,
        messageId: keyOf('list', position.entryId, position.step, position.visit),
        origin: 'live',
        occurredAt: at,
        receivedAt: bite.now,
        body: { who: {}, list: step.list, action: step.action },
      });
      return { go: step.next, later: true };
    }),
};
