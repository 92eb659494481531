import { z } from 'zod';
import { listOf, moment } from './parts.ts';

/** A whole message as it came; a body of the type message/rfc822 is the message itself. */
export const bounceGiven = z.strictObject({
  raw: z.string().min(1),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('base64 keeps every byte'),
});
export const bounceTaken = z.object({
  /** `taken`: acted on; `nothing`: nothing to do (an automatic answer, a delay); `listed`: it proves nothing, and is kept. */
  result: z.enum(['taken', 'nothing', 'listed']),
  kind: z.enum(['bounce', 'complaint', 'auto-reply', 'other', 'unreadable']),
  key: z.string().nullable(),
  outcome: z.enum(['bounced_soft', 'bounced_hard', 'complained']).nullable(),
  reason: z.string(),
});
export const bounceLine = z.object({
  id: z.number(),
  receivedAt: moment,
  source: z.string(),
  kind: z.string(),
  reason: z.string(),
  raw: z.string(),
});
export const bounces = listOf(bounceLine);
