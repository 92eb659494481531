/**
 * What an order is after a fact about it. Pure.
 *
 *     pending ─▶ completed ─▶ partially_refunded ─▶ refunded
 *        └────────────┴──────────────┴──────────────────┴──▶ cancelled
 *
 * A status only moves along these arrows, so that facts may arrive in any order. What a fact does not say stays.
 */
import { type AppliedEvent, type InboxEntry, keyOf, type Origin } from '../store/index.ts';
import { type OrderStatement, orderOf } from './ecommerce.ts';
import type { Decimal, OrderBody, OrderLine } from './fact.ts';

export type Status = OrderBody['status'];

/** A row of table purchase. */
export type Order = {
  orderId: string;
  personId: string | null;
  kind: OrderBody['kind'];
  status: Status;
  occurredAt: Date;
  currency: string;
  total: Decimal | null;
  shipping: Decimal | null;
  tax: Decimal | null;
  discount: Decimal | null;
  refunded: Decimal | null;
  coupons: string[];
  origin: string;
  /** Occurrence of the latest statement of the whole order; the epoch while only a refund or cancellation is known. */
  updatedAt: Date;
};

/** A fact about an order, whichever door it came by. */
export type OrderChange = Omit<OrderStatement, 'event'> & {
  personId: string | null;
  occurredAt: Date;
  receivedAt: Date;
  origin: Origin;
  messageId: string | null;
  /** 'whole': the lines are the order. 'partial': these are added or replaced. 'none': the lines stay as they are. */
  scope: 'whole' | 'partial' | 'none';
  refund: Decimal | null;
  refunded?: Decimal;
  /** Units that came back, by product. */
  returns: { productId: string; quantity: Decimal }[];
};

const rank: Readonly<Record<Status, number>> = {
  pending: 0,
  completed: 1,
  partially_refunded: 2,
  refunded: 3,
  cancelled: 4,
};
const epoch = new Date(0);

/** Reads an inbox entry of kind 'order', or an order event of kind 'track'; null when it speaks of no order. */
export function changeOf(entry: InboxEntry): OrderChange | null {
  const { personId, occurredAt, receivedAt, origin, messageId } = entry;
  const base = { personId, occurredAt, receivedAt, origin, messageId };
  if (entry.kind === 'order') {
    const body = entry.body as OrderBody;
    return { ...base, ...body, scope: body.scope ?? 'partial', lines: body.lines ?? [], refund: null, returns: [] };
  }
  const { event, properties } = entry.body as { event: string; properties?: Record<string, unknown> };
  const said = orderOf(event, properties ?? {});
  if (!said) return null;
  const { event: does, ...order } = said;
  if (does === 'stated') {
    return { ...base, ...order, scope: order.lines ? 'whole' : 'none', refund: null, returns: [] };
  }
  const refund = does === 'refunded' ? (order.total ?? null) : null;
  const { orderId, kind, status, currency } = order;
  return { ...base, orderId, kind, status, currency, lines: null, scope: 'none', refund, returns: returnsOf(said) };
}

/** Units that came back, as a refund lists them. */
export const returnsOf = ({ event, lines }: OrderStatement): OrderChange['returns'] =>
  event === 'refunded' ? (lines ?? []).map(({ productId, quantity }) => ({ productId, quantity })) : [];

/** The order after the change; `held` is null when it was not known. */
export function nextOrder(held: Order | null, change: OrderChange, currency: string): Order {
  const states = change.scope !== 'none' || change.total !== undefined;
  const updatedAt = held?.updatedAt ?? epoch;
  const newer = change.occurredAt >= updatedAt;
  const pick = (said: Decimal | undefined, had: Decimal | null | undefined): Decimal | null =>
    (newer ? (said ?? had) : (had ?? said)) ?? null;
  const coupons = change.coupons?.length && (newer || !held?.coupons.length) ? change.coupons : (held?.coupons ?? []);
  return {
    orderId: change.orderId,
    personId: change.personId ?? held?.personId ?? null,
    kind: held && !(states && change.refund === null && newer) ? held.kind : change.kind,
    status: later(held?.status, change.status),
    occurredAt: earliest(held?.occurredAt, change),
    currency: change.currency ?? held?.currency ?? currency,
    total: pick(change.total, held?.total),
    shipping: pick(change.shipping, held?.shipping),
    tax: pick(change.tax, held?.tax),
    discount: pick(change.discount, held?.discount),
    refunded: change.refund ? addDecimals(held?.refunded ?? '0', change.refund) : pick(change.refunded, held?.refunded),
    coupons,
    origin: held?.origin ?? change.origin,
    updatedAt: states && change.refund === null && newer ? change.occurredAt : updatedAt,
  };
}

