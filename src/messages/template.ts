import { z } from 'zod';
import { CHANNEL_KINDS, MEASURE_PURPOSE, SIGN_UP_PURPOSE, STANDARD_PURPOSE } from '../channels/index.ts';

/** Longest source of a part, in characters: five times the size at which Gmail clips a message. */
export const LONGEST_PART = 500_000;
const LONGEST_LINE = 1_000;

const line = z.string().max(LONGEST_LINE);
const part = z.string().max(LONGEST_PART);
const mark = z.string().trim().max(100);

/** What the marketer edits. Every text is Liquid. */
export const templateSource = z.strictObject({
  format: z.enum(['mjml', 'html', 'text']),
  subject: line.optional(),
  /** The line that mail programs show beside the subject. */
  preheader: line.optional(),
  body: part,
  /** A text part of one's own; without it the text is made from the body. */
  text: part.optional(),
  /** Who speaks, e.g. `{{ user.owner.name | default: sender.name }}`; without it, the sender of the values. */
  fromName: line.optional(),
  fromAddress: line.optional(),
  replyTo: line.optional(),
  /** Marks of the links to the shop: what is named here goes before the settings; `false` for none at all. */
  utm: z
    .union([z.literal(false), z.strictObject({ source: mark, medium: mark, campaign: mark, content: mark }).partial()])
    .optional(),
});
export type TemplateSource = z.infer<typeof templateSource>;

/** The class decides which gates a message passes; promotional is what the law calls prospecting. */
export const messageClass = z.enum(['transactional', 'service', 'promotional']);
export type MessageClass = z.infer<typeof messageClass>;

export const templateInput = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'a key is made of small letters, digits, - and _'),
  name: z.string().min(1).max(200),
  channel: z.enum(CHANNEL_KINDS),
  class: messageClass,
  purpose: z
    .string()
    .min(1)
    .max(100)
    // Consent to be measured must never open the way for a message.
    .refine((purpose) => purpose !== MEASURE_PURPOSE, 'this purpose is that of measuring, not of a message')
    // The wish of a sign-up has it by itself, whatever template says it; nobody else's message may pass as one.
    .refine((purpose) => purpose !== SIGN_UP_PURPOSE, 'this purpose belongs to the mail that asks for a confirmation')
    .default(STANDARD_PURPOSE),
  draft: templateSource,
});
export type TemplateInput = z.input<typeof templateInput>;

/** The shop as its messages show it. `postalAddress` is on lines; `locale` is that of people whose own is unknown. */
export type Shop = {
  name: string;
  postalAddress?: string;
  url?: string;
  currency?: string;
  locale?: string;
  timezone?: string;
  [more: string]: unknown;
};

/** Who speaks. `stopCode` is the short number that takes STOP for text messages. */
export type Sender = {
  name?: string;
  address?: string;
  replyTo?: string;
  phone?: string;
  stopCode?: string;
  [more: string]: unknown;
};

/** A published version: plain data, kept as JSON. All texts are Liquid. */
export type CompiledTemplate = {
  compiler: 1;
  channel: string;
  class: MessageClass;
  /** What consent is asked for; noted when the version is kept. */
  purpose?: string;
  subject?: string;
  fromName?: string;
  fromAddress?: string;
  replyTo?: string;
  html?: string;
  /** Absent when the text part has to be made from each person's HTML. */
  text?: string;
  /** Liquid and MJML do not commute here: Liquid runs first, then MJML, for each person. */
  slow: boolean;
  slowReason?: string;
  /** The MJML with its footer, kept for slow templates only. */
  mjml?: string;
  /** Every variable used, `user.first_name`. */
  variables: string[];
  utm?: TemplateSource['utm'];
  /** Links by name, as they were written; those of slow templates are only known for each person. */
  links?: { name: string; href: string; label: string }[];
};
