import { z } from 'zod';
import { listOf } from './parts.ts';

/** A way to reach people, and whether something of the shop's is behind it. */
export const channel = z.object({
  kind: z.string(),
  name: z.object({ fr: z.string(), en: z.string() }),
  addressKind: z.string(),
  consent: z.enum(['optin', 'optout', 'none']).describe('what has to be known before something promotional leaves'),
  connected: z.boolean().describe('false: its messages stay in the local outbox'),
  lacks: z
    .enum(['publicUrl', 'https'])
    .nullable()
    .describe('what messages that leave for real still want of the server: PUBLIC_URL, or that it begins with https'),
});
export const channels = listOf(channel);
export const channelTest = z.strictObject({ to: z.string().trim().min(1).max(500) });
export const channelTested = z.object({
  result: z
    .enum(['sent', 'refused', 'local'])
    .describe('local: nothing left; messages of this channel stay in the outbox'),
  over: z.string().nullable().describe('the provider it went over'),
  reason: z.string().nullable().describe('why not, in the words of the other side'),
  answer: z.string().nullable().describe('what the other side said when it took it'),
});
