import type { Layout } from './layout.ts';
import { prestashopAddresses, prestashopCustomers } from './prestashop.ts';
import { shopifyCustomers, shopifyOrders } from './shopify.ts';
import { woocommerceCustomers, woocommerceOrders, woocommerceProducts } from './woocommerce.ts';

/** Every known export, one line each. */
export const layouts: readonly Layout[] = [
  shopifyOrders,
  shopifyCustomers,
  woocommerceCustomers,
  woocommerceOrders,
  woocommerceProducts,
  prestashopCustomers,
  prestashopAddresses,
];

/** The export of this kind that these columns are of, if any. */
export function layoutOf(kind: string, columns: readonly string[]): Layout | undefined {
  const found = new Set(columns);
  return layouts.find((layout) => layout.kind === kind && layout.signature.every((column) => found.has(column)));
}
