import { ordersOfShop, shopFigures, shopFiguresKept } from '../../measure/index.ts';
import { page } from '../contract/parts.ts';
import * as contract from '../contract/people.ts';
import { orders } from '../contract/results.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { cutPage, momentMark, readCursor } from '../paging.ts';
import { says } from './route.ts';

/** Figures of the whole shop. */
export function statRoutes(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/stats',
    says('stats.read', 'stats', 'Figures of the whole shop', contract.stats, { querystring: contract.statsQuery }),
    async (request) => (request.query.kept ? shopFiguresKept(store) : shopFigures(store)),
  );

  api.get(
    '/api/orders',
    says('people.read', 'stats', 'Orders of the whole shop with who made them, latest first', orders, {
      querystring: page,
    }),
    async (request) => {
      const { limit, after } = request.query;
      const mark = readCursor(after, momentMark);
      const before = mark && { at: mark.at, key: mark.id };
      const found = await ordersOfShop(store, { before, most: limit + 1 });
      return cutPage(found, limit, ({ at, key }) => [at, key]);
    },
  );
}
