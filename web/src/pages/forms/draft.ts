/** A form while it is written: in one language, the other one is kept as it was. */
import type { Wording } from '../../../../src/api/contract.ts';
import { plainKey } from '../../parts/key.ts';
import type { FormDraft } from '../../queries/forms.ts';
import type { Language } from '../../words.ts';

export type Say = { fr?: string | undefined; en?: string | undefined };
export type Field = NonNullable<FormDraft['fields']>[number];
export type Consent = FormDraft['consents'][number];

/** Texts change in one language; an empty one is not said. */
export function saying(words: Say | undefined, language: Language, text: string): Say {
  const { [language]: _, ...other } = words ?? {};
  return text === '' ? other : { ...other, [language]: text };
}

export const said = (words: Say | undefined, language: Language): string => words?.[language] ?? '';

/** What every shop asks for, in the words of the law: which shop, what for, and how to take it back. */
export function newDraft(shop: string): FormDraft {
  const name = shop === '' ? { fr: 'la boutique', en: 'the shop' } : { fr: shop, en: shop };
  return {
    title: { fr: 'Recevoir nos nouvelles', en: 'Get our news' },
    lead: { fr: 'Nouveautés et offres, une à deux fois par mois.', en: 'News and offers, once or twice a month.' },
    fields: [{ trait: 'firstName', label: { fr: 'Prénom', en: 'First name' } }],
    consents: [
      {
        channel: 'email',
        purpose: 'marketing',
        wording: {
          fr: `J’accepte de recevoir par e-mail les nouveautés et offres de ${name.fr}. Je peux me désabonner à tout moment.`,
          en: `I agree to receive news and offers from ${name.en} by e-mail. I can unsubscribe at any time.`,
        },
        required: true,
      },
    ],
    doubleOptIn: true,
  };
}

/** With the words of the shop's list as they stand now: they are what publishing will take. */
export const withKept = (draft: FormDraft, wordings: readonly Wording[]): FormDraft => ({
  ...draft,
  consents: draft.consents.map((consent) => {
    const kept = wordings.find(({ key }) => key === consent.kept?.key);
    return kept ? { ...consent, wording: kept.text } : consent;
  }),
});

const LONGEST_TRAIT = 40;
/** What an answer is kept under where nobody says so: the question, in letters that messages can use. */
export const traitFrom = (label: Say | undefined): string =>
  plainKey(label?.fr ?? label?.en ?? '', LONGEST_TRAIT).replaceAll('-', '_');

/** Texts of the draft that would stop it from being kept: what is left empty is left out. */
export function tidy(draft: FormDraft): FormDraft {
  const filled = (words: Say | undefined) => words !== undefined && Object.values(words).some((text) => text?.trim());
  const { lead, button, thanks, redirect, accent, confirmation, ...rest } = draft;
  const fields = rest.fields?.map((field) => ({ ...field, trait: field.trait.trim() || traitFrom(field.label) }));
  return {
    ...rest,
    ...(fields ? { fields } : {}),
    ...(filled(lead) ? { lead } : {}),
    ...(filled(button) ? { button } : {}),
    ...(filled(thanks) ? { thanks } : {}),
    ...(redirect ? { redirect } : {}),
    ...(accent ? { accent } : {}),
    ...(confirmation ? { confirmation } : {}),
  };
}
