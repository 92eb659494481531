/** A first answer while a rule is typed: some of the buckets say how long the others take, and how many people there will be. */

/** One of so many buckets is counted first, at least two: one alone is no sample. */
const ONE_OF = 8;
/** What the others may take for all of them to be counted at once. */
const REST_MS = 150;

/**
 * Counts some buckets, and the others too where that is done soon.
 * @returns what was counted of all of them, or of those that came first
 */
export async function someFirst<Bucket, Counted>(
  buckets: readonly Bucket[],
  count: (some: readonly Bucket[]) => Promise<Counted[]>,
  clock: () => number = () => performance.now(),
): Promise<Counted[]> {
  const most = Math.max(2, Math.ceil(buckets.length / ONE_OF));
  const begun = clock();
  const first = await count(buckets.slice(0, most));
  const rest = buckets.slice(most);
  const left = ((clock() - begun) / most) * rest.length;
  if (rest.length === 0 || left > REST_MS) return first;
  return [...first, ...(await count(rest))];
}
