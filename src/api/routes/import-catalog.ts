import { z } from 'zod';
import { costParts } from '../../catalog/index.ts';
import { acceptCatalog, type CatalogRow, countRun } from '../../intake/index.ts';
import { faultOf } from '../characters.ts';
import * as contract from '../contract/imports.ts';
import { pathPart } from '../contract/parts.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { LONGEST_BATCH } from '../limits.ts';
import { linesOf } from '../ndjson.ts';
import { runningOf } from './imports.ts';
import { says } from './route.ts';

const one = z.object({ id: pathPart });
/** A description of a product may be a page long. */
const LONGEST_TEXT = 20_000;
/** As the catalogue keeps ids: they are keys of an index. */
const LONGEST_ID = 255;
const MOST_CATEGORIES = 100;

/** Products and costs of an import: they are no facts about people, so they go to the catalogue at once. */
export function importCatalogRoutes(api: Api, deps: ApiDeps): void {
  const { store } = deps;

  api.post(
    '/api/imports/:id/catalog',
    {
      ...says('imports.write', 'imports', 'Takes products and costs, one JSON a line', contract.importTaken, {
        params: one,
      }),
      bodyLimit: LONGEST_BATCH,
    },
    async (request) => {
      const { id } = await runningOf(deps, request.params.id);
      const rows = linesOf(request.body, catalogRowOf);
      await acceptCatalog(store, rows);
      await countRun(store.pool, id, { good: rows.length, bad: 0 });
      return { accepted: rows.length, rejected: [] };
    },
  );
}

const text = z.string().max(LONGEST_TEXT);
const decimal = z.string().regex(/^[+-]?\d{1,20}(\.\d{1,12})?$/, 'must be a decimal number as text');
const moment = z.iso.datetime({ offset: true }).transform((at) => new Date(at));
const productId = z.string().min(1).max(LONGEST_ID);

/** A row on the wire; unknown fields are let through, because `declic import` may be newer or older than this server. */
const catalogRow = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('product'),
    productId,
    parentId: productId.optional(),
    sku: text.optional(),
    name: text.optional(),
    description: text.optional(),
    categories: z.array(text).max(MOST_CATEGORIES).optional(),
    brand: text.optional(),
    price: decimal.optional(),
    regularPrice: decimal.optional(),
    currency: text.optional(),
    vatRate: decimal.optional(),
    stock: decimal.optional(),
    shelfDate: z.iso.date().optional(),
    active: z.boolean().optional(),
    url: text.optional(),
    imageUrl: text.optional(),
    attributes: z.record(z.string(), z.unknown()).default({}),
    at: moment,
  }),
  z.looseObject({
    kind: z.literal('cost'),
    productId,
    part: z.enum(costParts),
    amount: decimal,
    unit: z.enum(['money', 'share']),
    currency: text.optional(),
    since: moment,
  }),
]);

function catalogRowOf(line: Record<string, unknown>): CatalogRow {
  const odd = faultOf(line);
  if (odd) throw new Error(`in “${odd.field}”, ${odd.reason}`);
  const read = catalogRow.safeParse(line);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new Error(`its “${first?.path.join('.')}” is wrong: ${first?.message}`);
}
