/**
 * Amounts and quantities as people write them, read into exact decimal text (`-1234.50`). No binary floating point on the
 * way: a cent lost in parsing is a cent lost in every total.
 */
import { type Fault, fault } from '../faults.ts';

/** Which sign starts the decimals in a column. Held for the whole file once decided. */
export type DecimalSign = '.' | ',';

/** A value or the reason why there is none, for the report of bad lines. */
export type Parsed<T> = { value: T } | { reason: Fault };

/** More digits than any price or stock has; beyond them the cell is an identifier in the wrong column. */
const MOST_WHOLE_DIGITS = 15;
const MOST_DECIMALS = 10;

// Spaces of all widths, apostrophes (Swiss thousands) and currency signs carry no value.
const NOISE = /[\s\u00a0\u2007\u2009\u202f'’]|€|£|\$|¥|EUR|GBP|USD|CHF/giu;
const PLAIN = /^(?:0|-?[1-9]\d{0,14})(?:\.\d{1,10})?$/u;
const SHAPE = /^[+-]?[\d.,]*\d[\d.,]*-?$/u;

/** Takes signs of money and spaces away; accounting's `(12,50)` and SAP's `12,50-` become `-12,50`. */
function strip(text: string): string {
  let bare = text.replace(NOISE, '').replaceAll('\u2212', '-');
  if (bare.startsWith('(') && bare.endsWith(')')) bare = `-${bare.slice(1, -1)}`;
  if (bare.endsWith('-') && !bare.startsWith('-')) bare = `-${bare.slice(0, -1)}`;
  return bare;
}

type Evidence = DecimalSign | 'ambiguous' | 'none';

/**
 * What one cell says about its column. `1.234,5` and `1,5` prove a comma, `1,234.5`, `0.125` and `1.5` a point;
 * `1,234` alone may be either.
 */
function decimalEvidence(text: string): Evidence {
  const bare = strip(text);
  if (!SHAPE.test(bare)) return 'none';
  const digits = bare.replace(/^[+-]/u, '');
  const point = digits.lastIndexOf('.');
  const comma = digits.lastIndexOf(',');
  if (point < 0 && comma < 0) return 'none';
  if (point >= 0 && comma >= 0) return point > comma ? '.' : ',';
  const sign: DecimalSign = point >= 0 ? '.' : ',';
  const parts = digits.split(sign);
  // Twice the same sign can only separate thousands, so the decimals would start with the other one.
  if (parts.length > 2) return sign === '.' ? ',' : '.';
  const [whole = '', rest = ''] = parts;
  const mayBeThousands = rest.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith('0');
  return mayBeThousands ? 'ambiguous' : sign;
}

/** Decides a column from a sample of its cells; undefined where the sample proves nothing. The majority wins. */
export function decideDecimalSign(cells: Iterable<string>): DecimalSign | undefined {
  let points = 0;
  let commas = 0;
  for (const cell of cells) {
    const evidence = decimalEvidence(cell);
    if (evidence === '.') points += 1;
    if (evidence === ',') commas += 1;
  }
  if (points === commas) return undefined;
  return points > commas ? '.' : ',';
}

/** Reads one cell. The result keeps the decimals as written: `2,50` is `2.50`. */
export function parseDecimal(text: string, sign: DecimalSign): Parsed<string> {
  // What databases write needs no interpretation.
  if (sign === '.' && PLAIN.test(text)) return { value: text };
  const bare = strip(text);
  if (/^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/iu.test(bare)) {
    return { reason: fault('scientific', { cell: cut(text) }) };
  }
  if (!SHAPE.test(bare)) return { reason: fault('not_number', { cell: cut(text) }) };
  const negative = bare.startsWith('-');
  const digits = bare.replace(/^[+-]/u, '');
  const [whole = '', ...decimals] = digits.split(sign);
  if (decimals.length > 1) return { reason: fault('two_decimal_signs', { cell: cut(text), sign }) };
  const decimal = decimals[0] ?? '';
  const grouped = withoutThousands(whole, sign === '.' ? ',' : '.');
  if (grouped === undefined || !/^\d*$/u.test(decimal)) {
    return { reason: fault('other_decimal_sign', { cell: cut(text), sign }) };
  }
  const plain = grouped.replace(/^0+(?=\d)/u, '') || '0';
  if (plain.length > MOST_WHOLE_DIGITS || decimal.length > MOST_DECIMALS) {
    return { reason: fault('too_many_digits', { cell: cut(text) }) };
  }
  const value = decimal === '' ? plain : `${plain}.${decimal}`;
  return { value: negative && /[1-9]/u.test(value) ? `-${value}` : value };
}

/** `1.234.567` → `1234567`; undefined where the groups are not of three, which means that the sign was a decimal one. */
function withoutThousands(whole: string, separator: DecimalSign): string | undefined {
  if (!whole.includes(separator)) return whole;
  const [first = '', ...groups] = whole.split(separator);
  const regular = first.length >= 1 && first.length <= 3 && groups.every((group) => group.length === 3);
  return regular ? first + groups.join('') : undefined;
}

/** Cells in reasons are cut: a report must stay readable. */
export function cut(text: string, most = 60): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
