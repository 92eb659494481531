/** What a kind of import is: one file of this folder each, and one line of the registry. */
import type { Fact } from '../../../facts/index.ts';
import type { CatalogRow } from '../catalog-row.ts';
import type { Fault } from '../faults.ts';
import type { Occurrences } from '../occurrences.ts';
import type { Quality } from '../quality.ts';

export type FieldType =
  | 'id'
  | 'text'
  | 'decimal'
  | 'moment'
  | 'day'
  | 'flag'
  | 'email'
  | 'phone'
  | 'country'
  | 'postcode'
  | 'currency'
  | 'list';

export type Field = {
  name: string;
  type: FieldType;
  about: string;
  /** Names of columns that mean this field, English and French, best first. Case, accents and punctuation do not matter. */
  synonyms: readonly string[];
  /** A cell that cannot be read rejects its line; elsewhere the line is kept without that value. */
  essential?: boolean;
};

/** The values of a row by field; absent where the cell is empty. */
export type Values = {
  // Types by name: id, text, currency, phone, email, country and postcode are strings; decimal is exact decimal text;
  // moment is a Date; day is yyyy-mm-dd; flag is a boolean; list is a string[].
  [field: string]: unknown;
};

export type RowRecord = {
  line: number;
  raw: string;
  values: Values;
  /** Values of open fields (`traits.vip`), by their name without the prefix. */
  rest: Record<string, unknown>;
  /** Why the row has no e-mail or phone although its cell holds something. */
  unusable: Fault[];
};

export type Output = { facts: Fact[]; catalog: CatalogRow[] };

/** Why a row cannot be used. */
export type Rejection = { reason: Fault; field?: string } | undefined;

export type KindContext = {
  now: Date;
  /** The moment whose state the file shows: given, else when it was written, never after `now`. */
  asOf: Date;
  currency: string | undefined;
  cancellation: { prefix?: string; field?: string; values?: readonly string[] } | undefined;
  /** Where consents and messages of the file come from, for proof. */
  fileName: string;
  /** Fields that some column or default gives. */
  given: ReadonlySet<string>;
  occurrences: Occurrences;
  quality: Quality;
};

/** Turns rows into facts; keeps what it must between rows. */
export type Collector = {
  take(row: RowRecord, out: Output): Rejection;
  /** Everything begun is put out: a batch ends here. */
  flush(out: Output): void;
};

export type ImportKind = {
  name: string;
  about: string;
  fields: readonly Field[];
  /** Open fields: any name after this prefix is a field, as `traits.vip`. */
  open?: 'traits' | 'properties' | 'attributes';
  /** Columns that no field takes become open fields of themselves. */
  keepsOthers?: boolean;
  /** NDJSON: lists whose objects are rows. */
  explode?: readonly string[];
  /** What the columns lack for this kind; undefined where nothing is missing. */
  missing: (given: ReadonlySet<string>) => Missing | undefined;
  start: (context: KindContext) => Collector;
};

/** How a kind that keeps nothing between two rows takes one. */
type Take = (row: RowRecord, out: Output, context: KindContext) => Rejection;

/** Row by row: {@link ImportKind.start} of a kind that keeps nothing between two of them. */
export const rowByRow =
  (take: Take): ImportKind['start'] =>
  (context) => ({ take: (row, out) => take(row, out, context), flush: () => {} });

/** What a file lacks: one of these fields, and the same in words. */
export type Missing = { fields: readonly string[]; words: string };

/** Says which of some fields is missing where none of them is given. */
export function oneOf(given: ReadonlySet<string>, fields: readonly string[], words: string): Missing | undefined {
  return fields.some((name) => given.has(name)) ? undefined : { fields, words };
}
