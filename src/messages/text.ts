import { Parser } from 'htmlparser2';

const BLOCKS = new Set(
  'address article aside blockquote body dd div dl dt fieldset figure footer form header hr li main nav ol p pre section table tbody thead tfoot td th tr ul h1 h2 h3 h4 h5 h6'.split(
    ' ',
  ),
);
const HIDDEN = new Set(['head', 'style', 'script', 'title', 'template', 'noscript']);
/** Elements that never close. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** Blocks with a blank line around them. */
const SPACED = new Set('p blockquote pre ul ol h1 h2 h3 h4 h5 h6'.split(' '));
const LONGEST_RULE = 60;
const DEEPEST_INDENT = 6;
/** The parser's cost grows with the square of the depth; honest mail stays under a hundred. */
const DEEPEST = 2_000;
/** No paragraph is as long; markup without any block must not grow one line for ever. */
const LONGEST_LINE = 20_000;
/** White space, and the signs that preview lines are padded with. */
const INVISIBLE = /(?:\s|\u00ad|\u200b|\u034f)+/g;

/** The state of the walk: lines written so far, the line in hand, and what we are inside of. */
type Walk = {
  lines: string[];
  line: string;
  hidden: number;
  /** Open tags that hide, as depth markers. */
  stack: {
    name: string;
    hides: boolean;
    href?: string;
    from?: number;
  }[];
  /** Open lists with their counts; open tables, true where the cells are data. Apart from the stack, so that no tag searches it. */
  lists: { kind: string; n: number }[];
  tables: boolean[];
};

/**
 * Throws a RangeError for markup nested deeper than 2,000 elements.
 *
 * The text that a reader without HTML gets: paragraphs and headings apart, list items marked, each link followed by its
 * address, cells of real tables on one line; layout tables, styles, comments and hidden preview lines leave nothing.
 */
export function htmlToText(html: string): string {
  const walk: Walk = { lines: [], line: '', hidden: 0, stack: [], lists: [], tables: [] };
  const parser = new Parser({
    onopentag: (name, attributes) => open(walk, name, attributes),
    ontext: (text) => {
      if (walk.hidden > 0) return;
      if (walk.line.length > LONGEST_LINE) breakLine(walk);
      walk.line += text.replace(INVISIBLE, ' ');
    },
    onclosetag: (name) => close(walk, name),
  });
  parser.end(html);
  breakLine(walk);
  return tidyText(walk.lines.join('\n'));
}

/** No spaces at line ends, at most one blank line, none at either end. */
export function tidyText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function open(walk: Walk, name: string, attributes: Record<string, string>): void {
  if (walk.stack.length > DEEPEST) throw new RangeError(`nesting limit exceeded: ${DEEPEST} elements`);
  if (name === 'br') {
    breakLine(walk);
    return;
  }
  const hides = HIDDEN.has(name) || /display\s*:\s*none|mso-hide\s*:\s*all/i.test(attributes.style ?? '');
  if (VOID.has(name)) {
    if (walk.hidden > 0 || hides) return;
    if (name === 'img' && attributes.alt?.trim()) walk.line += attributes.alt;
    if (name === 'hr') rule(walk, '-');
    return;
  }
  if (hides) walk.hidden += 1;
  if (BLOCKS.has(name) && walk.hidden === 0) startBlock(walk, name);
  // A section of a laid-out message is a centred table: what was apart to the eye stays apart.
  if (name === 'table' && attributes.align === 'center' && walk.hidden === 0) blankLine(walk);
  const entry: Walk['stack'][number] = { name, hides };
  if (name === 'a') Object.assign(entry, { href: attributes.href ?? '', from: walk.line.length });
  if (name === 'ul' || name === 'ol') walk.lists.push({ kind: name, n: 0 });
  if (name === 'table') walk.tables.push(attributes.role !== 'presentation' && attributes.role !== 'none');
  walk.stack.push(entry);
}

function startBlock(walk: Walk, name: string): void {
  if (isCell(walk, name)) {
    if (walk.line.trim() !== '') walk.line += ' | ';
    return;
  }
  breakLine(walk);
  if (SPACED.has(name)) blankLine(walk);
  if (name !== 'li') return;
  const list = walk.lists.at(-1);
  const depth = Math.min(walk.lists.length, DEEPEST_INDENT);
  if (list) list.n += 1;
  walk.line = `${'  '.repeat(Math.max(0, depth - 1))}${list?.kind === 'ol' ? `${list.n}.` : '-'} `;
}

function close(walk: Walk, name: string): void {
  const index = walk.stack.findLastIndex((entry) => entry.name === name);
  if (index < 0) return;
  for (const entry of walk.stack.splice(index).reverse()) {
    if (entry.name === 'a' && walk.hidden === 0) closeLink(walk, entry.href ?? '', entry.from ?? 0);
    if (BLOCKS.has(entry.name) && walk.hidden === 0) endBlock(walk, entry.name);
    if (entry.name === 'ul' || entry.name === 'ol') walk.lists.pop();
    if (entry.name === 'table') walk.tables.pop();
    if (entry.hides) walk.hidden -= 1;
  }
}

function endBlock(walk: Walk, name: string): void {
  if (isCell(walk, name)) return;
  const title = walk.line.trim();
  breakLine(walk);
  if ((name === 'h1' || name === 'h2') && title !== '') rule(walk, name === 'h1' ? '=' : '-', title.length);
  if (SPACED.has(name)) blankLine(walk);
}

/** `label <address>`: the form of RFC 3986 that mail programs make clickable. */
function closeLink(walk: Walk, href: string, from: number): void {
  const label = walk.line.slice(from).trim();
  const url = href.trim().replace(/^mailto:/i, '');
  if (url === '' || url.startsWith('#') || label === '' || label === url) return;
  walk.line = `${walk.line.trimEnd()} <${url}>`;
}

function isCell(walk: Walk, name: string): boolean {
  return (name === 'td' || name === 'th') && walk.tables.at(-1) === true;
}

function rule(walk: Walk, sign: string, length = LONGEST_RULE): void {
  breakLine(walk);
  walk.lines.push(sign.repeat(Math.min(length, LONGEST_RULE)));
}

function breakLine(walk: Walk): void {
  const indent = /^ *(?=(?:-|\d+\.) )/.exec(walk.line)?.[0] ?? '';
  const text = walk.line.replace(/ {2,}/g, ' ').trim();
  if (text !== '' && text !== '-') walk.lines.push(indent + text);
  walk.line = '';
}

function blankLine(walk: Walk): void {
  if (walk.lines.length > 0 && walk.lines.at(-1) !== '') walk.lines.push('');
}
