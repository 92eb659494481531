/** The export of a known shop: which of its columns is which field. */
export type Layout = {
  name: string;
  kind: string;
  /** Columns that only this export has together; all must be there. */
  signature: readonly string[];
  columns: Readonly<Record<string, string>>;
  /** Columns with a number in their name: a pattern and the field, `$1` being the number. */
  patterns?: readonly { column: RegExp; field: string }[];
  /** Words of the shop replaced before reading, by field. */
  values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Said with the preview. */
  notes?: readonly string[];
};
