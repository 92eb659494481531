/** The people behind a figure of the results: as many as it counts, latest first. */
import { localDate } from '../scenarios/index.ts';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { run, type Store, statements } from '../store/index.ts';
import { mostDaysBack, type Span, windows } from './results.ts';

const sql = statements(import.meta.url, 'behind.sql');

/** Figures that have people of their own; the others are messages, and stand in the outbox. */
export const figuresOfPeople = ['entered', 'reached', 'unsubscribed', 'ordered'] as const;
export type FigureOfPeople = (typeof figuresOfPeople)[number];

/** `orderId` and `amount` (exact decimal, in the accounting currency) of an order alone. */
export type Behind = {
  key: string;
  id: string;
  email: string | null;
  externalId: string | null;
  traits: Record<string, unknown>;
  at: Date;
  orderId: string | null;
  amount: string | null;
};

/** An order of the shop; a sale without a customer has nobody behind it. */
export type ShopOrder = Omit<Behind, 'id' | 'orderId' | 'amount'> & {
  id: string | null;
  orderId: string;
  amount: string;
};

type Before = { at: Date; key: string };
const mark = (before: Before | undefined) => ({ before: before?.at ?? 'infinity', before_key: before?.key ?? '' });

const DAY_MS = 86_400_000;

/** A page of them, of a scenario or campaign; `before` is the last one of the page before. */
export async function peopleBehind(
  store: Store,
  key: string,
  { since, days }: Span,
  asked: { of: FigureOfPeople; before?: Before; most: number },
): Promise<Behind[]> {
  const zone = await readSetting(store.pool, shopTimezone);
  const page = { scenario: key, zone, first: localDate(since, zone), most: asked.most };
  const values = { ...page, ...mark(asked.before) };
  if (asked.of === 'entered' || asked.of === 'reached') return run<Behind>(store.pool, sql(asked.of), values);
  if (asked.of === 'ordered') {
    const page = await run<Place>(store.pool, sql('ordered'), { ...values, days });
    return (await ordersOf(store, page, 'kept')) as Behind[];
  }
  const back = new Date(store.clock.now().getTime() - mostDaysBack * DAY_MS);
  return run<Behind>(store.pool, sql('unsubscribed'), { ...values, days, longest: windows.at(-1), since: back });
}

/** A page of all orders of the shop, latest first; `before` is the last one of the page before. */
export async function ordersOfShop(store: Store, asked: { before?: Before; most: number }): Promise<ShopOrder[]> {
  const page = await run<Place>(store.pool, sql('orders'), { ...mark(asked.before), most: asked.most });
  return ordersOf(store, page, 'sold');
}

type Place = { bucket: number; orderId: string };
type Amounts = { sold: string; kept: string };

async function ordersOf({ pool }: Store, page: readonly Place[], amount: keyof Amounts): Promise<ShopOrder[]> {
  if (page.length === 0) return [];
  const rows = await run<Omit<ShopOrder, 'amount'> & Amounts>(pool, sql('orders-of-page'), {
    buckets: page.map(({ bucket }) => bucket),
    orders: page.map(({ orderId }) => orderId),
  });
  return rows.map(({ sold, kept, ...order }) => ({ ...order, amount: amount === 'sold' ? sold : kept }));
}
