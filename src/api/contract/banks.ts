import { z } from 'zod';
import { bankKindNames } from '../../banks/index.ts';
import { listOf, moment, name } from './parts.ts';

/** Units as whole numbers, of a budget an amount of the accounting currency: decimal text, exact. */
const amount = z.string().describe('decimal number as text');

export const bank = z.object({
  key: z.string(),
  kind: z.enum(bankKindNames),
  name: z.string(),
  total: amount,
  /** Seconds; of a rate only: in every stretch of this length at most the total is spent. */
  window: z.number().nullable(),
  granted: amount.describe('out on leases, not known to be spent'),
  spent: amount.describe('of a rate, within the window that ends now'),
  free: amount,
  low: z.boolean().describe('less is free than the share that the setting banks.warnShare names'),
});
export const banks = listOf(bank);
export const bankSpec = z.strictObject({
  kind: z.enum(bankKindNames),
  name: name.optional(),
  total: z
    .union([z.string().max(40), z.number()])
    .optional()
    .describe('not of codes, which are counted'),
  window: z.number().int().optional().describe('seconds; of a rate only'),
});

export const codes = listOf(
  z.object({
    code: z.string(),
    state: z.enum(['free', 'leased', 'assigned']),
    message: z.string().nullable().describe('key of the message it was given to'),
    addedAt: moment,
  }),
);
export const codesTaken = z.object({ added: z.number(), repeated: z.number() });
