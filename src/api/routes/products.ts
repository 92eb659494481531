import { z } from 'zod';
import { costsOf, getProduct, listProducts, pricesOf } from '../../catalog/index.ts';
import { pathPart } from '../contract/parts.ts';
import * as contract from '../contract/people.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { readCursor, textMark, writeCursor } from '../paging.ts';
import { says } from './route.ts';

/** What is sold. */
export function productRoutes(api: Api, { store }: ApiDeps): void {
  api.get(
    '/api/products',
    says('products.read', 'products', 'Products by id', contract.products, { querystring: contract.productQuery }),
    async (request) => {
      const { limit, after, search } = request.query;
      const { items, next } = await listProducts(store.pool, { search, after: readCursor(after, textMark), limit });
      return { items, next: next === null ? null : writeCursor(next) };
    },
  );

  api.get(
    '/api/products/:id',
    says('products.read', 'products', 'One product with its prices and costs', contract.productWhole, {
      params: z.object({ id: pathPart }),
    }),
    async (request) => {
      const { id } = request.params;
      const found = await getProduct(store.pool, id);
      if (!found) throw errors.API_NOT_FOUND({ what: 'product', id });
      const costs = await costsOf(store.pool, id, store.clock.now());
      return { ...found, prices: await pricesOf(store.pool, id), costs };
    },
  );
}
