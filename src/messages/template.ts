import { z } from 'zod';
import { CHANNEL_KINDS, MEASURE_PURPOSE, SIGN_UP_PURPOSE, STANDARD_PURPOSE } from '../channels/index.ts';

/** Longest source of a part, in characters: five times the size at which Gmail clips a message. */
export const LONGEST_PART = 500_000;
const LONGEST_LINE = 1_000;

const line = z.string().max(LONGEST_LINE);
const part = z.string().max(LONGEST_PART);
const mark = z.string().trim().max(100);

/** Most languages of a content, and most segments with a content of their own. */
const MOST_LANGUAGES = 20;
const MOST_VARIANTS = 20;

const languageName = z.string().regex(/^[a-z]{2,3}$/, 'a language is written as fr or en');

/** What is read. Every text is Liquid. */
const contentShape = {
  subject: line.optional(),
  /** The line that mail programs show beside the subject. */
  preheader: line.optional(),
  body: part,
  /** A text part of one's own; without it the text is made from the body. */
  text: part.optional(),
};
const templateContent = z.strictObject(contentShape);
export type TemplateContent = z.infer<typeof templateContent>;

const languages = z
  .record(languageName, templateContent)
  .refine((all) => Object.keys(all).length <= MOST_LANGUAGES, `at most ${MOST_LANGUAGES} languages`)
  .optional();

/** What the marketer edits. */
const templateSource = z.strictObject({
  format: z.enum(['mjml', 'html', 'text']),
  ...contentShape,
  /** What language that content is in; that of the shop where nobody says. */
  language: languageName.optional(),
  /** The same in other languages: a person reads their own, else the shop's, else the content above. */
  languages,
  /** Other contents for members of a segment; the first segment that somebody is in is theirs. */
  variants: z
    .array(z.strictObject({ segment: z.string().min(1).max(100), ...contentShape, languages }))
    .max(MOST_VARIANTS, `at most ${MOST_VARIANTS} segments`)
    .refine((all) => new Set(all.map(({ segment }) => segment)).size === all.length, 'a segment stands there twice')
    .optional(),
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

/** One content of a published version. */
export type CompiledContent = {
  subject?: string;
  html?: string;
  /** Absent when the text part has to be made from each person's HTML. */
  text?: string;
  /** Liquid and MJML do not commute here: Liquid runs first, then MJML, for each person. */
  slow: boolean;
  slowReason?: string;
  /** The MJML with its footer, kept for slow templates only. */
  mjml?: string;
};

/** A published version: plain data, kept as JSON. All texts are Liquid. */
export type CompiledTemplate = CompiledContent & {
  compiler: 1;
  channel: string;
  class: MessageClass;
  /** What consent is asked for; noted when the version is kept. */
  purpose?: string;
  fromName?: string;
  fromAddress?: string;
  replyTo?: string;
  /** Every variable used in any content, `user.first_name`. */
  variables: string[];
  utm?: TemplateSource['utm'];
  /** Language of the content itself; unknown for templates that do not say it. */
  language?: string;
  /** Contents for other readers, as in the source. */
  languages?: Record<string, CompiledContent>;
  variants?: (CompiledContent & { segment: string; languages?: Record<string, CompiledContent> })[];
  /** Links of all contents by name, as they were written; those of slow templates are only known for each person. */
  links?: { name: string; href: string; label: string }[];
};
