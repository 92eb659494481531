import { z } from 'zod';
import { CHANNEL_KINDS } from '../../channels/index.ts';
import { listOf, moment } from './parts.ts';

/** Longer texts are told by the room, in both languages. */
const text = z.string().max(10_000);
const words = z.object({ fr: z.string().optional(), en: z.string().optional() });
const version = {
  version: z.number(),
  text: words,
  source: z.string().describe('where people read it'),
  writtenAt: moment,
};

/** What people are asked to agree to for one purpose on one channel, with its version in force. */
export const wording = z.object({
  key: z.string(),
  name: z.string(),
  channel: z.enum(CHANNEL_KINDS),
  purpose: z.string(),
  ...version,
  archivedAt: moment.nullable(),
});
export const wordings = listOf(wording);
export const wordingWhole = wording.extend({
  versions: z.array(z.object(version)),
  forms: z
    .array(z.object({ key: z.string(), name: z.string(), version: z.number().nullable() }))
    .describe('forms that take it, with the version that people see there'),
});
/** The key stands in the path. */
export const wordingGiven = z.strictObject({
  name: text,
  channel: z.enum(CHANNEL_KINDS),
  purpose: text,
  text: z.strictObject({ fr: text.optional(), en: text.optional() }),
  source: text.default(''),
});
