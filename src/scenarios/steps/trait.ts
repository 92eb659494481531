import { z } from 'zod';
import { keyOf, lanes } from '../../store/index.ts';
import type { StepKind } from '../kinds.ts';
import { both } from '../said.ts';
import { next, text } from '../shapes.ts';

/** One step writes a few traits, it does not import a file. */
const mostTraits = 50;

const value = z.union([
  z.string().max(10_000),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([text, z.number()])).max(100),
]);

const schema = z.strictObject({
  kind: z.literal('trait'),
  set: z.record(z.string().min(1).max(100), value).describe('Traits and their new values; null takes a trait away.'),
  next,
});
type Step = z.infer<typeof schema>;

/** Sets traits of the person, as an identify fact of the step's moment; the path goes on once it was applied. */
export const trait: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: false,
  faults: (step) => {
    const count = Object.keys(step.set).length;
    if (count === 0)
      return [both('sets no trait: name at least one', 'ne note rien : nommez au moins une information')];
    if (count <= mostTraits) return [];
    return [both(`sets ${count} traits: ${mostTraits} at most`, `note ${count} informations : ${mostTraits} au plus`)];
  },
  arrive: ({ bite, emit }, items) =>
    items.map(({ step, position, at }) => {
      emit({
        bucket: bite.bucket,
        // First in the inbox, so that it is applied before the path goes on, whatever waits there.
        lane: lanes.transactional,
        kind: 'identify',
        personId: position.personId,
        messageId: keyOf('trait', position.entryId, position.step, position.visit),
        origin: 'live',
        occurredAt: at,
        receivedAt: bite.now,
        body: { who: {}, traits: step.set },
      });
      return { go: step.next, later: true };
    }),
};
