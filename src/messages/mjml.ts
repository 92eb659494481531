import { type Protected, protectLiquid, WORD } from './protect.ts';

/** Tags whose content MJML copies as it is; Liquid may stand anywhere in them. */
const ENDING = new Set(
  'mj-accordion-text mj-accordion-title mj-button mj-navbar-link mj-preview mj-raw mj-social-element mj-style mj-table mj-text mj-title'.split(
    ' ',
  ),
);
/** Parents that lay their children out by counting them: a condition among the children changes the sizes of the others. */
const COUNTING = new Set(['mj-section', 'mj-group', 'mj-navbar', 'mj-social', 'mj-carousel', 'mj-accordion']);

/** An attribute longer than this is a quote that was never closed. */
const LONGEST_ATTRIBUTE = 10_000;
/** MJML's own elements nest six deep. */
const DEEPEST = 100;

export type CompiledMjml = {
  /** HTML with the Liquid left in. */
  html: string;
  /** Why Liquid has to run before MJML, or null where nothing in the source says so. */
  slowReason: string | null;
};

/** A fault of the MJML, in sentences with line numbers. */
export class MjmlFault extends Error {}

/** MJML without Liquid to HTML; throws MjmlFault. */
export async function mjmlToHtml(source: string): Promise<string> {
  return convert(source, () => false);
}

/**
 * MJML with Liquid to HTML with Liquid. Outputs pass through as words. Control tags between elements go into `mj-raw`,
 * which MJML keeps in place; those outside the document go before it.
 */
export async function compileMjml(source: string): Promise<CompiledMjml> {
  const guarded = protectLiquid(source);
  const { text, hoisted, slowReason: structure } = wrapControlTags(guarded);
  let measured: string | null = null;
  const forgive = (fault: string) => {
    // A size or colour that Liquid fills in: MJML cannot check it now and may compute with it.
    if (!fault.includes('invalid value') || fault.search(WORD) < 0) return false;
    measured = `Liquid fills in an attribute that MJML computes with (${guarded.restore(fault)})`;
    return true;
  };
  const html = await convert(text, forgive).catch((fault: Error) => {
    throw new MjmlFault(guarded.restore(fault.message));
  });
  return { html: guarded.restore(hoisted + html), slowReason: structure ?? measured };
}

async function convert(source: string, forgiven: (fault: string) => boolean): Promise<string> {
  // Loaded at the first use: it takes as long to load as the rest of the program, and a start must not wait for it.
  const { default: mjml2html } = await import('mjml');
  let result: Awaited<ReturnType<typeof mjml2html>>;
  try {
    result = await mjml2html(source, {
      validationLevel: 'soft',
      keepComments: false,
      // A template must not read the server's files.
      ignoreIncludes: true,
      // MJML would load fonts from Google, which tells Google who opened what.
      fonts: {},
    });
  } catch (error) {
    throw new MjmlFault((error as Error).message.slice(0, 500));
  }
  const faults = result.errors
    .map(({ line, tagName, message }) => `line ${line} (${tagName}): ${message.trim()}`)
    .filter((fault) => !forgiven(fault));
  if (faults.length > 0) throw new MjmlFault(faults.slice(0, 5).join('; '));
  return slim(result.html);
}

/** MJML indents deeply; line starts and empty lines are a fifth of its output, and Gmail cuts messages by size. */
function slim(html: string): string {
  if (/<pre\b|<textarea\b|white-space\s*:\s*pre/i.test(html)) return html;
  return html.replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n');
}

type Wrapped = { text: string; hoisted: string; slowReason: string | null };

function wrapControlTags({ text, restore, kindOf }: Protected): Wrapped {
  const open: string[] = [];
  const out: string[] = [];
  let hoisted = '';
  let slowReason: string | null = null;
  for (const piece of pieces(text)) {
    const tag = /^<(\/?)([a-z][\w-]*)[\s\S]*?(\/?)>$/i.exec(piece);
    if (tag) {
      const [, closing, name = '', selfClosing] = tag;
      const inEnding = ENDING.has(open.at(-1) ?? '');
      if (closing && (!inEnding || open.at(-1) === name)) open.splice(Math.max(open.lastIndexOf(name), 0));
      else if (!closing && !selfClosing && !inEnding) open.push(name);
      if (open.length > DEEPEST) throw new MjmlFault(`elements are nested more than ${DEEPEST} deep`);
      out.push(piece);
      continue;
    }
    const parent = open.at(-1) ?? '';
    const words = piece.match(WORD);
    if (!words || ENDING.has(parent) || piece.startsWith('<!--')) out.push(piece);
    else if (parent === '' || parent === 'mjml') hoisted += words.join('');
    else {
      out.push(piece.replace(WORD, (word) => `<mj-raw>${word}</mj-raw>`));
      if (COUNTING.has(parent) && words.some((word) => kindOf(word) === 'tag')) {
        slowReason = `${restore(words[0] ?? '')} stands between the children of ${parent}, which sizes them by their number`;
      }
    }
  }
  return { text: out.join(''), hoisted, slowReason };
}

/** Tags, comments and the texts between them; in one pass, because the source may be half a megabyte of nonsense. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', start + 1)) {
    const comment = text.startsWith('<!--', start);
    const end = comment ? text.indexOf('-->', start) + 3 : tagEnd(text, start);
    // A comment that never ends hides the rest.
    if (comment && end < 3) break;
    if (end < 0) continue;
    if (start > from) found.push(text.slice(from, start));
    found.push(text.slice(start, end));
    from = end;
    start = end - 1;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

/** Where the tag that starts here ends, or -1 for a `<` that starts none. */
function tagEnd(text: string, start: number): number {
  if (!/[a-z/]/i.test(text[start + 1] ?? '')) return -1;
  for (let i = start + 1; i < text.length; i++) {
    const sign = text[i];
    if (sign === '>') return i + 1;
    if (sign === '<') return -1;
    if (sign !== '"' && sign !== "'") continue;
    const closing = text.indexOf(sign, i + 1);
    if (closing < 0 || closing - i > LONGEST_ATTRIBUTE) return -1;
    i = closing;
  }
  return -1;
}
