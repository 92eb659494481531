/** Everything decided about a file before its first row is used. */
import {
  type CellReader,
  cellReader,
  type Decisions,
  decideStyle,
  fileDecimalSign,
  isNothing,
  openReader,
  type Style,
} from './cells.ts';
import { importErrors } from './errors.ts';
import { type Fault, sayFault } from './faults.ts';
import { type Guess, type Guesses, guessColumns, leftOver, missingField } from './guess.ts';
import { importKind } from './kinds/index.ts';
import type { Field, ImportKind, RowRecord, Values } from './kinds/kind.ts';
import { checkMapping, type Mapping } from './mapping.ts';
import type { Quality } from './quality.ts';
import type { ImportFile } from './reading/source.ts';
import { openTable, type Row, type Table } from './reading/table.ts';
import { isTimeZone } from './values/moment.ts';

/** What the shop has decided already; a mapping wins over it. */
export type ShopDefaults = { currency?: string; timezone?: string; region?: string };

export type ImportSettings = {
  kind: string;
  mapping?: Mapping;
  shop?: ShopDefaults;
  /** The moment of the import. */
  now: Date;
};

export type ColumnPlan = Guess & { style: Style; examples: string[] };

export type Plan = {
  kind: ImportKind;
  table: Table;
  mapping: Mapping;
  zone: string;
  currency: string | undefined;
  asOf: Date;
  guesses: Guesses;
  columns: ColumnPlan[];
  given: ReadonlySet<string>;
  record: (row: Row, quality: Quality) => RowRecord | { reason: Fault; column: string };
};

/** A mapping that says nothing. */
export const NO_MAPPING: Mapping = { columns: {}, defaults: {}, values: {}, types: {} };
/** Time zone of a shop that never said any. */
const DEFAULT_ZONE = 'Europe/Paris';

/** Opens a file and decides how to read it. The table of the plan is open: read or close it. */
export async function planImport(file: ImportFile, settings: ImportSettings): Promise<Plan> {
  const kind = importKind(settings.kind);
  const mapping = settings.mapping ?? NO_MAPPING;
  const table = await openAs(file, kind, mapping);
  try {
    return decide(kind, table, mapping, settings);
  } catch (error) {
    table.close();
    throw error;
  }
}

/** Opens a file as a kind and its mapping read it. */
export const openAs = (file: ImportFile, kind: ImportKind, mapping: Mapping): Promise<Table> =>
  openTable(file, {
    explode: kind.explode ?? [],
    ...(mapping.encoding === undefined ? {} : { encoding: mapping.encoding }),
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
  });

function decide(kind: ImportKind, table: Table, mapping: Mapping, settings: ImportSettings): Plan {
  const { shop = {}, now } = settings;
  if (table.sample.length === 0 && table.format === 'ndjson') throw importErrors.IMPORT_EMPTY({ file: table.name });
  const zone = mapping.timezone ?? shop.timezone ?? DEFAULT_ZONE;
  if (!isTimeZone(zone)) throw importErrors.IMPORT_ZONE({ zone });
  checkMapping(mapping, kind, table.columns);
  const guesses = guessColumns(kind, table.columns, table.sample, mapping);
  if (guesses.missing) throw missingField(kind, table.columns, guesses.missing);
  const fields = guesses.columns.map((guess) => guess.field);
  const given = new Set([...fields.filter((field) => field !== undefined), ...Object.keys(mapping.defaults)]);
  const currency = mapping.currency ?? shop.currency;
  const needsCurrency = kind.fields.some((field) => field.name === 'currency') && kind.name === 'orders';
  if (needsCurrency && currency === undefined && !given.has('currency')) throw importErrors.IMPORT_NO_CURRENCY();
  const fileDecimal = fileDecimalSign(kind, fields, table.sample);
  const region = mapping.region ?? shop.region ?? 'FR';
  const reader = new RecordReader(
    kind,
    table,
    { mapping, delimiter: table.delimiter, zone, region, fileDecimal },
    guesses,
  );
  return {
    kind,
    table,
    mapping,
    zone,
    currency,
    asOf: momentShown(mapping, table, now),
    guesses,
    columns: reader.columnPlans(),
    given,
    record: (row, quality) => reader.read(row, quality),
  };
}

/** A file shows the state of when it was written; an old export must not undo what happened since. */
function momentShown(mapping: Mapping, table: Table, now: Date): Date {
  const said = mapping.asOf === undefined ? table.writtenAt : new Date(mapping.asOf);
  return said === undefined || said > now ? now : said;
}

/** A few different cells of a column, so that people see what is in it. */
export function examplesOf(table: Table, index: number): string[] {
  const cells = table.sample.map((row) => row.cells[index] ?? '').filter((cell) => !isNothing(cell));
  return [...new Set(cells.slice(0, 50))].slice(0, 3).map((cell) => cell.slice(0, 60));
}

type BoundColumn = {
  index: number;
  column: string;
  field: string;
  /** Undefined for an open field. */
  known: Field | undefined;
  open: string | undefined;
  style: Style;
  read: CellReader;
  words: Readonly<Record<string, string>> | undefined;
  /** Values of NDJSON keep their own types. */
  keepsNative: boolean;
};

class RecordReader {
  #kind: ImportKind;
  #table: Table;
  #decisions: Decisions;
  #guesses: Guesses;
  #bound: BoundColumn[] = [];
  #seenColumns = 0;
  #defaults: [string, unknown][] = [];

