/** What the engine counts of itself. */
import { defineCounter, defineTimes } from '../metrics/index.ts';

export const applied = defineCounter({ name: 'declic_facts_applied_total', help: 'Facts applied by this process' });

export const rounds = defineTimes({
  name: 'declic_round_seconds',
  help: 'Time of a round of a bucket that did something: one transaction',
  bounds: [0.003, 0.01, 0.03, 0.1, 0.2, 0.5, 1, 3, 10],
});

export const roundFailures = defineCounter({
  name: 'declic_rounds_failed_total',
  help: 'Rounds that were undone by an error',
});
