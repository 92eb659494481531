import { z } from 'zod';
import { holidayRegions } from '../../compliance/index.ts';
import { listOf } from './parts.ts';

const day = z.string().max(10).describe('a day of the calendar, such as 2027-08-02');

/** Days on which the shop is closed, from the first to the last. */
export const closing = z.object({ id: z.number(), from: day, until: day, name: z.string() });
export const closings = listOf(closing);
/** Longer names are told by the room, in both languages. */
export const closingGiven = z.strictObject({ from: day, until: day, name: z.string().max(10_000) });

/** Public holidays of the shop's region and its closings, day by day. */
export const closedDay = z.object({
  day,
  kind: z.enum(['holiday', 'closing']),
  name: z.object({ fr: z.string(), en: z.string() }),
});
export const closedDays = listOf(closedDay).extend({ region: z.enum(holidayRegions) });
export const closedDaysQuery = z.strictObject({ from: day, until: day });
