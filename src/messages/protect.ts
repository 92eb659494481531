/**
 * Liquid inside markup, hidden from tools that do not know it: each construct becomes one plain word, and comes back
 * afterwards. The words are letters and digits, so that they pass through attributes, texts and URLs unchanged.
 */
export type Protected = { text: string; restore: (text: string) => string; kindOf: (word: string) => 'tag' | 'output' };

/** Found by the caller's own scans of the protected text. */
export const WORD = /lqd\d+x\d+z/gi;

export function protectLiquid(source: string): Protected {
  // A number that the source does not hold yet, so that no word of the source is taken for one of ours.
  let salt = 1;
  while (source.toLowerCase().includes(`lqd${salt}x`)) salt += 1;
  const constructs: string[] = [];
  // Blocks found without an end: there is none further on either, and looking again for each would take for ever.
  const unclosed = new Set<string>();
  let text = '';
  let at = 0;
  for (let start = nextStart(source, 0); start >= 0; start = nextStart(source, at)) {
    const end = constructEnd(source, start, unclosed);
    if (end < 0) break;
    text += `${source.slice(at, start)}lqd${salt}x${constructs.length}z`;
    constructs.push(source.slice(start, end));
    at = end;
  }
  text += source.slice(at);
  const words = new RegExp(`lqd${salt}x(\\d+)z`, 'gi');
  const construct = (word: string) => constructs[Number(/x(\d+)z$/i.exec(word)?.[1])] ?? '';
  return {
    text,
    restore: (changed) => changed.replace(words, (word) => construct(word)),
    kindOf: (word) => (construct(word).startsWith('{%') ? 'tag' : 'output'),
  };
}

function nextStart(source: string, from: number): number {
  for (let i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
    if (source[i + 1] === '{' || source[i + 1] === '%') return i;
  }
  return -1;
}

/** Where the construct that starts here ends, or -1. `raw` and `comment` blocks are one construct with what they hold. */
function constructEnd(source: string, start: number, unclosed: Set<string>): number {
  const close = source[start + 1] === '{' ? '}}' : '%}';
  const end = delimiterEnd(source, start + 2, close);
  if (end < 0 || close === '}}') return end;
  const block = /^\{%-?\s*(raw|comment)\b/.exec(source.slice(start, start + 40))?.[1];
  if (!block || unclosed.has(block)) return end;
  const closing = new RegExp(`\\{%-?\\s*end${block}\\s*-?%\\}`, 'g');
  closing.lastIndex = end;
  if (closing.test(source)) return closing.lastIndex;
  unclosed.add(block);
  return end;
}

/** Delimiters inside quotes do not count; if that finds none (an apostrophe in a comment), they do. */
function delimiterEnd(source: string, from: number, close: string): number {
  const plain = source.indexOf(close, from);
  if (plain < 0) return -1;
  let quote = '';
  // A construct is short: the search with quotes does not run to the end of a long text.
  for (let i = from; i < Math.min(source.length, plain + 2_000); i++) {
    const sign = source[i]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (source.startsWith(close, i)) return i + close.length;
  }
  return plain + close.length;
}
