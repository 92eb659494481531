import { z } from 'zod';
import { defineSetting } from '../settings/index.ts';
import type { LeapDay } from './localtime.ts';

/** Older facts make nobody enter: what comes late is history, not news. */
export const freshness = defineSetting<number>({
  key: 'scenarios.freshness',
  about: 'hours after which an event no longer makes anybody enter a scenario',
  schema: z.number().min(1, 'it must be at least 1 hour').max(8_760, 'it must be at most 8760 hours, a year'),
  standard: 24,
});

/** Where 29 February is kept in common years. */
export const leapDay = defineSetting<LeapDay>({
  key: 'scenarios.leapDay',
  about: 'day of a yearly date of 29 February in years without one: 28-feb or 1-mar',
  schema: z.enum(['28-feb', '1-mar']),
  standard: '28-feb',
});
