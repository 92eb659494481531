import { z } from 'zod';
import type { TriggerKind } from '../kinds.ts';
import { isTimeZone, readTraitDate } from '../localtime.ts';
import { ruleFaults } from '../rules.ts';
import { both } from '../said.ts';
import { id, rule, text } from '../shapes.ts';

/** A day and an hour on a clock on the wall. */
const momentPattern = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/;

const schema = z.strictObject({
  id,
  kind: z.literal('moment'),
  at: z.string().max(16).describe('A day and an hour: 2026-12-01T09:00.'),
  zone: text
    .optional()
    .describe('Time zone of that hour (IANA name); without it it is the hour of each person’s own zone.'),
  person: rule.optional(),
});
export type MomentTrigger = z.infer<typeof schema>;

/** A moment has come: everybody of the audience enters, once; where it has no zone, each at that hour of their own day. */
export const moment: TriggerKind<MomentTrigger> = {
  schema,
  topics: (trigger, scenario) => [`moment:${scenario}/${trigger.id}`],
  faults: (trigger, known) => [
    ...(isMoment(trigger.at)
      ? []
      : [
          both(
            `is at “${trigger.at}”, which is no day and hour: write 2026-12-01T09:00`,
            `est à « ${trigger.at} », qui n’est ni un jour ni une heure : écrivez 2026-12-01T09:00`,
          ),
        ]),
    ...(trigger.zone === undefined || isTimeZone(trigger.zone)
      ? []
      : [
          both(
            `names the time zone “${trigger.zone}”, which does not exist: write one such as Europe/Paris`,
            `nomme le fuseau « ${trigger.zone} », qui n’existe pas : écrivez par exemple Europe/Paris`,
          ),
        ]),
    ...ruleFaults(trigger.person, known),
  ],
};

/** Whether a text is a day that exists and an hour of it. */
export const isMoment = (text: string): boolean => momentPattern.test(text) && readTraitDate(text, 'UTC') !== null;
