/**
 * Rows of a few kinds, as statements take them: what the rows of a kind have in common is told once and each row says which it is
 * (`(@names::text[])[r.kind]`, counted from 1). For PostgreSQL to read a parameter costs as much as to write the row made of it.
 * @param keyOf a text that is the same for rows of one kind
 * @returns the kind of each row, and of each kind its first row
 */
export function toldOnce<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): { kinds: number[]; told: readonly Row[] } {
  const numbers = new Map<string, number>();
  const told: Row[] = [];
  const kinds = rows.map((row) => {
    const key = keyOf(row);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, told.push(row));
    return told.length;
  });
  return { kinds, told };
}
