/** Orders and their lines, from whichever door: one fold per order, then a few statements per bite. */

import { readSetting, shopCurrency } from '../settings/index.ts';
import { type AppliedEvent, type Applier, type Bite, count, type InboxEntry, run, statements } from '../store/index.ts';
import { writeEvents } from './events.ts';
import type { OrderLine } from './fact.ts';
import { lateReturns, type Return } from './late-returns.ts';
import { addDecimals, changeOf, newsOf, nextOrder, type Order, type OrderChange } from './order-state.ts';

const sql = statements(import.meta.url, 'orders.sql');

type LineRow = OrderLine & { orderId: string; personId: string | null; at: string; cancelled: boolean };

/** Orders of one bite on their way to the database. */
type Draft = {
  orders: Map<string, Order>;
  lines: Map<string, LineRow>;
  /** Orders that were stated as a whole, with the lines they have. */
  whole: Map<string, Set<string>>;
  returns: Return[];
  news: AppliedEvent[];
};

export async function readOrders(bite: Bite, orderIds: readonly string[]): Promise<Map<string, Order>> {
  if (orderIds.length === 0) return new Map();
  const rows = await run<Order>(bite.tx, sql('read'), { bucket: bite.bucket, orders: [...new Set(orderIds)] });
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Applies what facts say of orders; answers the news for rules. */
async function applyChanges(bite: Bite, changes: readonly OrderChange[]): Promise<AppliedEvent[]> {
  if (changes.length === 0) return [];
  const held = await readOrders(
    bite,
    changes.map(({ orderId }) => orderId),
  );
  const draft: Draft = { orders: new Map(), lines: new Map(), whole: new Map(), returns: [], news: [] };
  // An order that names no currency is in the shop's own.
  const silent = changes.some(({ currency, orderId }) => !currency && !held.has(orderId));
  const currency = silent ? await readSetting(bite.tx, shopCurrency) : '';
  for (const change of changes) fold(draft, held, change, currency);
  draft.returns.push(...(await lateReturns(bite, changes, held)));
  await write(bite, draft, held);
  return draft.news;
}

const lineKey = (orderId: string, line: OrderLine): string => JSON.stringify([orderId, line.productId, line.nth]);

function fold(draft: Draft, held: ReadonlyMap<string, Order>, change: OrderChange, currency: string): void {
  const { orderId } = change;
  const before = draft.orders.get(orderId) ?? held.get(orderId) ?? null;
  const order = nextOrder(before, change, currency);
  draft.orders.set(orderId, order);
  const stale = change.scope === 'whole' && before !== null && change.occurredAt < before.updatedAt;
  const lines = stale ? [] : (change.lines ?? []);
  if (change.scope === 'whole' && !stale) {
    for (const key of draft.whole.get(orderId) ?? []) draft.lines.delete(key);
    draft.whole.set(orderId, new Set());
  }
  for (const line of lines) {
    const key = lineKey(orderId, line);
    draft.whole.get(orderId)?.add(key);
    const at = line.occurredAt ?? change.occurredAt.toISOString();
    draft.lines.set(key, { ...line, orderId, personId: null, at, cancelled: false });
  }
  for (const { productId, quantity } of change.returns) draft.returns.push({ orderId, productId, quantity });
  const news = newsOf(before, order, change, change.lines ?? []);
  if (news) draft.news.push(news);
}

async function write(bite: Bite, draft: Draft, held: ReadonlyMap<string, Order>): Promise<void> {
  const { bucket } = bite;
  const orders = [...draft.orders.values()];
  await putOrders(bite, orders);
  if (draft.whole.size > 0) {
    const kept = [...draft.whole.values()].flatMap((keys) => [...keys].map(keptRow));
    await count(bite.tx, sql('drop-other-lines'), {
      bucket,
      orders: [...draft.whole.keys()],
      kept: JSON.stringify(kept),
    });
  }
  await putLines(
    bite,
    [...draft.lines.values()].map((line) => ownedLine(line, draft.orders.get(line.orderId)!)),
  );
  await alignOrders(
    bite,
    orders.map(({ orderId }) => orderId).filter((orderId) => held.has(orderId)),
  );
  await returnLines(bite, draft.returns);
}

/** Takes units that came back off the lines of their product. */
export async function returnLines(bite: Bite, returns: readonly Return[]): Promise<void> {
  if (returns.length === 0) return;
  await count(bite.tx, sql('return-lines'), { bucket: bite.bucket, rows: JSON.stringify(sumReturns(returns)) });
}

/** Writes heads; those that say the same are left alone. */
export async function putOrders(bite: Bite, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return;
  await count(bite.tx, sql('put'), { bucket: bite.bucket, rows: JSON.stringify(orders.map(orderRow)) });
}

/** Lines follow their order's owner, and its cancellation. */
export async function alignOrders(bite: Bite, orders: readonly string[]): Promise<void> {
  if (orders.length > 0) await count(bite.tx, sql('align-lines'), { bucket: bite.bucket, orders });
}

const ownedLine = (line: LineRow, order: Order): LineRow => ({
  ...line,
  personId: order.personId,
  cancelled: order.status === 'cancelled',
});

function keptRow(key: string): { order_id: string; product_id: string; nth: number } {
  const [order_id, product_id, nth] = JSON.parse(key) as [string, string, number];
  return { order_id, product_id, nth };
}

const orderRow = (order: Order) => ({
  order_id: order.orderId,
  person_id: order.personId,
  kind: order.kind,
  status: order.status,
  occurred_at: order.occurredAt,
  currency: order.currency,
  total: order.total,
  shipping: order.shipping,
  tax: order.tax,
  discount: order.discount,
  refunded: order.refunded,
  coupons: order.coupons,
  origin: order.origin,
  updated_at: order.updatedAt,
});

async function putLines(bite: Bite, lines: readonly LineRow[]): Promise<void> {
  if (lines.length === 0) return;
  await count(bite.tx, sql('put-lines'), {
    bucket: bite.bucket,
    orders: lines.map((line) => line.orderId),
    products: lines.map((line) => line.productId),
    nths: lines.map((line) => line.nth),
    people: lines.map((line) => line.personId),
    occurred: lines.map((line) => line.at),
    quantities: lines.map((line) => line.quantity),
    prices: lines.map((line) => line.price),
    cancelled: lines.map((line) => line.cancelled),
    names: lines.map((line) => line.name ?? null),
    categories: lines.map((line) => line.category ?? null),
    skus: lines.map((line) => line.sku ?? null),
    variants: lines.map((line) => line.variant ?? null),
    coupons: lines.map((line) => line.coupon ?? null),
  });
}

/** One row per order and product: an update joins each line to one row only. */
function sumReturns(returns: readonly Return[]): { order_id: string; product_id: string; quantity: string }[] {
  const groups = Map.groupBy(returns, ({ orderId, productId }) => JSON.stringify([orderId, productId]));
  return [...groups.values()].map((items) => ({
    order_id: items[0]!.orderId,
    product_id: items[0]!.productId,
    quantity: items.reduce((sum, item) => addDecimals(sum, item.quantity), '0'),
  }));
}

const peopleOf = (entries: readonly InboxEntry[]): string[] => [
  ...new Set(entries.flatMap(({ personId }) => personId ?? [])),
];

/** Orders as files and shops hand them in. */
export const applyOrders: Applier = async (bite, entries) => {
  const events = await applyChanges(
    bite,
    entries.flatMap((entry) => changeOf(entry) ?? []),
  );
  return { touched: peopleOf(entries), events, lists: [] };
};

/** Track events; those of the e-commerce specification change orders too, and are told to rules as the order's news. */
export const applyTrack: Applier = async (bite, entries) => {
  const events = await writeEvents(bite, entries);
  const changes = entries.flatMap((entry) => changeOf(entry) ?? []);
  const news = await applyChanges(bite, changes);
  if (changes.length === 0) return { touched: peopleOf(entries), events, lists: [], wide: [] };
  const order = new Set(changes.map(({ messageId }) => messageId));
  const plain = events.filter((event) => !order.has(event.id));
  const full = news.map((item) => ({
    ...item,
    properties: events.find(({ id }) => id === item.id)?.properties ?? item.properties,
  }));
  const wide = peopleOf(entries.filter(({ messageId }) => messageId !== null && order.has(messageId)));
  return { touched: peopleOf(entries), events: [...plain, ...full], lists: [], wide };
};
