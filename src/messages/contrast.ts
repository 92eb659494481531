/**
 * Contrast of text with what is behind it, as WCAG 2.2 counts it (1.4.3): (L1 + 0.05) / (L2 + 0.05) of the relative luminances. Pure.
 * Domain: colours that a mail writes into its HTML (hex, rgb(), the named ones of the web); others are not judged.
 */
import { Parser } from 'htmlparser2';

/** 4.5 for text, 3 for large text: from 24 px, or 18.66 px where it is bold. */
const ENOUGH = 4.5;
const ENOUGH_LARGE = 3;
const LARGE_PX = 24;
const LARGE_BOLD_PX = 18.66;
/** What browsers write links in when nobody says. */
const LINK_BLUE = '#0000ee';

export type FaintText = { text: string; colour: string; behind: string; ratio: number };

/** `size` 0 hides what inherits it, and no more: layouts of MJML stand in cells of no size, and their texts say their own. */
type Look = { colour: string | null; behind: string | null; size: number; bold: boolean; hidden: boolean };
const PAPER: Look = { colour: '#000000', behind: '#ffffff', size: 16, bold: false, hidden: false };
/** Elements that never hold anything: they have no end that could be waited for. */
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const LONGEST_SHOWN = 40;
/** Elements nest this deep in honest mails, with room to spare. */
const DEEPEST = 500;

/** What nests deeper is no mail, and takes the parser longer with every level: the rest of it is not judged. */
class TooDeep extends Error {}

/** Texts that are hard to read, once for each pair of colours; what lies on a picture is not judged. */
export function faintTexts(html: string): FaintText[] {
  const looks: Look[] = [PAPER];
  const found = new Map<string, FaintText>();
  let silent = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (VOID.has(name)) return;
      if (name === 'style' || name === 'title' || name === 'script') silent += 1;
      if (looks.length > DEEPEST) throw new TooDeep();
      looks.push(lookOf(looks.at(-1)!, name, attributes));
    },
    ontext(text) {
      const look = looks.at(-1)!;
      const words = text.replace(/(?:\s|\p{Cf}|\u034f)+/gu, ' ').trim();
      if (silent > 0 || look.hidden || look.size === 0 || words === '' || !look.colour || !look.behind) return;
      const ratio = contrastOf(look.colour, look.behind);
      const large = look.size >= LARGE_PX || (look.bold && look.size >= LARGE_BOLD_PX);
      if (ratio >= (large ? ENOUGH_LARGE : ENOUGH)) return;
      const pair = `${look.colour} ${look.behind}`;
      if (!found.has(pair))
        found.set(pair, { text: words.slice(0, LONGEST_SHOWN), colour: look.colour, behind: look.behind, ratio });
    },
    onclosetag(name) {
      if (VOID.has(name)) return;
      if (name === 'style' || name === 'title' || name === 'script') silent -= 1;
      if (looks.length > 1) looks.pop();
    },
  });
  try {
    parser.end(html);
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
  }
  return [...found.values()];
}

function lookOf(above: Look, name: string, attributes: Record<string, string>): Look {
  const style = declarations(attributes.style ?? '');
  const behind = style['background-color'] ?? style.background ?? attributes.bgcolor;
  const picture = /url\(/i.test(style.background ?? style['background-image'] ?? '') || attributes.background;
  const colour = style.color ?? attributes.color ?? (name === 'a' ? LINK_BLUE : undefined);
  const size = /^([\d.]+)(?:px$|$)/.exec(style['font-size'] ?? '')?.[1];
  const weight = style['font-weight'] ?? (/^(b|strong|h[1-6]|th)$/.test(name) ? 'bold' : undefined);
  return {
    colour: colour === undefined || colour === 'inherit' ? above.colour : readColour(colour),
    behind: picture ? null : behind === undefined ? above.behind : behindOf(behind, above.behind),
    size: size === undefined ? above.size : Number(size),
    bold: weight === undefined ? above.bold : /bold|[6-9]00/.test(weight),
    hidden: above.hidden || /none/.test(style.display ?? '') || /hidden/.test(style.visibility ?? ''),
  };
}

function behindOf(written: string, above: string | null): string | null {
  if (/^(transparent|none|inherit)/i.test(written)) return above;
  return readColour(written.split(/\s+(?![^(]*\))/)[0]!);
}

/** `color:red;font-size:12px` by name; a declaration that comes later wins. */
function declarations(style: string): Record<string, string> {
  const pairs = style.split(';').map((line) => {
    const at = line.indexOf(':');
    return [
      line.slice(0, at).trim().toLowerCase(),
      line
        .slice(at + 1)
        .replace(/!important/i, '')
        .trim()
        .toLowerCase(),
    ];
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

const NAMED: Record<string, string> = {
  black: '#000000',
  white: '#ffffff',
  red: '#ff0000',
  green: '#008000',
  blue: '#0000ff',
  gray: '#808080',
  grey: '#808080',
  silver: '#c0c0c0',
  navy: '#000080',
  yellow: '#ffff00',
  orange: '#ffa500',
  purple: '#800080',
  teal: '#008080',
  maroon: '#800000',
};

/** `#rgb`, `#rrggbb`, `rgb(r, g, b)` or a name as `#rrggbb`; null for anything else, and for what shines through. */
export function readColour(written: string): string | null {
  const text = written.trim().toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(text)) return text;
  if (/^#[0-9a-f]{3}$/.test(text)) return `#${[...text.slice(1)].map((digit) => digit + digit).join('')}`;
  const rgb = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text);
  if (rgb)
    return `#${rgb
      .slice(1)
      .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0'))
      .join('')}`;
  return NAMED[text] ?? null;
}

/** From 1 (the same colour) to 21 (black on white). */
export function contrastOf(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
