import { z } from 'zod';
import { sendKinds } from '../../delivery/index.ts';
import { moment, name, pathPart } from './parts.ts';

const pausedLine = z.object({
  kind: z.enum(['class', ...sendKinds]),
  /** A class of messages, or the key of a send. */
  key: z.string(),
  reason: z.string(),
  by: z.string(),
  at: moment,
});

/** What may not leave for now. `stopped` is the big switch; `waiting` are the messages that were met and put aside. */
export const delivery = z.object({ stopped: z.boolean(), paused: z.array(pausedLine), waiting: z.number().int() });
const reason = name.optional().describe('why, for those who find it stopped');
export const stop = z.strictObject({
  transactional: z.boolean().default(false).describe('also what people are waiting for: receipts, passwords'),
  reason,
});
export const pause = z.strictObject({ reason });
export const send = z.object({ kind: z.enum(sendKinds), key: pathPart });
