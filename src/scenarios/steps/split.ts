import { z } from 'zod';
import type { StepKind } from '../kinds.ts';
import { both } from '../said.ts';
import { next, text } from '../shapes.ts';
import { shareOf } from '../shares.ts';
import { mostPaths } from './branch.ts';

const schema = z.strictObject({
  kind: z.literal('split'),
  paths: z
    .array(z.strictObject({ name: text.optional(), weight: z.number().min(0).max(1_000_000), next }))
    .min(2)
    .max(mostPaths),
});
type Step = z.infer<typeof schema>;

/** Divides people by weight. Sticky: a person takes the same path of this step at every visit and in every entry. */
export const split: StepKind<Step> = {
  schema,
  exits: (step) => step.paths.map((path, index) => ({ to: path.next, label: path.name ?? `path ${index + 1}` })),
  pauses: false,
  faults: (step) =>
    step.paths.some((path) => path.weight > 0)
      ? []
      : [
          both(
            'has only weights of 0: give at least one path a weight',
            'n’a que des poids nuls : donnez un poids à un chemin',
          ),
        ],
  doubts: (step) =>
    step.paths.flatMap((path, index) =>
      path.weight === 0
        ? [
            both(
              `path ${path.name ?? index + 1} has weight 0: nobody takes it`,
              `a un chemin de poids nul (${path.name ?? index + 1}) : personne ne le prend`,
            ),
          ]
        : [],
    ),
  arrive: (_, items) =>
    items.map(({ step, position }) => ({
      go: pick(step, shareOf('split', position.scenarioId, position.step, position.firstPersonId)),
    })),
};

function pick({ paths }: Step, share: number): string {
  const total = paths.reduce((sum, path) => sum + path.weight, 0);
  let reached = 0;
  for (const path of paths) {
    reached += path.weight / total;
    if (share < reached) return path.next;
  }
  // Rounding may leave the last share a hair below one.
  return paths.findLast((path) => path.weight > 0)!.next;
}