/** Two states of one order that were kept in two places: what the later one does not say, the other one says. */
export function joinOrders(a: Order, b: Order): Order {
  const [older, newer] = a.updatedAt <= b.updatedAt ? [a, b] : [b, a];
  return {
    ...newer,
    personId: b.personId ?? a.personId,
    status: later(a.status, b.status),
    occurredAt: a.occurredAt < b.occurredAt ? a.occurredAt : b.occurredAt,
    total: newer.total ?? older.total,
    shipping: newer.shipping ?? older.shipping,
    tax: newer.tax ?? older.tax,
    discount: newer.discount ?? older.discount,
    refunded: joinRefunds(older, newer),
    coupons: newer.coupons.length > 0 ? newer.coupons : older.coupons,
  };
}

/** A file states what was paid back in all until then; events say what came back each time, in whichever place they met the order. */
function joinRefunds(older: Order, newer: Order): Decimal | null {
  if (older.refunded === null || newer.refunded === null) return newer.refunded ?? older.refunded;
  const statesAll = newer.origin !== 'live' && older.updatedAt.getTime() !== 0;
  return statesAll ? newer.refunded : addDecimals(older.refunded, newer.refunded);
}

function later(held: Status | undefined, said: Status | undefined): Status {
  if (!held || !said) return said ?? held ?? 'pending';
  return rank[said] > rank[held] ? said : held;
}

/** An order's time is its earliest line's. */
function earliest(held: Date | undefined, change: OrderChange): Date {
  let first = held && held < change.occurredAt ? held : change.occurredAt;
  for (const line of change.lines ?? []) {
    if (!line.occurredAt) continue;
    const at = new Date(line.occurredAt);
    if (at < first) first = at;
  }
  return first;
}

/** Exact sum of two decimals given as text. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scaleOf = (text: string) => text.split('.')[1]?.length ?? 0;
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const units = (text: string) => {
    const [whole = '0', part = ''] = text.replace(/^[+-]/, '').split('.');
    const value = BigInt((whole || '0') + part.padEnd(scale, '0'));
    return text.startsWith('-') ? -value : value;
  };
  const sum = units(a) + units(b);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return sum < 0n ? `-${text}` : text;
}

const eventNames: Partial<Record<Status, string>> = {
  completed: 'Order Completed',
  partially_refunded: 'Order Refunded',
  refunded: 'Order Refunded',
  cancelled: 'Order Cancelled',
};

/**
 * What rules are told when a live fact moved an order's status: once per order and status, whichever door and however
 * many senders told it. History is no news.
 */
export function newsOf(
  held: Order | null,
  order: Order,
  change: OrderChange,
  lines: readonly OrderLine[],
): AppliedEvent | null {
  if (order.personId === null || change.origin !== 'live' || held?.status === order.status) return null;
  const name = change.kind === 'cancellation' ? 'Order Cancelled' : eventNames[order.status];
  if (!name) return null;
  return {
    id: change.messageId ?? keyOf('order', order.orderId, order.status),
    personId: order.personId,
    type: 'order',
    name,
    occurredAt: change.occurredAt,
    receivedAt: change.receivedAt,
    origin: change.origin,
    properties: propertiesOf(order, lines),
  };
}

/** An order in the words of the e-commerce specification; money becomes a number, as senders write it. */
function propertiesOf(order: Order, lines: readonly OrderLine[]): Record<string, unknown> {
  const number = (text: Decimal | null) => (text === null ? undefined : Number(text));
  return {
    order_id: order.orderId,
    currency: order.currency,
    total: number(order.total),
    coupon: order.coupons[0],
    products: lines.map((line) => ({
      product_id: line.productId,
      quantity: Number(line.quantity),
      price: Number(line.price),
      name: line.name,
      category: line.category,
      sku: line.sku,
      variant: line.variant,
      coupon: line.coupon,
    })),
  };
}
