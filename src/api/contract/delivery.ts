import { z } from 'zod';
import { pausableKinds, sendKinds } from '../../delivery/index.ts';
import { moment, name, pathPart } from './parts.ts';

const pausedLine = z.object({
  kind: z.enum(['class', ...pausableKinds]),
  /** A class of messages, the key of a send, or a sender's domain whose promotional mail is held back. */
  key: z.string(),
  reason: z.string(),
  by: z.string(),
  at: moment,
  /** Of a sender: mails that arrived in the last days, and complaints about them. */
  counted: z.object({ delivered: z.number().int(), complaints: z.number().int() }).nullable(),
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
export const pausable = z.object({ kind: z.enum(pausableKinds), key: pathPart });
