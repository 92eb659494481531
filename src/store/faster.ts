/** What is kept of whoever changed a definition last. */
export type Revised = { revision: number; changedBy: string | null; updatedAt: Date };

/** What the second of two who change the same thing is told of the first: values for the sentence, and details for the screen that asks. */
export function faster({ revision, changedBy: by, updatedAt: at }: Revised) {
  return { said: { by: by ?? 'Somebody', at: at.toISOString() }, more: { details: { by, at, revision } } };
}
