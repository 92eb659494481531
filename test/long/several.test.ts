/** Line 1 of the kill test over several processes. `npm run test:long several`. */
import { test } from 'node:test';
import { severalRun } from '../support/several.ts';

test('[DE6] [EN1] two engines and two deliveries share one PostgreSQL, and one of each is killed every few seconds: 20,000 people are each written to once', async (t) => {
  const figures = await severalRun(t, { people: 20_000, kills: 15, seed: 1, patienceMs: 900_000 });
  t.diagnostic(JSON.stringify(figures));
});
