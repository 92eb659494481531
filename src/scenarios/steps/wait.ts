import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { Item, StepKind } from '../kinds.ts';
import { addDuration, atHour, localDate } from '../localtime.ts';
import { both } from '../said.ts';
import { duration, hour, next } from '../shapes.ts';

const schema = z.strictObject({
  kind: z.literal('wait'),
  for: duration,
  hour: hour.optional().describe('At this hour of the day that the wait ends on: P1D and 09:00 is tomorrow at nine.'),
  next,
});
type Step = z.infer<typeof schema>;

/** Waits for a duration: hours exactly, days and longer on the calendar of the person's zone, to an hour of that day if named. */
export const wait: StepKind<Step> = {
  schema,
  exits: (step) => [{ to: step.next, label: 'then' }],
  pauses: true,
  faults: (step) => {
    const { years, months, weeks, days, exact } = parseDuration(step.for);
    if (step.hour === undefined || (years + months + weeks + days > 0 && exact === 0)) return [];
    return [
      both(
        `waits for ${step.for} to an hour of the day: with “hour” the duration is made of whole days, such as P1D`,
        'attend jusqu’à une heure du jour : la durée se compte alors en jours entiers',
      ),
    ];
  },
  arrive: (_, items) => items.map((item) => ({ waitUntil: endOf(item) })),
  over: ({ step }) => ({ go: step.next }),
};

function endOf({ step, at, zone }: Item<Step>): Date {
  const end = addDuration(at, parseDuration(step.for), zone);
  return step.hour === undefined ? end : atHour(localDate(end, zone), step.hour, zone);
}
