/** Cells to values: one reader per column, its styles decided from the sample and held for the whole file. */
import { type Fault, fault } from './faults.ts';
import type { Field, FieldType, ImportKind } from './kinds/kind.ts';
import type { Mapping } from './mapping.ts';
import type { Delimiter } from './reading/csv.ts';
import type { Row } from './reading/table.ts';
import { countryCode } from './values/country.ts';
import { cut, type DecimalSign, decideDecimalSign, parseDecimal } from './values/decimal.ts';
import { readEmail } from './values/email.ts';
import { parseFlag } from './values/flag.ts';
import { type DateStyle, decideDateStyle, parseDay, parseMoment } from './values/moment.ts';
import { readPhone } from './values/phone.ts';
import { readId, readList, withoutGuard } from './values/text.ts';

/** What a cell became. `unusable` is an address that nobody can be reached at: the row may live without it. */
export type CellRead = { value: unknown } | { reason: Fault } | { unusable: Fault };
export type CellReader = (text: string) => CellRead;

/** How the cells of a column are read, for the preview. */
export type Style = { decimal?: DecimalSign; dates?: DateStyle; zone?: string };

export type Decisions = {
  mapping: Mapping;
  delimiter: Delimiter | undefined;
  zone: string;
  region: string;
  /** What the other columns with amounts say, for one that says nothing of its own. */
  fileDecimal: DecimalSign | undefined;
};

/** Ways of shops and databases to write nothing. */
const NOTHING = /^(?:\s*|null|\\n|n\/a|#n\/a|none|nan|undefined)$/iu;
const NO_DATE = /^0{4}-0{2}-0{2}/u;

/** True for a cell without a value. */
export function isNothing(text: string): boolean {
  // Most cells are short and say something: the cheap test comes first.
  return text === '' || (text.length < 12 && NOTHING.test(text)) || text.trim() === '';
}

/** The sign of decimals that all cells together speak for. */
export function fileDecimalSign(
  kind: ImportKind,
  fields: readonly (string | undefined)[],
  sample: readonly Row[],
): DecimalSign | undefined {
  const decimal = new Set(kind.fields.filter((field) => field.type === 'decimal').map((field) => field.name));
  const cells: string[] = [];
  for (const [index, field] of fields.entries()) {
    if (field !== undefined && decimal.has(field)) for (const row of sample) cells.push(row.cells[index] ?? '');
  }
  return decideDecimalSign(cells);
}

/** Decides the styles of a column from its sample. */
export function decideStyle(type: FieldType, sample: readonly string[], decisions: Decisions): Style {
  const { mapping, delimiter, zone } = decisions;
  if (type === 'decimal') {
    const own = mapping.decimal ?? decideDecimalSign(sample) ?? decisions.fileDecimal;
    // A semicolon between cells is there because the comma is taken: by decimals.
    return { decimal: own ?? (delimiter === ';' && sample.some((cell) => cell.includes(',')) ? ',' : '.') };
  }
  if (type === 'moment' || type === 'day') {
    const dates = mapping.dates ?? decideDateStyle(sample) ?? 'ymd';
    return type === 'moment' ? { dates, zone } : { dates };
  }
  return {};
}

/** Makes the reader of a field's cells. */
export function cellReader(field: Field, style: Style, region: string): CellReader {
  switch (field.type) {
    case 'id':
      return (text) => textValue(readId(text));
    case 'text':
      return (text) => textValue(text.trim());
    case 'decimal':
      return (text) => parseDecimal(withoutGuard(text), style.decimal!);
    case 'moment':
      return momentReader(style);
    case 'day':
      return (text) => (NO_DATE.test(text) ? { value: undefined } : parseDay(text, style.dates!));
    case 'flag':
      return parseFlag;
    case 'email':
      return (text) => {
        const read = readEmail(text);
        return 'email' in read ? { value: read.email } : { unusable: read.reason };
      };
    case 'phone':
      return (text) => {
        const read = readPhone(text, region);
        return 'value' in read ? read : { unusable: read.reason };
      };
    case 'country':
      return (text) => ({ value: countryCode(text) ?? text.trim() });
    case 'postcode':
      return (text) => textValue(readId(text));
    case 'currency':
      return readCurrency;
    case 'list':
      return (text) => ({ value: readList(text) });
  }
}

/** Neighbouring rows share their moment more often than not: the last one is kept. */
function momentReader(style: Style): CellReader {
  let lastText: string | undefined;
  let last: CellRead = { value: undefined };
  return (text) => {
    if (text !== lastText) {
      lastText = text;
      last = NO_DATE.test(text) ? { value: undefined } : parseMoment(text, style.dates!, style.zone!);
    }
    return last;
  };
}

/** A text longer than this is a document in a cell; databases and mails choke on it. */
const LONGEST_TEXT = 10_000;

function textValue(text: string): CellRead {
  if (text.length > LONGEST_TEXT)
    return { reason: fault('cell_too_long', { length: text.length, most: LONGEST_TEXT }) };
  return { value: text };
}

const SIGNS: Record<string, string> = { '€': 'EUR', '£': 'GBP', $: 'USD', '¥': 'JPY', EURO: 'EUR', EUROS: 'EUR' };

function readCurrency(text: string): CellRead {
  const bare = text.trim().toUpperCase();
  const code = Object.hasOwn(SIGNS, bare) ? SIGNS[bare]! : bare;
  return /^[A-Z]{3}$/u.test(code) ? { value: code } : { reason: fault('not_currency', { cell: cut(text) }) };
}

/** The reader of an open field's cells: numbers and yes/no where all of the sample is so, else text. */
export function openReader(type: string | undefined, sample: readonly string[], decisions: Decisions): CellReader {
  const style = decideStyle('decimal', sample, decisions);
  const wanted = type ?? guessOpenType(sample, style.decimal!);
  const asText: CellReader = (text) => textValue(withoutGuard(text));
  if (wanted === 'number') {
    return (text) => {
      const read = parseDecimal(text, style.decimal!);
      // A wish of the mapping is held; a guess gives way to what the cell says.
      return 'value' in read ? { value: Number(read.value) } : type === undefined ? asText(text) : read;
    };
  }
  if (wanted === 'boolean') return parseFlag;
  if (wanted === 'date') {
    const { dates, zone } = decideStyle('moment', sample, decisions);
    return (text) => {
      const read = parseMoment(text, dates!, zone!);
      return 'value' in read ? { value: read.value.toISOString() } : read;
    };
  }
  return asText;
}

/** `007` and `0612345678` are names of something, not amounts: a number must come back as it was. */
function guessOpenType(sample: readonly string[], sign: DecimalSign): 'number' | 'boolean' | 'text' {
  const cells = sample.filter((cell) => !isNothing(cell)).slice(0, 500);
  if (cells.length === 0) return 'text';
  const isNumber = (cell: string) => {
    const read = parseDecimal(cell, sign);
    return 'value' in read && /^-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,6})?$/u.test(cell.trim());
  };
  if (cells.every(isNumber)) return 'number';
  return cells.every((cell) => /^(?:true|false)$/iu.test(cell.trim())) ? 'boolean' : 'text';
}
