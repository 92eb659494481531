/** A form as HTML: the page's own, and the plain one for the shop's pages. Pure. */
import { type FormDefinition, type FormFaults, fieldNames, inLanguage, type Say } from '../../pages/index.ts';
import { escapeHtml, type Language } from './html.ts';
import { words } from './words.ts';

/** A field that people do not see: who fills it in is a program. */
export const TRAP = 'website';
/** When the form was shown, signed. */
export const SHOWN_AT = 'shown';

type Sent = Readonly<Record<string, unknown>>;
type Drawn = { language: Language; sent?: Sent; faults?: FormFaults };

/** The fields, without the form around them; what was sent before stands in them, and what is wrong is said beside it. */
export function fieldsHtml(definition: FormDefinition, { language, sent = {}, faults = {} }: Drawn): string {
  const tell = (words: Say) => escapeHtml(inLanguage(words, language));
  const say = words[language];
  const fault = (name: string): string =>
    faults[name] ? ` <small role="alert">${say[`fault_${faults[name]}`]}</small>` : '';
  const input = (
    name: string,
    label: string,
    { type, required, more = '' }: { type: string; required: boolean; more?: string },
  ) => {
    const state = `${required ? ' required' : ''}${faults[name] ? ' aria-invalid="true"' : ''}`;
    const value = typeof sent[name] === 'string' ? ` value="${escapeHtml(sent[name])}"` : '';
    const optional = required ? '' : ` <small>${say.formOptional}</small>`;
    return `<label class="field">${label}${optional}${fault(name)}<input type="${type}" name="${escapeHtml(name)}"${value}${state}${more}></label>`;
  };
  const types = { text: 'text', date: 'date', phone: 'tel' } as const;
  const box = (name: string, label: string, required: boolean): string => {
    const state = `${required ? ' required' : ''}${sent[name] ? ' checked' : ''}`;
    return `<label class="box"><input type="checkbox" name="${escapeHtml(name)}" value="1"${state}><span>${label}${fault(name)}</span></label>`;
  };
  const { fields, consents, lists } = definition;
  return [
    faults.consents ? `<p class="note" role="alert">${say.fault_nothing}</p>` : '',
    input('email', say.formEmail, { type: 'email', required: true, more: ' autocomplete="email" maxlength="254"' }),
    ...fields.map(({ trait, label, kind, required }) =>
      input(fieldNames.trait(trait), tell(label), {
        type: types[kind],
        required,
        more: ` maxlength="200"${autocompleteOf(trait)}`,
      }),
    ),
    // Never ticked beforehand: silence is no consent.
    ...lists.map(({ list, label }) => box(fieldNames.list(list), tell(label), false)),
    ...consents.map(({ wording, box: asked, required }, at) =>
      asked ? box(fieldNames.consent(at), tell(wording), required) : `<p class="hint">${tell(wording)}</p>`,
    ),
  ].join('\n');
}

/** Browsers fill in what people are asked for everywhere. */
const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  firstName: 'given-name',
  lastName: 'family-name',
  phone: 'tel',
  birthday: 'bday',
  city: 'address-level2',
};
const autocompleteOf = (trait: string): string =>
  Object.hasOwn(AUTOCOMPLETE, trait) ? ` autocomplete="${AUTOCOMPLETE[trait]}"` : '';

/** The field for programs, out of sight, out of the keyboard's way, and not for screen readers. */
export const trapHtml = (): string =>
  `<div class="trap" aria-hidden="true"><label>Website<input type="text" name="${TRAP}" tabindex="-1" autocomplete="off"></label></div>`;

/** What the button says. */
export const buttonOf = ({ button }: FormDefinition, language: Language): string =>
  escapeHtml(button ? inLanguage(button, language) : words[language].formButton);
