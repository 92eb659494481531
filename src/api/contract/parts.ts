/** Parts that every request and answer is made of. */
import { z } from 'zod';

/** A moment; on the wire an ISO text in UTC. */
export const moment = z.date();

/** Free JSON, as a trait or the values of a template. */
export const json = z.record(z.string(), z.unknown());

const answer = z.enum(['yes', 'no', 'unknown']).nullable();
/** What came back from a message. Unknown is never no; null for a message that did not leave. */
export const engagement = {
  opened: answer,
  clicked: answer,
  /** How likely the most human of its clicks is a machine's; null without a judged click. */
  machine: z.number().nullable(),
};

/** Longest text of a name, a search or a reason. */
const LONGEST_NAME = 200;
export const name = z.string().trim().max(LONGEST_NAME);
export const key = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/, 'a key has small letters, digits, “-”, “_” and “.” (100 at most)');
/** Of what is changed: which revision the sender has seen. */
export const seen = z
  .number()
  .int()
  .min(0)
  .optional()
  .describe('the revision that you have seen, 0 for a new one; without it whatever is there is replaced');
/** What a publication is told: nothing, or which revision of the draft its sender has read. */
export const publication = z
  .strictObject({
    revision: z.number().int().min(1).optional().describe('the revision that you have read: no other is published'),
  })
  .nullish();
/** What stands in a path: checked by who looks it up, so that a wrong one is “not there” and not a fault. */
export const pathPart = z.string().max(LONGEST_NAME);

const MOST_PER_PAGE = 200;
const PER_PAGE = 50;
const LONGEST_CURSOR = 500;

/** What every list takes. */
export const page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(PER_PAGE).describe('how many items'),
  after: z.string().max(LONGEST_CURSOR).optional().describe('“next” of the page before'),
});

/** What every list answers; `next` is null on the last page. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** What every failure answers. */
export const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    params: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
      .optional()
      .describe('what the sentence was filled with, for those who say it in another language'),
    details: z.unknown().optional(),
  }),
});

/** Answer of what has nothing to say. */
export const done = z.object({ ok: z.literal(true) });

/** The shape on the wire of what a schema answers: moments are texts there. */
export type Wire<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Name in keyof T]: Wire<T[Name]> }
      : T;
