import type { Path, PropertyTest } from '../field-test.ts';
import type { Sort } from '../operators/index.ts';
import type { Builder } from '../statement.ts';
import { anyOf, numberColumn, type Source, single, textColumn } from '../value.ts';

/** A field of orders that `where` may ask for. Line fields are asked of one line: an order counts when one line passes them all. */
export type OrderField = {
  level: 'order' | 'line';
  sort: Sort;
  source: (builder: Builder) => Source;
  /** Where Segment's e-commerce events carry it. */
  properties: string[];
};

const text = (level: 'order' | 'line', column: string, ...properties: string[]): OrderField => ({
  level,
  sort: 'text',
  source: () => single(textColumn(column)),
  properties,
});
type Expression = string | ((builder: Builder) => string);

const number = (level: 'order' | 'line', expression: Expression, ...properties: string[]): OrderField => ({
  level,
  sort: 'number',
  source: (builder) => single(numberColumn(typeof expression === 'string' ? expression : expression(builder))),
  properties,
});

/** Ties lines to their order; the bucket is named again, because a cluster looks for it beside every table. */
export const linesOf = (alias: string, builder: Builder): string =>
  `${builder.sameBucket(alias, 'o')} and ${alias}.order_id = o.order_id`;

/** Amounts are in the accounting currency. An order that came without a total is worth its lines. */
const total = (builder: Builder) => `(coalesce(o.total, (select sum(tl.quantity * tl.price) from purchase_line tl
      where ${linesOf('tl', builder)})) * o.rate)`;
const coupons = (builder: Builder) => `(select unnest(o.coupons) as v union all select cl.coupon from purchase_line cl
      where ${linesOf('cl', builder)}) as given(v)`;

export const orderFields: Record<string, OrderField> = {
  order_id: text('order', 'o.order_id', 'order_id'),
  currency: text('order', 'o.currency', 'currency'),
  status: text('order', 'o.status', 'status'),
  total: number('order', total, 'total', 'revenue', 'value'),
  shipping: number('order', '(o.shipping * o.rate)', 'shipping'),
  tax: number('order', '(o.tax * o.rate)', 'tax'),
  discount: number('order', '(o.discount * o.rate)', 'discount'),
  coupon: {
    level: 'order',
    sort: 'text',
    source: (builder) => anyOf(coupons(builder), textColumn('given.v')),
    properties: ['coupon', 'coupons', 'products.coupon'],
  },
  product: text('line', 'l.product_id', 'products.product_id', 'product_id'),
  category: text('line', 'coalesce(g.category, l.category)', 'products.category', 'category'),
  brand: text('line', 'g.brand', 'products.brand', 'brand'),
  sku: text('line', 'coalesce(l.sku, g.sku)', 'products.sku', 'sku'),
  name: text('line', 'coalesce(l.name, g.name)', 'products.name', 'name'),
  variant: text('line', 'l.variant', 'products.variant', 'variant'),
  price: number('line', '(l.price * o.rate)', 'products.price', 'price'),
  quantity: number('line', 'l.quantity', 'products.quantity', 'quantity'),
};

/** The field of a property, under its own name or under the one that events use; undefined when orders have none. */
export function orderFieldOf(property: Path): string | undefined {
  const path = typeof property === 'string' ? property : property.join('.');
  if (Object.hasOwn(orderFields, path)) return path;
  return Object.keys(orderFields).find((name) => orderFields[name]!.properties.includes(path));
}

/** Splits tests of a `where` by what they are asked of. */
export function byLevel(where: readonly PropertyTest[]): { order: PropertyTest[]; line: PropertyTest[] } {
  const at = (level: string) => where.filter((test) => orderFields[orderFieldOf(test.property)!]!.level === level);
  return { order: at('order'), line: at('line') };
}
