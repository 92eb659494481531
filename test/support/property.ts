/**
 * fast-check with a fixed seed: a commit is judged by the same examples each time. `DECLIC_TEST_SEED=fresh` draws new
 * ones, a number repeats those of a failure.
 */
import fc from 'fast-check';

const asked = process.env.DECLIC_TEST_SEED ?? '1';
if (asked !== 'fresh') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) });

/** How many seeds what is kept is compared with what is computed anew; `npm run test:long fuzz` takes more. */
export const SEEDS = Number(process.env.DECLIC_TEST_SEEDS ?? 60);

export default fc;
