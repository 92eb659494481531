import { z } from 'zod';
import type { StepKind } from '../kinds.ts';
import { both } from '../said.ts';
import { next } from '../shapes.ts';

/** Each path is a row per person for as long as it lasts. */
const mostParallelPaths = 10;

const schema = z.strictObject({ kind: z.literal('parallel'), paths: z.array(next).min(2).max(mostParallelPaths) });
type Step = z.infer<typeof schema>;

/** Walks several paths at the same time; the entry ends when all have ended. */
export const parallel: StepKind<Step> = {
  schema,
  exits: (step) => step.paths.map((to, index) => ({ to, label: `beside ${index + 1}` })),
  pauses: false,
  faults: (step) =>
    new Set(step.paths).size < step.paths.length
      ? [
          both(
            'leads to the same step twice: each parallel path needs its own',
            'mène deux fois à la même étape : chaque chemin parallèle a la sienne',
          ),
        ]
      : [],
  arrive: (_, items) => items.map(({ step }) => ({ fork: step.paths })),
};
