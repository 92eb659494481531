import type { Touched } from '../store/index.ts';

/** What one room knows of due moments: at most `most` people, ordered by moment. */
export type DueList = readonly Touched[];

/**
 * Joins the rooms' due lists into each person's earliest moment, so that within a person time is chronological
 * whatever room it belongs to. A list that is full may hide later people, so nothing beyond its last moment is taken.
 * @param most the bound each list was asked with
 */
export function earliestInstants(lists: readonly DueList[], most: number): Map<string, Date> {
  const cut = Math.min(
    ...lists.map((list) => (list.length >= most ? list.at(-1)!.asOf.getTime() : Number.POSITIVE_INFINITY)),
  );
  const earliest = new Map<string, Date>();
  for (const { personId, asOf } of lists.flat()) {
    const known = earliest.get(personId);
    if (asOf.getTime() <= cut && (!known || asOf < known)) earliest.set(personId, asOf);
  }
  return earliest;
}

/** The people of a list whose moment is their earliest one. */
export const atTheirInstant = (list: DueList, instants: ReadonlyMap<string, Date>): Touched[] =>
  list.filter(({ personId, asOf }) => instants.get(personId)?.getTime() === asOf.getTime());
