/** The command that erases somebody, as it lies in an inbox. */

/** Kind of the inbox row. */
export const eraseKind = 'person.erase';

/** An identifier as the book has it; orders are identifiers too. */
export type Known = { kind: string; value: string };

/** `known` leads to the person or to `people`, who are or were part of them; what is kept goes on as `nobody`. */
export type EraseCommand = { nobody: string; known: readonly Known[]; people?: string[] };
