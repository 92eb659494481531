/**
 * MJML with Liquid, on its way into the blocks and back. The blocks read HTML: Liquid between elements becomes an element that shows it,
 * Liquid in texts and values keeps its words, and comes back without the entities that HTML puts into it. Pure.
 */

/** What the blocks cannot keep; the message stays with the code. */
export class NotForBlocks extends Error {}

const CONSTRUCT = /\{%-?\s*(raw|comment)\b[\s\S]*?\{%-?\s*end\1\s*-?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
/** Stands for a construct while tags are looked for: characters that no message holds. */
const HELD = /\ue000(\d+)\ue001/g;
const TAG = /<!--[\s\S]*?-->|<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/gi;
/** Elements whose content is text for MJML: Liquid stands in it as it is. */
const ENDING = new Set(
  'mj-accordion-text mj-accordion-title mj-button mj-navbar-link mj-preview mj-raw mj-social-element mj-style mj-table mj-text mj-title'.split(
    ' ',
  ),
);
/** The blocks know nothing of these. */
const UNKNOWN =
  /^mj-(?:accordion.*|carousel.*|include|html-attributes|selector|html-attribute|table|class|all|attributes|breakpoint)$/;
const MARK = 'data-liquid';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** For the blocks. @throws NotForBlocks */
export function toBlocks(source: string): string {
  const constructs: string[] = [];
  const held = source.replace(CONSTRUCT, (construct) => `\ue000${constructs.push(construct) - 1}\ue001`);
  const construct = (nth: string) => constructs[Number(nth)]!;
  const open: string[] = [];
  const text = (between: string): string =>
    between.replace(HELD, (_, nth: string) => {
      if (open.some((name) => ENDING.has(name))) return escaped(construct(nth));
      if (open.length < 2) throw new NotForBlocks(construct(nth));
      return `<mj-raw ${MARK}="1">${escaped(construct(nth))}</mj-raw>`;
    });
  let out = '';
  let at = 0;
  for (const match of held.matchAll(TAG)) {
    const [whole, closing, name, attributes = '', selfClosing] = match;
    out += text(held.slice(at, match.index));
    at = match.index + whole.length;
    if (name === undefined) {
      out += whole.replace(HELD, (_, nth: string) => construct(nth));
      continue;
    }
    if (UNKNOWN.test(name)) throw new NotForBlocks(name);
    if (closing) open.splice(Math.max(open.lastIndexOf(name), 0));
    else if (!selfClosing && !isVoid(name)) open.push(name);
    const written = `${closing}${name}${valuesFor(attributes, construct)}`;
    // In HTML nothing but its own void elements ends by itself.
    out += selfClosing && name.startsWith('mj-') ? `<${written}></${name}>` : `<${written}>`;
  }
  return out + text(held.slice(at));
}

const isVoid = (name: string): boolean =>
  /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i.test(name);

/** Values are written back between double quotes: Liquid in them has to do with single ones. */
function valuesFor(attributes: string, construct: (nth: string) => string): string {
  const outside = attributes.replace(/"[^"]*"|'[^']*'/g, '');
  if (new RegExp(HELD.source).test(outside)) throw new NotForBlocks(attributes.trim());
  return attributes.replace(HELD, (_, nth: string) => {
    const liquid = construct(nth);
    if (!liquid.includes('"')) return liquid;
    if (liquid.includes("'")) throw new NotForBlocks(liquid);
    return liquid.replaceAll('"', "'");
  });
}

/** From the blocks: as the code view shows it, one block a line. */
export function fromBlocks(markup: string): string {
  const marked = new RegExp(`<mj-raw(?=[^>]*\\b${MARK}=)[^>]*>([\\s\\S]*?)</mj-raw>`, 'g');
  const whole = markup.replace(marked, (_, inner: string) => decoded(inner));
  return inLines(whole.replace(CONSTRUCT, (construct) => decoded(construct)));
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", '#039': "'", '#96': '`', amp: '&' };
const decoded = (text: string): string =>
  text.replace(/&(lt|gt|quot|#39|#039|#96|amp);/g, (_, name: string) => ENTITIES[name]!);

/** Structure on lines of its own; what is read stays as it is. */
function inLines(markup: string): string {
  let depth = 0;
  let inside = '';
  let out = '';
  const put = (text: string) => {
    out += `${'  '.repeat(Math.max(depth, 0))}${text}\n`;
  };
  let reading = '';
  let at = 0;
  for (const match of markup.matchAll(/<(\/?)((?:mj-[\w-]+|mjml))((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>/gi)) {
    const [tag, closing, name = ''] = match;
    const before = markup.slice(at, match.index);
    at = match.index + tag.length;
    if (inside !== '') {
      reading += before + tag;
      if (!closing || name !== inside) continue;
      put(reading);
      inside = reading = '';
      continue;
    }
    for (const line of before.split('\n')) if (line.trim() !== '') put(line.trim());
    if (closing) {
      depth -= 1;
      put(tag);
    } else if (ENDING.has(name) || /^mj-(?:image|divider|spacer)$/.test(name)) {
      inside = name;
      reading = tag;
    } else {
      put(tag);
      depth += 1;
    }
  }
  const rest = reading + markup.slice(at);
  if (rest.trim() !== '') put(rest.trim());
  return out;
}

/**
 * What must survive the way through the blocks: elements with the names of their values, comments, and every construct of Liquid.
 * Where this changes, the blocks would lose something.
 */
export function skeletonOf(source: string): string {
  const constructs: string[] = [];
  const held = source.replace(CONSTRUCT, (construct) => {
    constructs.push(construct.replaceAll('"', "'").replace(/\s+/g, ' '));
    return `\ue000${constructs.length - 1}\ue001`;
  });
  const tags = [...held.matchAll(TAG)]
    .filter(([, closing]) => !closing)
    .map(([whole, , name, attributes = '']) => {
      if (name === undefined) return whole.replace(/\s+/g, ' ');
      // What says nothing is not lost.
      const saying = attributes.replace(/[\w-]+\s*=\s*(?:""|'')/g, '');
      const names = [...saying.matchAll(/([\w-]+)\s*=/g)].map(([, one]) => one!.toLowerCase());
      return `${name.toLowerCase()} ${names.sort().join(' ')}`.trim();
    });
  return [...tags, ...constructs].join('\n');
}
