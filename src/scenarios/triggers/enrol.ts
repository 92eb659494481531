import { z } from 'zod';
import type { TriggerKind } from '../kinds.ts';
import { ruleFaults } from '../rules.ts';
import { id, rule } from '../shapes.ts';

const api = z.strictObject({ id, kind: z.literal('api'), person: rule.optional() });
const manual = z.strictObject({ id, kind: z.literal('manual'), person: rule.optional() });

/** Another program enrols a person, with values of its own. */
export const byApi: TriggerKind<z.infer<typeof api>> = {
  schema: api,
  topics: (_, scenario) => [`api:${scenario}`],
  faults: (trigger, known) => ruleFaults(trigger.person, known),
};

/** Somebody enrols those who already match, after having seen how many they are. */
export const manually: TriggerKind<z.infer<typeof manual>> = {
  schema: manual,
  topics: (_, scenario) => [`manual:${scenario}`],
  faults: (trigger, known) => ruleFaults(trigger.person, known),
};
