/** What a form is: fields, wordings of consent, and what follows. Pure. */
import { z } from 'zod';
import { CHANNEL_KINDS, channels, MEASURE_PURPOSE, SIGN_UP_PURPOSE } from '../channels/index.ts';
import type { Language } from './choices.ts';

const MOST_FIELDS = 20;
const MOST_BOXES = 10;
const LONGEST_LABEL = 200;
const LONGEST_WORDING = 1_000;

/** Words in one language or both; what is missing in one is said in the other. */
const say = (most: number) =>
  z
    .strictObject({
      fr: z.string().trim().min(1).max(most).optional(),
      en: z.string().trim().min(1).max(most).optional(),
    })
    .refine(({ fr, en }) => fr !== undefined || en !== undefined, 'it says nothing in any language');
export type Say = { fr?: string | undefined; en?: string | undefined };

/** The words in the language asked for, else in the one there is. */
export const inLanguage = (words: Say, language: Language): string => words[language] ?? words.fr ?? words.en ?? '';

const field = z.strictObject({
  trait: z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,49}$/, 'a trait is made of letters, digits and _')
    .refine((trait) => trait !== 'email', 'the e-mail address is asked for anyway'),
  label: say(LONGEST_LABEL),
  kind: z.enum(['text', 'date', 'phone']).default('text'),
  required: z.boolean().default(false),
});

const consent = z.strictObject({
  channel: z
    .enum(CHANNEL_KINDS)
    .refine((kind) => channels[kind].consent !== 'none', 'this channel asks nobody’s consent'),
  purpose: z
    .string()
    .min(1)
    .max(100)
    .refine((purpose) => purpose !== '*' && purpose !== SIGN_UP_PURPOSE, 'it must be the purpose of messages'),
  wording: say(LONGEST_WORDING),
  /** A wording of the shop's list, whose words these are; publishing notes which version. */
  kept: z.strictObject({ key: z.string().min(1).max(100), version: z.number().int().min(1).optional() }).optional(),
  /** A box to tick; without one, whoever sends the form agrees to these words, and the form asks for nothing else. */
  box: z.boolean().default(true),
  required: z.boolean().default(false),
});

export const formDefinition = z
  .strictObject({
    title: say(LONGEST_LABEL),
    lead: say(LONGEST_WORDING).optional(),
    fields: z.array(field).max(MOST_FIELDS).default([]),
    consents: z.array(consent).min(1, 'a form asks for at least one consent').max(MOST_BOXES),
    lists: z
      .array(z.strictObject({ list: z.string().min(1).max(100), label: say(LONGEST_LABEL) }))
      .max(MOST_BOXES)
      .default([]),
    button: say(LONGEST_LABEL).optional(),
    /** A mail asks whether it was really them; without it, anybody can sign up anybody. */
    doubleOptIn: z.boolean().default(true),
    /** Key of a template of the shop’s own for that mail, with {{ link.confirm }} in it. */
    confirmation: z.string().max(100).optional(),
    thanks: say(LONGEST_WORDING).optional(),
    redirect: z
      .url({ protocol: /^https?$/, error: 'it must be an address such as https://boutique.example' })
      .optional(),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'it must be a colour such as #1f6f54')
      .optional(),
  })
  .superRefine(({ fields, consents }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (new Set(fields.map(({ trait }) => trait)).size < fields.length)
      fault(['fields'], 'each trait is asked for once');
    if (consents.some(({ box }) => !box) && consents.length > 1)
      fault(['consents'], 'one consent without a box has to be the only one: each purpose is agreed to by itself');
    consents.forEach(({ channel, purpose, required }, at) => {
      const needsPhone = channels[channel].addressKind === 'phone';
      if (needsPhone && !fields.some(({ trait, kind }) => trait === 'phone' && kind === 'phone'))
        fault(
          ['consents', at],
          `it is about ${channel}, so the form needs a field of the kind “phone” for the trait “phone”`,
        );
      if (purpose === MEASURE_PURPOSE && required) fault(['consents', at], 'to be measured can never be required');
    });
  });
export type FormDefinition = z.infer<typeof formDefinition>;

/** A form as it was filled in, read. */
export type FormAnswer = {
  email: string;
  traits: Record<string, string>;
  /** Places of the consents that were given. */
  consents: number[];
  lists: string[];
};

/** What is wrong with an answer, by field: missing, malformed, or nothing agreed to. */
export type FormFaults = Record<string, 'missing' | 'email' | 'phone' | 'date' | 'nothing'>;

/** Names of fields on the page. */
export const fieldNames = {
  trait: (trait: string) => `trait:${trait}`,
  consent: (at: number) => `consent:${at}`,
  list: (list: string) => `list:${list}`,
};

const LONGEST_VALUE = 200;

/** Text of a field without what no field has: control characters and line breaks. */
const textOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, LONGEST_VALUE)
    : '';

const ticked = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && value !== '' && value !== 'false');

/**
 * Reads what was sent.
 * @param read what says whether an address is one: canonical, or null
 */
export function readAnswer(
  { fields, consents, lists }: FormDefinition,
  sent: Readonly<Record<string, unknown>>,
  read: { email: (text: string) => string | null; phone: (text: string) => string | null },
): { answer: FormAnswer } | { faults: FormFaults } {
  const faults: FormFaults = {};
  const email = read.email(textOf(sent.email));
  if (email === null) faults.email = textOf(sent.email) === '' ? 'missing' : 'email';
  const traits: Record<string, string> = {};
  for (const { trait, kind, required } of fields) {
    const name = fieldNames.trait(trait);
    const text = textOf(sent[name]);
    const value = kind === 'phone' ? read.phone(text) : kind === 'date' ? dateOf(text) : text;
    if (text === '' && required) faults[name] = 'missing';
    else if (text !== '' && value === null) faults[name] = kind as 'phone' | 'date';
    else if (text !== '' && value !== null) traits[trait] = value;
  }
  const given = consents.flatMap(({ box }, at) => (!box || ticked(sent[fieldNames.consent(at)]) ? [at] : []));
  consents.forEach(({ required }, at) => {
    if (required && !given.includes(at)) faults[fieldNames.consent(at)] = 'missing';
  });
  for (const at of given) {
    const phone = channels[consents[at]!.channel].addressKind === 'phone';
    if (phone && traits.phone === undefined) faults[fieldNames.trait('phone')] ??= 'missing';
  }
  const joined = lists.map(({ list }) => list).filter((list) => ticked(sent[fieldNames.list(list)]));
  if (given.length + joined.length === 0 && Object.keys(faults).length === 0) faults.consents = 'nothing';
  if (Object.keys(faults).length > 0) return { faults };
  return { answer: { email: email!, traits, consents: given, lists: joined } };
}

function dateOf(text: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return at && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
}
