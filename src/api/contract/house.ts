import { z } from 'zod';
import { listOf, moment } from './parts.ts';

const text = z.object({ fr: z.string(), en: z.string() });

export const setting = z.object({ key: z.string(), about: z.string(), value: z.unknown(), standard: z.unknown() });
export const settings = listOf(setting);
/** `null` goes back to the default. */
export const settingChange = z.strictObject({ value: z.unknown() });

export const rule = z.object({
  id: z.string(),
  number: z.number(),
  title: text,
  reference: z.string(),
  since: z.string(),
  checked: z.string(),
  evidence: z.array(z.string()),
  effect: z.enum(['block', 'relax']),
  on: z.boolean(),
  default: z.boolean(),
  why: text,
  todo: text,
});
export const rules = listOf(rule);
export const ruleSwitch = z.strictObject({ on: z.boolean() });

export const clock = z.object({ now: moment, wall: moment, movable: z.boolean() });
export const clockMove = z.strictObject({ advance: z.string().max(50).describe('ISO duration, such as P1D') });

export const health = z.object({ status: z.enum(['live', 'ready']) });
