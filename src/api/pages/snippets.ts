/** What a shop puts into its own pages. Pure. */
import { type Form, inLanguage } from '../../pages/index.ts';
import { buttonOf, fieldsHtml, TRAP } from './form-html.ts';
import { escapeHtml, type Language } from './html.ts';

/** Room for what every form has, and for each field, in pixels: until the script knows better. */
const FRAME_HEIGHT = 360;
const FIELD_HEIGHT = 96;

export const frameHeight = ({ draft: { fields, consents, lists } }: Pick<Form, 'draft'>): number =>
  FRAME_HEIGHT + FIELD_HEIGHT * (fields.length + consents.length + lists.length);

export function snippetsOf(form: Form, base: string, language: Language) {
  const url = `${base.replace(/\/+$/, '')}/f/${form.key}`;
  const title = escapeHtml(inLanguage(form.draft.title, language));
  const frame = `width:100%;max-width:560px;height:${frameHeight(form)}px;border:0`;
  return {
    url,
    script: `<script src="${url}/embed.js" async></script>`,
    iframe: `<iframe src="${url}?embed=1" title="${title}" style="${frame}"></iframe>`,
    // The trap is hidden by the page's own means: a style that some site forbids would show it.
    html: `<form method="post" action="${url}">
${fieldsHtml(form.draft, { language })}
<p hidden><label>Website<input type="text" name="${TRAP}" tabindex="-1" autocomplete="off"></label></p>
<button>${buttonOf(form.draft, language)}</button>
</form>`,
  };
}
