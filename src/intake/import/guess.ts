/** Which column is which field: said by the mapping, known from a shop's layout, or guessed from names and contents. */
import { importErrors } from './errors.ts';
import type { Field, ImportKind, Missing } from './kinds/kind.ts';
import { layoutOf } from './layouts/index.ts';
import type { Layout } from './layouts/layout.ts';
import type { Mapping } from './mapping.ts';
import type { Row } from './reading/table.ts';
import { readEmail } from './values/email.ts';
import { letterDistance, nameKey } from './values/text.ts';

export type Guess = {
  column: string;
  /** Undefined where the column is left out. */
  field: string | undefined;
  /** 0 to 1. */
  confidence: number;
  why: string;
};

export type Guesses = { layout: Layout | undefined; columns: Guess[]; missing: Missing | undefined };

/** A name this like a synonym is taken for a slip of the pen. */
const MOST_LETTERS_OFF = 1;
const LEAST_LETTERS = 6;

/** Guesses the field of every column, and says what the kind lacks where it cannot be read with them. */
export function guessColumns(
  kind: ImportKind,
  columns: readonly string[],
  sample: readonly Row[],
  mapping: Mapping,
): Guesses {
  const layout = layoutOf(kind.name, columns);
  const guesses = new Map<string, Guess>();
  const taken = new Set<string>();
  const settle = (guess: Guess) => {
    guesses.set(guess.column, guess);
    if (guess.field !== undefined) taken.add(guess.field);
  };
  for (const [column, field] of Object.entries(mapping.columns)) {
    const why = field === null ? 'the mapping leaves it out' : 'the mapping says so';
    settle({ column, field: field ?? undefined, confidence: 1, why });
  }
  if (layout) byLayout(layout, columns, guesses, taken, settle);
  else {
    byName(kind, columns, guesses, taken, settle);
    byContent(kind, columns, sample, guesses, taken, settle);
  }
  for (const column of columns) if (!guesses.has(column)) settle(leftOver(kind, column));
  const given = new Set([...taken, ...Object.keys(mapping.defaults)]);
  return { layout, columns: columns.map((column) => guesses.get(column)!), missing: kind.missing(given) };
}

type Settle = (guess: Guess) => void;
type Settled = ReadonlyMap<string, Guess>;

function byLayout(
  layout: Layout,
  columns: readonly string[],
  settled: Settled,
  taken: ReadonlySet<string>,
  settle: Settle,
): void {
  for (const column of columns) {
    if (settled.has(column)) continue;
    const field = Object.hasOwn(layout.columns, column) ? layout.columns[column] : patternField(layout, column);
    if (field !== undefined && !taken.has(field)) settle({ column, field, confidence: 1, why: layout.name });
  }
}

function patternField(layout: Layout, column: string): string | undefined {
  const pattern = layout.patterns?.find((candidate) => candidate.column.test(column));
  return pattern && column.replace(pattern.column, pattern.field);
}

/** Each field takes the column whose name stands first among its synonyms; then names one letter off; never a column twice. */
function byName(
  kind: ImportKind,
  columns: readonly string[],
  settled: Settled,
  taken: ReadonlySet<string>,
  settle: Settle,
): void {
  const found: { column: string; field: Field; rank: number; exact: boolean }[] = [];
  for (const column of columns) {
    if (settled.has(column)) continue;
    const key = nameKey(column);
    // NDJSON: `address.city` is a city, `lines.price` a price.
    const last = nameKey(column.slice(column.lastIndexOf('.') + 1));
    for (const field of kind.fields) {
      const rank = rankOf(field, key, last);
      if (rank !== undefined) found.push({ column, field, ...rank });
    }
  }
  found.sort((a, b) => a.rank - b.rank);
  for (const { column, field, exact } of found) {
    if (settled.has(column) || taken.has(field.name)) continue;
    const why = exact ? `its name means ${field.about}` : `its name is nearly one for ${field.about}`;
    settle({ column, field: field.name, confidence: exact ? 0.9 : 0.6, why });
  }
}

function rankOf(field: Field, key: string, last: string): { rank: number; exact: boolean } | undefined {
  if (key === nameKey(field.name)) return { rank: -1, exact: true };
  const names = field.synonyms.map(nameKey);
  const whole = names.indexOf(key);
  if (whole >= 0) return { rank: whole, exact: true };
  const ending = last === nameKey(field.name) ? 0 : names.indexOf(last);
  if (ending >= 0) return { rank: 100 + ending, exact: true };
  const near = names.findIndex(
    (name) => Math.min(name.length, key.length) >= LEAST_LETTERS && letterDistance(name, key) <= MOST_LETTERS_OFF,
  );
  return near >= 0 ? { rank: 1000 + near, exact: false } : undefined;
}

/** A column full of e-mail addresses is one of e-mail addresses, whatever its name. */
function byContent(
  kind: ImportKind,
  columns: readonly string[],
  sample: readonly Row[],
  settled: Settled,
  taken: ReadonlySet<string>,
  settle: Settle,
): void {
  if (taken.has('email') || !kind.fields.some((field) => field.name === 'email')) return;
  for (const [index, column] of columns.entries()) {
    if (settled.has(column)) continue;
    const cells = sample
      .slice(0, 200)
      .map((row) => row.cells[index] ?? '')
      .filter((cell) => cell.trim() !== '');
    const addresses = cells.filter((cell) => 'email' in readEmail(cell));
    if (cells.length === 0 || addresses.length < cells.length * 0.8) continue;
    settle({ column, field: 'email', confidence: 0.7, why: 'its cells are e-mail addresses' });
    return;
  }
}

/** What no field takes: kept under its own name where the kind keeps everything, else left out. */
export function leftOver(kind: ImportKind, column: string): Guess {
  if (kind.keepsOthers && kind.open !== undefined) {
    const name = column.replace(new RegExp(`^${kind.open}\\.`, 'u'), '');
    return { column, field: `${kind.open}.${name}`, confidence: 0.5, why: `kept among the ${kind.open}` };
  }
  if (kind.open !== undefined && column.startsWith(`${kind.open}.`)) {
    return { column, field: column, confidence: 0.9, why: 'its name says so' };
  }
  return { column, field: undefined, confidence: 0, why: 'no field of this name: left out' };
}

/** The error for a file whose columns lack something. */
export function missingField(kind: ImportKind, columns: readonly string[], missing: Missing) {
  const shown = columns.slice(0, 30).join(', ') + (columns.length > 30 ? '…' : '');
  const { fields, words } = missing;
  const example = JSON.stringify({ columns: { [columns[0] ?? 'column']: fields[0]! } });
  const told = { missing: words, kind: kind.name, columns: shown, example };
  return importErrors.IMPORT_MISSING_FIELD(told, { details: { fields } });
}
