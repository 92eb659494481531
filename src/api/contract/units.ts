import { z } from 'zod';
import { listOf } from './parts.ts';

/** Longer texts are told by the room, in both languages. */
const text = z.string().max(10_000);

/** A part of the shop that speaks for itself; empty texts of the sender are the shop's own. */
export const unit = z.object({
  key: z.string(),
  name: z.string(),
  colour: z.string().describe('such as #1f6f54'),
  senderName: z.string(),
  senderAddress: z.string(),
  replyTo: z.string(),
});
export const units = listOf(unit);
/** The key stands in the path. */
export const unitGiven = z.strictObject({
  name: text,
  colour: text,
  senderName: text.default(''),
  senderAddress: text.default(''),
  replyTo: text.default(''),
});
