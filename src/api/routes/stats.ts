import { shopFigures, shopFiguresKept } from '../../measure/index.ts';
import * as contract from '../contract/people.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { says } from './route.ts';

/** Figures of the whole shop. */
export function statRoutes(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/stats',
    says('stats.read', 'stats', 'Figures of the whole shop', contract.stats, { querystring: contract.statsQuery }),
    async (request) => (request.query.kept ? shopFiguresKept(store) : shopFigures(store)),
  );
}
