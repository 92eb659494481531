import { z } from 'zod';
import { figuresOfPeople, mostDaysBack, standardDays, windows } from '../../measure/index.ts';
import { listOf, moment, page } from './parts.ts';
import { member } from './segments.ts';

const count = z.number().int();
const answers = z.object({ yes: count, no: count, unknown: count });

const span = {
  since: z.coerce
    .date()
    .optional()
    .describe(`what happened from that day of the shop on, ${mostDaysBack} days back at most; 90 days back without it`),
  days: z.coerce
    .number()
    .pipe(z.literal(windows))
    .default(standardDays)
    .describe('days after a message within which orders and unsubscriptions count'),
};
export const resultsQuery = page.extend({
  ...span,
  kind: z.enum(['scenario', 'campaign']).optional().describe('one of the two'),
});
export const resultQuery = z.strictObject(span);

const line = {
  key: z.string(),
  name: z.string(),
  campaign: z.boolean(),
  archived: z.boolean(),
  entered: count,
  sent: count,
  bounced: count,
  complained: count,
  opened: answers,
  clicked: answers,
  unsubscribed: count,
  /** After a message, not because of it. */
  orders: count,
  revenue: z.string(),
};
/** `asOf`: what the figures are true of; null while they are counted for the first time. */
const asked = { since: z.date(), days: count, asOf: z.date().nullable() };
export const results = z.object({ items: z.array(z.object(line)), next: z.string().nullable(), ...asked });
export const result = z.object({
  ...line,
  ...asked,
  byDay: z.array(
    z.object({ day: z.string(), sent: count, opened: count, clicked: count, orders: count, revenue: z.string() }),
  ),
});

export const resultPeopleQuery = page.extend({ ...span, of: z.enum(figuresOfPeople).describe('which figure') });
export const orders = listOf(
  member.extend({
    id: z.string().nullable().describe('null for a sale without a customer'),
    key: z.string(),
    at: moment,
    orderId: z.string(),
    amount: z.string().describe('quantity × price of all its lines, exact'),
  }),
);

/** Of an order its number, and what was bought minus what came back. */
export const resultPeople = listOf(
  member.extend({ key: z.string(), at: moment, orderId: z.string().nullable(), amount: z.string().nullable() }),
);
