import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { Item, Outcome, StepKind } from '../kinds.ts';
import { dateMoment, readTraitDate } from '../localtime.ts';
import { traitValues } from '../people.ts';
import { both, type Said } from '../said.ts';
import { hour, next, offset, text } from '../shapes.ts';

const schema = z.strictObject({
  kind: z.literal('until'),
  at: text
    .optional()
    .describe('A date or a moment, the same for everybody: 2026-12-01, 2026-12-01T09:00, 2026-12-01T08:00Z.'),
  trait: text.optional().describe('Or the name of a trait that holds a date; a dot enters objects.'),
  offset: offset.optional(),
  hour: hour.optional(),
  next,
  past: next.optional().describe('Where to go when the moment is over already; without it, on to next at once.'),
  otherwise: next.optional().describe('Where those go who have no such date; required with trait.'),
});
type Step = z.infer<typeof schema>;

const oneDate = both(
  'needs either “at” (a moment for everybody) or “trait” (a date of each person), and not both',
  'attend soit une date commune, soit une date de la personne, et pas les deux',
);
const noDate = (at: string) =>
  both(
    `waits until “${at}”, which is no date: write 2026-12-01, 2026-12-01T09:00 or 2026-12-01T08:00Z`,
    `attend « ${at} », qui n’est pas une date`,
  );
const noOtherwise = (trait: string) =>
  both(
    `does not say where people without the date “${trait}” go: add “otherwise”`,
    `ne dit pas où vont ceux dont la date « ${trait} » n’est pas connue : reliez ce chemin`,
  );

/** Waits until a moment: an absolute one, or the date of a trait moved by an offset. */
export const until: StepKind<Step> = {
  schema,
  exits: (step) => [
    { to: step.next, label: 'then' },
    ...(step.past ? [{ to: step.past, label: 'already past' }] : []),
    ...(step.otherwise ? [{ to: step.otherwise, label: 'no date' }] : []),
  ],
  pauses: false,
  faults: (step) => {
    const faults: Said[] = [];
    if ((step.at === undefined) === (step.trait === undefined)) faults.push(oneDate);
    if (step.at !== undefined && !readTraitDate(step.at, 'UTC')) faults.push(noDate(step.at));
    if (step.trait !== undefined && step.otherwise === undefined) faults.push(noOtherwise(step.trait));
    return faults;
  },
  arrive: async ({ bite }, items) => {
    const trait = items[0]!.step.trait;
    if (trait === undefined) return items.map((item) => outcome(item, item.step.at));
    const values = await traitValues(
      bite,
      trait,
      items.map((item) => item.position.personId),
    );
    return items.map((item) => outcome(item, values.get(item.position.personId)));
  },
  over: ({ step }) => ({ go: step.next }),
};

function outcome({ step, at, zone }: Item<Step>, value: unknown): Outcome {
  const date = readTraitDate(value, zone);
  if (!date) return { go: step.otherwise ?? step.next };
  const rule = { hour: step.hour, offset: step.offset === undefined ? undefined : parseDuration(step.offset) };
  const moment = dateMoment(date, rule, zone);
  return moment >= at ? { waitUntil: moment } : { go: step.past ?? step.next };
}
