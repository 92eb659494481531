import { z } from 'zod';
import type { Item, StepKind, StepRun } from '../kinds.ts';
import { holders, ruleFaults, whereFaults, whereHolds } from '../rules.ts';
import { both } from '../said.ts';
import { next, rule, text, where } from '../shapes.ts';

/** More ways out of one step are a table, not a drawing. */
export const mostPaths = 50;

const schema = z.strictObject({
  kind: z.literal('branch'),
  paths: z
    .array(
      z.strictObject({
        name: text.optional(),
        when: rule.optional(),
        context: where
          .optional()
          .describe('Conditions on what brought the person in: the properties of the triggering event.'),
        next,
      }),
    )
    .min(1)
    .max(mostPaths),
  otherwise: next.describe('The step for those for whom no path holds.'),
});
type Step = z.infer<typeof schema>;

/** Asks rules in their order; the first path that holds is taken. */
export const branch: StepKind<Step> = {
  schema,
  exits: (step) => [
    ...step.paths.map((path, index) => ({ to: path.next, label: path.name ?? `path ${index + 1}` })),
    { to: step.otherwise, label: 'otherwise' },
  ],
  pauses: false,
  faults: (step, known) =>
    step.paths.flatMap((path, index) => {
      const here = `path ${index + 1}`;
      if (path.when === undefined && path.context === undefined)
        return [
          both(
            `${here} asks nothing: give it “when” or “context”`,
            `ne demande rien sur son chemin ${index + 1} : ajoutez une condition`,
          ),
        ];
      return [...ruleFaults(path.when, known), ...whereFaults(path.context)].map(({ en, fr }) =>
        both(`${here}: ${en}`, `(chemin ${index + 1}) : ${fr}`),
      );
    }),
  arrive: async (run, items) => {
    const chosen = new Map<Item<Step>, string>();
    for (const [index, path] of items[0]!.step.paths.entries()) {
      const open = items.filter((item) => !chosen.has(item));
      if (open.length === 0) break;
      for (const item of await onPath(run, path, open)) chosen.set(item, item.step.paths[index]!.next);
    }
    return items.map((item) => ({ go: chosen.get(item) ?? item.step.otherwise }));
  },
};

async function onPath(run: StepRun, path: Step['paths'][number], items: Item<Step>[]): Promise<Item<Step>[]> {
  const candidates = items.filter((item) => whereHolds(path.context, item.position.context.event ?? {}));
  if (path.when === undefined || candidates.length === 0) return candidates;
  const people = candidates.map((item) => ({ personId: item.position.personId, asOf: item.at }));
  const holding = await holders(run.bite, path.when, people);
  return candidates.filter((item) => holding.has(item.position.personId));
}
