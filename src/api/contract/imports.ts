import { z } from 'zod';
import { json, listOf, moment, name } from './parts.ts';

export const importRequest = z.strictObject({
  kind: name.min(1).describe('customers, orders, products, …'),
  file: z.string().max(1_000).default(''),
  /** Of the file. The first import of all tells the shop’s own. */
  currency: z.string().max(10).optional(),
  timezone: z.string().max(100).optional(),
});
export const importBegun = z.object({
  id: z.string(),
  now: moment,
  shop: z.object({ currency: z.string(), timezone: z.string() }),
});
export const importRun = z.object({
  id: z.string(),
  kind: z.string(),
  file: z.string(),
  state: z.enum(['running', 'finished', 'interrupted']),
  rows: z.number(),
  badRows: z.number(),
  startedAt: moment,
  finishedAt: moment.nullable(),
});
export const importRuns = listOf(importRun);
export const importRunWhole = importRun.extend({ report: json });
/** How many of a batch are durable; `rejected` are the first of those that are not. */
export const importTaken = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ code: z.string(), reason: z.string(), raw: z.string() })),
});
export const importEnd = z.strictObject({ report: json.default({}) });
export const importAbandon = z.strictObject({ reason: z.string().max(10_000).default('') });
