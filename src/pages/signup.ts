/** What a sign-up carries on its way, and what is told once it counts. Pure. */
import { z } from 'zod';
import { channels, isChannelKind } from '../channels/index.ts';
import type { Language } from './choices.ts';
import { type FormAnswer, inLanguage } from './form.ts';
import type { FormVersion } from './forms.ts';

const LONGEST = 1_000;
const text = z.string().max(LONGEST);

/** Body of a `signup` fact; `template` is the mail that asks, null where the form asks nobody. */
const signupBody = z.object({
  who: z.object({ email: z.string() }),
  form: z.number().int(),
  version: z.number().int(),
  key: text,
  title: text,
  language: z.enum(['fr', 'en']),
  page: text.nullable(),
  traits: z.record(z.string(), text),
  consents: z.array(
    z.object({
      channel: z.string().refine(isChannelKind),
      purpose: text,
      wording: text,
      /** Which wording of the shop's list it was. */
      kept: z.object({ key: text, version: z.number().int() }).optional(),
    }),
  ),
  lists: z.array(text),
  template: z.object({ id: z.number().int(), version: z.number().int() }).nullable(),
});
export type SignupBody = z.infer<typeof signupBody>;

/** Whether a body is one: a fact that somebody put together by hand must not stop its bucket. */
export const isSignup = (body: unknown): body is SignupBody => signupBody.safeParse(body).success;

/** An answer as it travels: with the words that were shown. */
export function signupOf(
  { id: form, version, key, definition }: FormVersion,
  answer: FormAnswer,
  given: { language: Language; page: string | null; template: SignupBody['template'] },
): SignupBody {
  const { language } = given;
  return {
    who: { email: answer.email },
    form,
    version,
    key,
    title: inLanguage(definition.title, language),
    ...given,
    traits: answer.traits,
    consents: answer.consents.map((at) => {
      const { channel, purpose, wording, kept } = definition.consents[at]!;
      const words = { channel, purpose, wording: inLanguage(wording, language) };
      return kept?.version ? { ...words, kept: { key: kept.key, version: kept.version } } : words;
    }),
    lists: answer.lists,
  };
}

/** The facts of a sign-up that counts. */
export function signupsOf(
  { who, key, version, language, page, traits, consents, lists, template }: SignupBody,
  { id, askedAt, confirmedAt }: { id: string; askedAt: Date; confirmedAt: Date },
): { kind: string; body: object }[] {
  // Who answered the mail is the proof. Neither address of the network nor browser would add to it: they are not kept.
  const proof = {
    form: key,
    version,
    language,
    ...(page !== null && { page }),
    askedAt: askedAt.toISOString(),
    ...(template && { confirmedAt: confirmedAt.toISOString(), message: id }),
  };
  const said = consents.map(({ channel, purpose, wording, kept }) => {
    const { addressKind } = channels[channel as keyof typeof channels];
    // The address that was proved; a phone number was only typed in, and is the person's as far as they say.
    const about = addressKind === 'email' ? { who } : {};
    return {
      kind: 'consent',
      body: {
        ...about,
        channel,
        purpose,
        status: 'granted',
        wording,
        source: `form ${key}`,
        proof: { ...proof, ...(kept && { wording: kept }) },
      },
    };
  });
  return [
    { kind: 'identify', body: { traits: { ...traits, email: who.email, locale: language } } },
    ...said,
    ...lists.map((list) => ({ kind: 'list', body: { list, action: 'add' } })),
    {
      kind: 'track',
      body: { event: 'Form Confirmed', properties: { form: key, version, language, ...(page !== null && { page }) } },
    },
  ];
}
