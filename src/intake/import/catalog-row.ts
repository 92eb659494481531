/** What files say about things that are sold. It is no fact about a person, so it goes to the catalogue. */
import type { Decimal } from '../../facts/index.ts';

export type ProductRow = {
  kind: 'product';
  productId: string;
  parentId?: string;
  sku?: string;
  name?: string;
  description?: string;
  /** Each a path such as `Clothing > Hoodies`. */
  categories?: string[];
  brand?: string;
  /** The price asked now, in `currency`. */
  price?: Decimal;
  /** The price without the reduction, where there is one. */
  regularPrice?: Decimal;
  currency?: string;
  /** In percent: `20` or `5.5`. */
  vatRate?: Decimal;
  stock?: Decimal;
  /** First day on the shelf, `yyyy-mm-dd`. */
  shelfDate?: string;
  active?: boolean;
  url?: string;
  imageUrl?: string;
  attributes: Record<string, unknown>;
  /** The moment that the file shows. */
  at: Date;
};

export const costParts = ['purchase', 'staff', 'premises', 'overhead', 'delivery', 'fees', 'other'] as const;

export type CostRow = {
  kind: 'cost';
  productId: string;
  part: (typeof costParts)[number];
  amount: Decimal;
  /** `share` is a part of the price: `0.03` for 3 % of payment fees. */
  unit: 'money' | 'share';
  currency?: string;
  since: Date;
};

export type CatalogRow = ProductRow | CostRow;
