/** How the public pages look: ink on warm paper, one accent, which may be the shop's. No script, no other host. */
import { CARD, DARK_CARD, DARK_INK, DARK_PAPER, INK, inkOn, PAPER, readableOn } from './colours.ts';

/** The product's own accent: a poppy. */
export const POPPY = '#c8391b';

/** The shop's accent as each scheme can bear it: as text on paper and card, and as the ground of a button. */
function schemeOf(accent: string, paper: string, card: string): string {
  const shown = readableOn(accent, card, paper);
  return `--accent: ${shown}; --on-accent: ${inkOn(shown)}`;
}

/** The whole style sheet for an accent. */
export function styleOf(accent: string): string {
  return `
:root { color-scheme: light dark; --paper: ${PAPER}; --ink: ${INK}; --soft: #665f55; --card: ${CARD}; --line: #e3d9ca; --field: #8a8175; --wash: #f3ece0;
  ${schemeOf(accent, PAPER, CARD)} }
@media (prefers-color-scheme: dark) { :root { --paper: ${DARK_PAPER}; --ink: ${DARK_INK}; --soft: #b8aea0; --card: ${DARK_CARD}; --line: #3d3832; --field: #8f8577; --wash: #302c27;
  ${schemeOf(accent, DARK_PAPER, DARK_CARD)} } }
${SHEET}`;
}

const SHEET = `
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center; padding: 40px 16px 32px; background: var(--paper);
  color: var(--ink); font: 16px/1.5 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums }
header, main, footer { width: 100%; max-width: 520px }
header { margin: 0 0 24px; text-align: center; font-weight: 600; letter-spacing: -.01em; overflow-wrap: anywhere }
header img { display: block; max-width: 220px; max-height: 64px; margin: 0 auto; object-fit: contain }
header a { color: inherit; text-decoration: none }
main { background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 32px }
footer { margin-top: 24px; text-align: center; font-size: 14px; color: var(--soft) }
footer a { color: inherit }
h1 { margin: 0 0 16px; font-size: 26px; line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; overflow-wrap: anywhere }
h2 { margin: 0 0 4px; font-size: 17px; line-height: 1.35; letter-spacing: -.01em }
p { margin: 0 0 16px; overflow-wrap: anywhere }
main > :last-child, section > :last-child, form > :last-child, details > :last-child { margin-bottom: 0 }
a { color: var(--accent); text-underline-offset: 3px }
small, .soft { color: var(--soft) }
small, .hint { font-size: 14px; line-height: 1.45 }
.hint { margin: 0 0 12px; color: var(--soft) }
section { margin: 0 0 24px; padding: 0 0 24px; border-bottom: 1px solid var(--line) }
.last { border: 0; margin: 0; padding: 0 }
fieldset { margin: 0 0 16px; padding: 0; border: 0; min-width: 0 }
legend { padding: 0; font-weight: 600 }
hr { height: 1px; margin: 24px 0; border: 0; background: var(--line) }
label.field { display: block; margin: 0 0 16px; font-weight: 600 }
label.field small { font-weight: 400 }
input[type=text], input[type=email], input[type=password], input[type=tel], input[type=date], select { display: block; width: 100%; min-height: 48px; margin-top: 6px;
  padding: 11px 14px; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--field); border-radius: 8px }
input[hidden] { display: none }
input[aria-invalid=true] { border: 2px solid var(--accent) }
small[role=alert] { display: block; font-weight: 600; color: var(--ink) }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px }
.chips label { position: relative; display: inline-flex; align-items: center; gap: 10px; min-height: 44px; padding: 8px 16px 8px 14px; border: 1px solid var(--field);
  border-radius: 22px; cursor: pointer; line-height: 1.25 }
.chips label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent) }
.chips label:has(:disabled) { color: var(--soft); border-style: dashed; cursor: not-allowed }
.box { display: flex; align-items: flex-start; gap: 12px; margin: 0 0 16px; padding: 4px 0; cursor: pointer }
.box > span { flex: 1; min-width: 0; overflow-wrap: anywhere }
input[type=checkbox], input[type=radio] { flex: none; width: 20px; height: 20px; margin: 0; accent-color: var(--accent) }
.box input { margin-top: 2px }
button { display: block; width: 100%; min-height: 48px; padding: 12px 20px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent);
  border: 1px solid transparent; border-radius: 8px; cursor: pointer }
button.second { color: var(--ink); background: transparent; border-color: var(--field) }
button + button, form + form { margin-top: 12px }
form + p { margin-top: 16px }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px }
.chips label:has(:focus-visible) { outline: 3px solid var(--ink); outline-offset: 2px }
.chips :focus-visible { outline: 0 }
.note { margin: 0 0 24px; padding: 12px 16px; border-radius: 8px; background: var(--wash); border-left: 4px solid var(--accent); overflow-wrap: anywhere }
details { margin: 16px 0 0 }
summary { min-height: 44px; padding: 10px 0; cursor: pointer; font-weight: 600 }
.trap { position: absolute; left: -9999px; width: 1px; height: 1px; overflow: hidden }
.embedded { min-height: 0; padding: 4px; background: transparent }
.embedded main { padding: 20px; border-radius: 12px }
@media (max-width: 480px) { body { padding: 24px 12px } main { padding: 24px 20px } h1 { font-size: 23px } }
`;
