/**
 * The total over all buckets from some of them. People are spread over buckets by a hash, so the buckets that were counted are a
 * simple random sample without replacement of clusters (Cochran, Sampling Techniques, 3rd ed. 1977, (2.8) and (2.20)):
 *
 *     total = B · mean        variance of it = B² · s²/m · (1 − m/B)
 *
 * with B buckets, m of them counted, s² the variance of their counts (divisor m − 1). The interval is total ± t · standard error, t
 * the 97.5 % quantile of Student's distribution with m − 1 degrees of freedom. Domain: 2 ≤ m ≤ B; at m = B the interval is the total.
 * The lower end is never below what was counted.
 */
export function estimateTotal(
  counted: readonly number[],
  buckets: number,
): { count: number; low: number; high: number } {
  const m = counted.length;
  if (m < 2 || m > buckets) throw new RangeError(`${m} of ${buckets} buckets are no sample`);
  const known = counted.reduce((sum, people) => sum + people, 0);
  const mean = known / m;
  // Buckets of a rare rule may all count the same, most often none; chance alone would spread them as Poisson's law does.
  const variance = Math.max(counted.reduce((sum, people) => sum + (people - mean) ** 2, 0) / (m - 1), mean);
  const total = buckets * mean;
  const error = studentQuantile(m - 1) * buckets * Math.sqrt((variance / m) * (1 - m / buckets));
  // Nobody in m buckets still allows for some in the rest: 3 in all counted ones is the 95 % bound (rule of three).
  const rare = known === 0 ? (3 / m) * (buckets - m) : 0;
  return {
    count: Math.round(total),
    low: Math.max(known, Math.floor(total - error)),
    high: Math.ceil(Math.max(total + error, rare)),
  };
}

/** 97.5 % quantiles of Student's t for 1 to 10 degrees of freedom (any table; R: `qt(0.975, 1:10)`). */
const QUANTILES = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Beyond the table: z + (z³ + z)/4n, the first term of the expansion (Abramowitz & Stegun 26.7.5), right to 0.5 % from n = 11 on. */
function studentQuantile(freedom: number): number {
  const z = 1.959964;
  return QUANTILES[freedom - 1] ?? z + (z ** 3 + z) / (4 * freedom);
}
