/** What a person did, latest first. */
import { type Queryable, run, statements } from '../store/index.ts';
import { isOrderEvent } from './ecommerce.ts';
import type { Decimal } from './fact.ts';

const sql = statements(import.meta.url, 'timeline.sql');

export type TimelineEvent = {
  kind: 'event';
  at: Date;
  id: string;
  type: string;
  name: string;
  origin: string;
  properties: Record<string, unknown>;
};
export type TimelineOrder = {
  kind: 'order';
  at: Date;
  orderId: string;
  sale: 'sale' | 'cancellation';
  status: string;
  origin: string;
  currency: string;
  total: Decimal | null;
  refunded: Decimal | null;
  coupons: string[];
  lines: {
    productId: string;
    nth: number;
    name: string | null;
    quantity: Decimal;
    price: Decimal;
    returned: Decimal;
    cancelled: boolean;
  }[];
};
export type TimelineItem = TimelineEvent | TimelineOrder;

const endOfTime = new Date(Date.UTC(9999, 0, 1));
const mostItems = 500;

/**
 * Events and orders of a person of `bucket`, latest first. The tracked event of an order is left out where the order
 * itself is shown. `next` is given back as `before` for the page after; null when there is none.
 */
export async function timeline(
  on: Queryable,
  person: { id: string; bucket: number },
  page: { before?: Date; limit?: number } = {},
): Promise<{ items: TimelineItem[]; next: Date | null }> {
  const most = Math.min(Math.max(page.limit ?? 50, 1), mostItems);
  const where = { bucket: person.bucket, person: person.id, before: page.before ?? endOfTime, most: most + 1 };
  const events = await run<Omit<TimelineEvent, 'kind'>>(on, sql('events'), where);
  const orders = await run<Omit<TimelineOrder, 'kind' | 'sale'> & { kind: TimelineOrder['sale'] }>(
    on,
    sql('orders'),
    where,
  );
  const shown = new Set(orders.map(({ orderId }) => orderId));
  const items: TimelineItem[] = [
    ...events
      .filter((event) => !isOrderEvent(event.name, event.properties, shown))
      .map((event) => ({ ...event, kind: 'event' as const })),
    ...orders.map(({ kind, ...order }) => ({ ...order, kind: 'order' as const, sale: kind })),
  ];
  // Of one of the two more may be there than was read: what is older than its end is for a later page.
  const ends = [events, orders].flatMap((read) => (read.length > most ? [read.at(-1)!.at.getTime()] : []));
  const end = ends.length > 0 ? new Date(Math.max(...ends)) : null;
  const known = end === null ? items : items.filter(({ at }) => at >= end);
  known.sort((a, b) => b.at.getTime() - a.at.getTime() || (idOf(a) < idOf(b) ? 1 : -1));
  return cut(known, most, end);
}

const idOf = (item: TimelineItem): string => (item.kind === 'order' ? item.orderId : item.id);

/** Ends a page between two moments, so that things of one moment are never torn apart; `end` is how far was read. */
function cut(items: TimelineItem[], most: number, end: Date | null): { items: TimelineItem[]; next: Date | null } {
  if (items.length <= most) return { items, next: end };
  const last = items[most - 1]!.at;
  const page = items.filter(({ at }, index) => index < most || at.getTime() === last.getTime());
  return { items: page, next: page.length === items.length ? end : last };
}
