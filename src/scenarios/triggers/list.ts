import { z } from 'zod';
import type { TriggerKind } from '../kinds.ts';
import { ruleFaults } from '../rules.ts';
import { both } from '../said.ts';
import { id, rule, text } from '../shapes.ts';

const schema = z.strictObject({
  id,
  kind: z.literal('list'),
  list: text.describe('Key of a list.'),
  person: rule.optional(),
});
type Trigger = z.infer<typeof schema>;

/** The person was put on a list now (not by an import). */
export const list: TriggerKind<Trigger> = {
  schema,
  topics: (trigger) => [`list:${trigger.list}`],
  faults: (trigger, known) => [
    ...(known.lists.has(trigger.list)
      ? []
      : [
          both(
            `names the list “${trigger.list}”, which does not exist: create it or correct the key`,
            `nomme la liste « ${trigger.list} », qui n’existe pas : créez-la ou choisissez-en une autre`,
          ),
        ]),
    ...ruleFaults(trigger.person, known),
  ],
  already: (trigger) => ({ list: trigger.list }),
};
