/** Segment's e-commerce events (specification v2) that say something about an order. Pure. */
import type { Fact, FactBodies, OrderBody, OrderLine } from './fact.ts';

/** What an order event does to the order. */
type OrderEvent = 'stated' | 'refunded' | 'cancelled';
const orderEvents: Readonly<Record<string, OrderEvent>> = {
  'Order Completed': 'stated',
  'Order Updated': 'stated',
  'Order Refunded': 'refunded',
  'Order Cancelled': 'cancelled',
};

/** Longest id of an order or a product: they are index keys. */
export const longestOrderId = 255;
/** Lines of one order; a shop's largest have hundreds. */
export const mostOrderLines = 10_000;

/** The id of the order that a track event speaks of; null when it is no order event or names none. */
function orderIdOf(event: unknown, properties: unknown): string | null {
  if (typeof event !== 'string' || !Object.hasOwn(orderEvents, event)) return null;
  const given = properties as Record<string, unknown> | null;
  return textOf(given?.order_id ?? given?.orderId);
}

/** The order that a fact is about; null for none. */
export function orderIdOfFact({ kind, body }: { kind: string; body: unknown }): string | null {
  if (kind === 'order') return (body as OrderBody).orderId;
  if (kind !== 'track') return null;
  const { event, properties } = body as FactBodies['track'];
  return orderIdOf(event, properties);
}

/** Whether a fact says all that an order consists of, so that lines that it does not name are gone. */
export function statesWholeOrder(fact: Pick<Fact, 'kind' | 'body'>): boolean {
  if (fact.kind === 'order') return (fact.body as OrderBody).scope === 'whole';
  if (fact.kind !== 'track') return false;
  const { event, properties } = fact.body as FactBodies['track'];
  const said = orderOf(event, properties ?? {});
  return said?.event === 'stated' && said.lines !== null;
}

/** Whether an event tells of one of these orders. */
export function isOrderEvent(name: string, properties: unknown, orders: ReadonlySet<string>): boolean {
  const orderId = orderIdOf(name, properties);
  return orderId !== null && orders.has(orderId);
}

/** An order as an event tells it. Only what the event says is there. */
export type OrderStatement = Omit<OrderBody, 'status' | 'lines' | 'scope'> & {
  event: OrderEvent;
  status?: OrderBody['status'];
  /** null: the event does not list the order's lines. */
  lines: OrderLine[] | null;
};

/** Reads an order event; null when it is none. */
export function orderOf(event: string, properties: Record<string, unknown>): OrderStatement | null {
  const orderId = orderIdOf(event, properties);
  if (orderId === null) return null;
  const kind = orderEvents[event]!;
  const products = Array.isArray(properties.products) ? properties.products : null;
  const status =
    kind === 'cancelled' ? 'cancelled' : kind === 'refunded' ? refundStatus(products) : statusOf(event, properties);
  const coupon = textOf(properties.coupon);
  return {
    event: kind,
    orderId,
    kind: 'sale',
    status,
    lines: products ? linesOf(products) : null,
    currency: textOf(properties.currency) ?? undefined,
    total: decimalOf(properties.total ?? properties.value ?? properties.revenue) ?? undefined,
    shipping: decimalOf(properties.shipping) ?? undefined,
    tax: decimalOf(properties.tax) ?? undefined,
    discount: decimalOf(properties.discount) ?? undefined,
    coupons: coupon ? [coupon] : undefined,
  };
}

/** A refund that lists products takes those back; one that lists none takes the order back. */
const refundStatus = (products: unknown[] | null): OrderBody['status'] =>
  products && products.length > 0 ? 'partially_refunded' : 'refunded';

const statuses: readonly string[] = ['pending', 'completed', 'cancelled', 'refunded', 'partially_refunded'];

function statusOf(event: string, properties: Record<string, unknown>): OrderBody['status'] | undefined {
  const said = String(properties.status ?? '').toLowerCase();
  if (statuses.includes(said)) return said as OrderBody['status'];
  return event === 'Order Completed' ? 'completed' : undefined;
}

/** Lines in the order given; the n-th line of a product is the n-th time it is listed. */
function linesOf(products: readonly unknown[]): OrderLine[] {
  const counts = new Map<string, number>();
  const lines: OrderLine[] = [];
  for (const product of products.slice(0, mostOrderLines)) {
    if (typeof product !== 'object' || product === null) continue;
    const given = product as Record<string, unknown>;
    const productId = textOf(given.product_id ?? given.productId ?? given.id ?? given.sku);
    if (productId === null) continue;
    const nth = (counts.get(productId) ?? 0) + 1;
    counts.set(productId, nth);
    lines.push({
      productId,
      nth,
      quantity: decimalOf(given.quantity) ?? '1',
      price: decimalOf(given.price) ?? '0',
      name: textOf(given.name) ?? undefined,
      category: textOf(given.category) ?? undefined,
      sku: textOf(given.sku) ?? undefined,
      variant: textOf(given.variant) ?? undefined,
      coupon: textOf(given.coupon) ?? undefined,
    });
  }
  return lines;
}

/** Amounts of an order event by which it counts less than it was where they cannot be read. */
const AMOUNTS = ['total', 'value', 'revenue', 'shipping', 'tax', 'discount'] as const;
const LINE_AMOUNTS = ['price', 'quantity'] as const;
const longestShown = 40;

/** What an order event holds in the place of an amount that is no number, as “price” of line 2 (“free”). */
export function unreadAmounts(event: unknown, properties: unknown): string[] {
  if (orderIdOf(event, properties) === null) return [];
  const given = properties as Record<string, unknown>;
  const found = AMOUNTS.flatMap((name) => unread(name, given[name], ''));
  const products = Array.isArray(given.products) ? given.products.slice(0, mostOrderLines) : [];
  for (const [at, product] of products.entries()) {
    if (typeof product !== 'object' || product === null) continue;
    for (const name of LINE_AMOUNTS)
      found.push(...unread(name, (product as Record<string, unknown>)[name], ` of line ${at + 1}`));
  }
  return found;
}

/** What was left empty was not said. */
function unread(name: string, value: unknown, where: string): string[] {
  if (value === undefined || value === null || value === '' || decimalOf(value) !== null) return [];
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return [`“${name}”${where} (“${text.slice(0, longestShown)}”)`];
}

/** Ids come as text or as numbers. */
function textOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= longestOrderId ? text : null;
}

/** Exact decimal as text; a comma counts as the decimal sign where no thousands can be meant. Null when it is no number. */
export function decimalOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) < 1e15 ? plain(value) : null;
  if (typeof value !== 'string' || value.length > 40) return null;
  const text = value.trim().replace(/^([+-]?\d+),(\d{1,2})$/, '$1.$2');
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? text : null;
}

function plain(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toFixed(12) : text;
}
