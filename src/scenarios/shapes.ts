/** Pieces that the shapes of several kinds are made of. */
import { z } from 'zod';
import { isDuration, parseDuration, roughDays } from './duration.ts';
import { hourPattern } from './localtime.ts';

/** Keys of scenarios, steps and triggers. */
export const keyPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const id = z
  .string()
  .regex(keyPattern, 'is not a name: use small letters, digits, - and _, 64 at most')
  .describe('A name of small letters, digits, - and _.');

/** Id of the step that follows. */
export const next = id.describe('The step that follows.');

/** Longest free text in a definition. */
const longestText = 500;
export const text = z.string().min(1).max(longestText);

/** A duration that may look back. */
export const offset = z
  .string()
  .refine(isDuration, 'is not a duration: write an ISO 8601 one such as -P5D, PT2H or P1M')
  .describe('ISO 8601 duration; with a minus sign before the P it looks back: -P5D.');

/** A duration of a wait: more than nothing, and forwards. */
export const duration = z
  .string()
  .refine(isDuration, 'is not a duration: write an ISO 8601 one such as PT2H, P1D or P1M, ten years at most')
  .refine((value) => !isDuration(value) || isForward(value), 'must be longer than nothing and look forward')
  .describe('ISO 8601 duration: PT2H, P1D, P2W, P1M. Hours are exact, days to years follow the person’s calendar.');

function isForward(value: string): boolean {
  const parsed = parseDuration(value);
  return parsed.sign > 0 && roughDays(parsed) > 0;
}

export const hour = z
  .string()
  .regex(hourPattern, 'is not an hour: write it as 09:00')
  .describe('An hour of the person’s own day, 00:00 to 23:59.');

export const openDaysOnly = z
  .boolean()
  .optional()
  .describe('Only on days on which the shop is open: neither public holidays nor closings of its own.');

/** A rule of the segments' language; its own parser says what is wrong in it. */
export const rule = z
  .unknown()
  .meta({ description: 'A rule on the person, in the language of segments.', format: 'rule' });

/** Conditions on the properties of an event, in the language of segments; its own parser says what is wrong in them. */
export const where = z.unknown().meta({ format: 'where' });