  constructor(kind: ImportKind, table: Table, decisions: Decisions, guesses: Guesses) {
    this.#kind = kind;
    this.#table = table;
    this.#decisions = decisions;
    this.#guesses = guesses;
    for (const guess of guesses.columns) this.#bind(guess);
    this.#seenColumns = table.columns.length;
    for (const [field, value] of Object.entries(decisions.mapping.defaults))
      this.#defaults.push([field, this.#default(field, value)]);
  }

  #default(field: string, value: string | number | boolean): unknown {
    const known = this.#kind.fields.find((candidate) => candidate.name === field);
    if (known === undefined) return value;
    const text = String(value);
    const style = decideStyle(known.type, [text], { ...this.#decisions, fileDecimal: '.' });
    const read = cellReader(known, style, this.#decisions.region)(text);
    if ('value' in read) return read.value;
    const reason = 'reason' in read ? read.reason : read.unusable;
    throw importErrors.IMPORT_MAPPING({ faults: [`defaults.${field}: ${sayFault(reason, 'en')}`] });
  }

  #bind(guess: Guess): void {
    const { column, field } = guess;
    if (field === undefined) return;
    const index = this.#table.columns.indexOf(column);
    const known = this.#kind.fields.find((candidate) => candidate.name === field);
    const sample = this.#table.sample.map((row) => row.cells[index] ?? '').filter((cell) => !isNothing(cell));
    const { mapping, region } = this.#decisions;
    const words = mapping.values[field] ?? this.#guesses.layout?.values?.[field];
    const type = mapping.types[column];
    const style = known ? decideStyle(known.type, sample, this.#decisions) : {};
    const read = known ? cellReader(known, style, region) : openReader(type, sample, this.#decisions);
    const open = known ? undefined : field.slice(this.#kind.open!.length + 1);
    this.#bound.push({
      index,
      column,
      field,
      known,
      open,
      style,
      read,
      words,
      keepsNative: !known && type === undefined,
    });
  }

  columnPlans(): ColumnPlan[] {
    return this.#guesses.columns.map((guess, index) => {
      const bound = this.#bound.find((candidate) => candidate.index === index);
      return { ...guess, style: bound?.style ?? {}, examples: examplesOf(this.#table, index) };
    });
  }

  /** Columns that an NDJSON file brings after its sample. */
  #bindLate(): void {
    for (const column of this.#table.columns.slice(this.#seenColumns)) this.#bind(leftOver(this.#kind, column));
    this.#seenColumns = this.#table.columns.length;
  }

  read(row: Row, quality: Quality): RowRecord | { reason: Fault; column: string } {
    if (this.#table.columns.length > this.#seenColumns) this.#bindLate();
    const values: Values = {};
    const rest: Record<string, unknown> = {};
    const record: RowRecord = { line: row.line, raw: row.raw, values, rest, unusable: [] };
    for (const bound of this.#bound) {
      const text = row.cells[bound.index];
      if (text === undefined || isNothing(text)) continue;
      const fault = this.#cell(bound, text, row, record, quality);
      if (fault !== undefined) return { reason: fault, column: bound.column };
    }
    for (const [field, value] of this.#defaults) {
      const open = this.#kind.open;
      if (open !== undefined && field.startsWith(`${open}.`)) rest[field.slice(open.length + 1)] ??= value;
      else values[field] ??= value;
    }
    this.#mendPostalCode(values);
    return record;
  }

  /** Puts one cell into the record; a reason comes back where it rejects its line. */
  #cell(bound: BoundColumn, text: string, row: Row, record: RowRecord, quality: Quality): Fault | undefined {
    const word = bound.words?.[text.trim()] ?? text;
    if (word === '') return undefined;
    const native = row.native?.[bound.index];
    const read = bound.keepsNative && native !== undefined && native !== null ? { value: native } : bound.read(word);
    if ('value' in read) {
      if (read.value === undefined) return undefined;
      if (bound.open === undefined) record.values[bound.field] = read.value;
      else setOpen(record.rest, bound.open, read.value, row.native !== undefined);
      return undefined;
    }
    if ('unusable' in read) {
      record.unusable.push(read.unusable);
      if (bound.field === 'email') quality.brokenAddress(row.line, text);
      else quality.dropped(bound.column, row.line, text);
      return undefined;
    }
    if (bound.known?.essential) return read.reason;
    quality.dropped(bound.column, row.line, text);
    return undefined;
  }

  /** Spreadsheets take the zero of 01000 Bourg-en-Bresse away; in France a code has five digits. */
  #mendPostalCode(values: Values): void {
    const code = values.postalCode;
    if (values.country === 'FR' && typeof code === 'string' && /^\d{4}$/u.test(code)) values.postalCode = `0${code}`;
  }
}

/** Sets an open field. Objects that NDJSON brought as dotted columns become objects again. */
function setOpen(rest: Record<string, unknown>, name: string, value: unknown, nested: boolean): void {
  const path = nested ? name.split('.') : [name];
  // A column of this name would change the object itself instead of being one of its values.
  if (path.includes('__proto__')) return;
  let at = rest;
  for (const step of path.slice(0, -1)) {
    const below = at[step];
    if (typeof below === 'object' && below !== null && !Array.isArray(below)) at = below as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      at[step] = made;
      at = made;
    }
  }
  at[path.at(-1)!] = value;
}
