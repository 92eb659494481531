/** The small version of test/long/kill.test.ts. */
import { test } from 'node:test';
import { killRun } from '../support/killing.ts';

test('[DE2] [DE6] [DE14] 2,000 people are each written to once, whatever is killed meanwhile (3 kills of everything)', async (t) => {
  const figures = await killRun(t, { people: 2_000, kills: 3, seed: 1, patienceMs: 240_000, inMail: true });
  t.diagnostic(JSON.stringify(figures));
});
