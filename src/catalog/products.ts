/** What is sold: products with the history of their prices, and what they cost. Money is exact decimal text. */
import { type Queryable, run, statements } from '../store/index.ts';
import { errors } from './errors.ts';

const sql = statements(import.meta.url, 'catalog.sql');

export const costParts = ['purchase', 'staff', 'premises', 'overhead', 'delivery', 'fees', 'other'] as const;
export type CostPart = (typeof costParts)[number];

/** What is said of a product; what is absent stays as it is. `at` is the moment that it is true of. */
export type ProductInput = {
  productId: string;
  parentId?: string;
  sku?: string;
  name?: string;
  description?: string;
  /** Each a path such as `Clothing > Hoodies`; the first one is the product's category. */
  categories?: string[];
  brand?: string;
  price?: string;
  regularPrice?: string;
  currency?: string;
  vatRate?: string;
  stock?: string;
  /** `yyyy-mm-dd` */
  shelfDate?: string;
  active?: boolean;
  url?: string;
  imageUrl?: string;
  attributes?: Record<string, unknown>;
  at: Date;
};
export type CostInput = {
  productId: string;
  part: CostPart;
  amount: string;
  /** `share`: a part of the price, `0.03` for 3 %. */
  unit: 'money' | 'share';
  since: Date;
};

export type Product = {
  id: string;
  parentId: string | null;
  sku: string | null;
  name: string;
  category: string | null;
  categories: string[];
  brand: string | null;
  price: string | null;
  vatRate: string | null;
  stock: string | null;
  shelfDate: string | null;
  attributes: Record<string, unknown>;
  updatedAt: Date;
};
export type Price = { since: Date; price: string; regularPrice: string | null };
export type Cost = { part: CostPart; since: Date; amount: string; unit: 'money' | 'share' };

/** Longest id: an index key. */
const longestId = 255;
const mostPerPage = 500;
const decimal = /^[+-]?\d{1,20}(\.\d{1,12})?$/;

/**
 * Saves products, and a row of price history where a price changed. All or none when `on` is a transaction.
 * @throws CATALOG_PRODUCT_INVALID
 */
export async function saveProducts(on: Queryable, products: readonly ProductInput[]): Promise<void> {
  for (const product of products) checkProduct(product);
  const merged = [...Map.groupBy(products, ({ productId }) => productId).values()].map(mergeInputs);
  if (merged.length === 0) return;
  merged.sort((a, b) => (a.productId < b.productId ? -1 : 1));
  await run(on, sql('put-products'), { rows: JSON.stringify(merged.map(productRow)) });
  const prices = new Map(products.filter(({ price }) => price !== undefined).map((one) => [priceKey(one), one]));
  if (prices.size === 0) return;
  const rows = [...prices.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  await run(on, sql('log-prices'), {
    rows: JSON.stringify(
      rows.map(({ productId, at, price, regularPrice }) => ({ id: productId, at, price, regular_price: regularPrice })),
    ),
  });
}

const priceKey = ({ productId, at }: ProductInput): string => JSON.stringify([productId, at]);

/** Several rows of one product in one call: the later one speaks where both do. */
function mergeInputs(inputs: ProductInput[]): ProductInput {
  const sorted = [...inputs].sort((a, b) => a.at.getTime() - b.at.getTime());
  return sorted.reduce((merged, next) => {
    const said = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
    return { ...merged, ...said, attributes: { ...merged.attributes, ...next.attributes } };
  });
}

function checkProduct({ productId, price, regularPrice, vatRate, stock }: ProductInput): void {
  const refuse = (reason: string) => errors.CATALOG_PRODUCT_INVALID({ product: productId, reason });
  if (!productId || productId.length > longestId) throw refuse(`its id must have 1 to ${longestId} characters`);
  for (const [name, value] of Object.entries({ price, regularPrice, vatRate, stock })) {
    if (value !== undefined && !decimal.test(value)) throw refuse(`its ${name}, “${value}”, is no decimal number`);
  }
}

function productRow(product: ProductInput) {
  const { description, url, imageUrl, active, currency } = product;
  const attributes = Object.fromEntries(
    Object.entries({ ...product.attributes, description, url, imageUrl, active, currency }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return {
    id: product.productId,
    parent_id: product.parentId,
    sku: product.sku,
    name: product.name,
    category: product.categories?.[0],
    categories: product.categories,
    brand: product.brand,
    price: product.price,
    vat_rate: product.vatRate,
    stock: product.stock,
    shelf_date: product.shelfDate,
    attributes,
    at: product.at,
  };
}

/** Saves what products cost, each part from a moment on. Throws CATALOG_PRODUCT_INVALID. */
export async function saveCosts(on: Queryable, costs: readonly CostInput[]): Promise<void> {
  for (const { productId, amount, part } of costs) {
    const refuse = (reason: string) => errors.CATALOG_PRODUCT_INVALID({ product: productId, reason });
    if (!productId || productId.length > longestId) throw refuse(`its id must have 1 to ${longestId} characters`);
    if (!decimal.test(amount)) throw refuse(`its cost, “${amount}”, is no decimal number`);
    if (!costParts.includes(part)) throw refuse(`“${part}” is no part of a cost (${costParts.join(', ')})`);
  }
  const byKey = new Map(costs.map((cost) => [JSON.stringify([cost.productId, cost.part, cost.since]), cost]));
  if (byKey.size === 0) return;
  const rows = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cost]) => costRow(cost));
  await run(on, sql('put-costs'), { rows: JSON.stringify(rows) });
}

const costRow = ({ productId, part, since, amount, unit }: CostInput) => ({
  product_id: productId,
  part,
  since,
  amount,
  unit,
});

/** A product; null when there is none with this id. */
export async function getProduct(on: Queryable, id: string): Promise<Product | null> {
  const [row] = await run<Product>(on, sql('product'), { id });
  return row ?? null;
}

/** Products by id. `next` is given back as `after` for the page after; null when there is none. */
export async function listProducts(
  on: Queryable,
  asked: { search?: string; after?: string; limit?: number } = {},
): Promise<{ items: Product[]; next: string | null }> {
  const most = Math.min(Math.max(asked.limit ?? 50, 1), mostPerPage);
  const search = asked.search?.trim().toLowerCase() ?? '';
  const pattern = search === '' ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const items = await run<Product>(on, sql('products'), { after: asked.after ?? '', pattern, most });
  return { items, next: items.length === most ? items.at(-1)!.id : null };
}

/** Prices of a product, oldest first. */
export async function pricesOf(on: Queryable, id: string): Promise<Price[]> {
  return run(on, sql('prices'), { id });
}

/** What each part of a product costs at a moment. */
export async function costsOf(on: Queryable, id: string, at: Date): Promise<Cost[]> {
  return run(on, sql('costs'), { id, at });
}
