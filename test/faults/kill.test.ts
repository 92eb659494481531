/** The small version of test/long/kill.test.ts. */
import { test } from 'node:test';
import { killRun } from '../support/killing.ts';

test('[DE2] [DE6] [DE14] [DE24] 2,000 people, half of them merged meanwhile, are each written to once, whatever is killed (3 kills of everything)', async (t) => {
  const figures = await killRun(t, {
    people: 2_000,
    kills: 3,
    seed: 1,
    patienceMs: 240_000,
    inMail: true,
    guests: true,
  });
  t.diagnostic(JSON.stringify(figures));
});
