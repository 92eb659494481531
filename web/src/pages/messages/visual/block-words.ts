/**
 * The words of a block as people type them: a blank line between paragraphs and an end of line where one is broken, instead of `<p>` and
 * `<br>`. What has more than that (lists, paragraphs with a style) is shown as it is written. Pure.
 */

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
/** Stands for Liquid while lines are counted: characters that no message holds. */
const HELD = /\ue000(\d+)\ue001/g;
const PARAGRAPHS = /^\s*(?:<p>(?:(?!<p[\s>])[\s\S])*?<\/p>\s*)+$/i;
const PARAGRAPH = /<p>([\s\S]*?)<\/p>/gi;
const BREAK = /\s*<br\s*\/?>\s*/gi;
/** Whatever makes lines of its own. */
const BLOCK = /<\/?(?:p|div|ul|ol|li|table|h[1-6]|blockquote|pre|br\s+[a-z])[\s>/]/i;

/** Whether the lines of these words are its paragraphs; otherwise they are HTML. */
const inLines = (html: string): boolean =>
  PARAGRAPHS.test(html) ? !BLOCK.test(html.replace(/<\/?p>/gi, '')) : !BLOCK.test(html);

function held(text: string, work: (text: string) => string, each: (liquid: string) => string): string {
  const constructs: string[] = [];
  const without = text.replace(LIQUID, (liquid) => `\ue000${constructs.push(each(liquid)) - 1}\ue001`);
  return work(without).replace(HELD, (_, nth: string) => constructs[Number(nth)]!);
}

/** For the field. */
export function readable(html: string): string {
  const lines = (text: string) =>
    text
      .trim()
      .replace(/\s*\n\s*/g, ' ')
      .replace(BREAK, '\n');
  return held(
    html.replaceAll('\u00a0', '&nbsp;'),
    (text) => {
      if (!inLines(text)) return text;
      if (!PARAGRAPHS.test(text)) return lines(text);
      return [...text.matchAll(PARAGRAPH)].map(([, inner]) => lines(inner!)).join('\n\n');
    },
    decoded,
  );
}

/** For the block, which was `before`: paragraphs stay paragraphs where only one is left. */
export function written(words: string, before: string): string {
  return held(
    words,
    (text) => {
      if (BLOCK.test(text) || !inLines(before)) return text;
      const paragraphs = text.split(/\n\s*\n/).filter((one) => one.trim() !== '');
      const told = paragraphs.map((one) => one.replaceAll('\n', '<br />'));
      return told.length > 1 || (PARAGRAPHS.test(before) && told.length > 0)
        ? told.map((one) => `<p>${one}</p>`).join('')
        : (told[0] ?? '');
    },
    (liquid) => liquid.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  );
}

const decoded = (liquid: string): string =>
  liquid
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/&#0?39;/g, "'")
    .replaceAll('&amp;', '&');
