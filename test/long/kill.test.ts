/** What no open platform promises: after any crash each person gets each message once. `npm run test:long kill`. */
import { test } from 'node:test';
import { killRun } from '../support/killing.ts';

test('[DE2] [DE6] [DE14] 20,000 people are each written to once, whatever is killed meanwhile (30 kills of everything)', async (t) => {
  const figures = await killRun(t, { people: 20_000, kills: 30, seed: 1, patienceMs: 900_000 });
  t.diagnostic(JSON.stringify(figures));
});
