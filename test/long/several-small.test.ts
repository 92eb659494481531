/** The small version of several.test.ts. `npm run test:long several-small`. */
import { test } from 'node:test';
import { severalRun } from '../support/several.ts';

test('[DE6] [EN1] two engines and two deliveries share one PostgreSQL, and one of each is killed every few seconds: 800 people are each written to once', async (t) => {
  const figures = await severalRun(t, { people: 800, kills: 2, seed: 1, patienceMs: 240_000 });
  t.diagnostic(JSON.stringify(figures));
});
