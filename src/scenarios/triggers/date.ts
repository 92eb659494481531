import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import type { TriggerKind } from '../kinds.ts';
import type { DateRule } from '../localtime.ts';
import { ruleFaults } from '../rules.ts';
import { hour, id, offset, rule, text } from '../shapes.ts';

const schema = z.strictObject({
  id,
  kind: z.literal('date'),
  trait: text.describe('Name of a trait that holds a date or a moment; a dot enters objects.'),
  yearly: z.boolean().optional().describe('Every year on that day, as a birthday.'),
  offset: offset.optional(),
  hour: hour.optional().describe('Hour of the person’s day; without it a moment keeps its own, a date is at 09:00.'),
  person: rule.optional(),
});
export type DateTrigger = z.infer<typeof schema>;

/** The date of a trait has come, moved by an offset, at an hour of the person's day. */
export const date: TriggerKind<DateTrigger> = {
  schema,
  topics: (trigger, scenario) => [`date:${scenario}/${trigger.id}`],
  faults: (trigger, known) => ruleFaults(trigger.person, known),
};

/** What the trigger asks of the trait's date. */
export const dateRuleOf = (trigger: DateTrigger): DateRule => ({
  yearly: trigger.yearly,
  hour: trigger.hour,
  offset: trigger.offset === undefined ? undefined : parseDuration(trigger.offset),
});
