import { outboxStats } from '../../delivery/index.ts';
import { stats as factStats } from '../../facts/index.ts';
import { stats as peopleStats } from '../../people/index.ts';
import { listScenarios } from '../../scenarios/index.ts';
import { listSegments } from '../../segments/index.ts';
import * as contract from '../contract/people.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { says } from './route.ts';

/** Figures of the whole shop. */
export function statRoutes(api: Api, { store }: ApiDeps): void {
  api.get('/api/stats', says('stats.read', 'stats', 'Figures of the whole shop', contract.stats), async () => {
    const { pool } = store;
    const [people, facts, segments, scenarios, outbox] = await Promise.all([
      peopleStats(pool),
      factStats(pool),
      listSegments(pool),
      listScenarios(pool),
      outboxStats(store),
    ]);
    return { ...people, ...facts, segments: segments.length, scenarios: scenarios.length, outbox };
  });
}
