import { keptByBucket, type Queryable, run, statements } from '../store/index.ts';
import type { Decimal } from './fact.ts';

const sql = statements(import.meta.url, 'stats.sql');

export type FactStats = {
  /** Track facts applied. */
  events: number;
  orders: number;
  orderLines: number;
  /** Lines of cancellations, and cancelled lines of sales. */
  cancelledLines: number;
  linesWithoutCustomer: number;
  /** Σ quantity × price of all lines, exact. */
  netRevenue: Decimal;
};

/** Figures of a shop in which nothing happened yet. */
export const noStats: FactStats = {
  events: 0,
  orders: 0,
  orderLines: 0,
  cancelledLines: 0,
  linesWithoutCustomer: 0,
  netRevenue: '0',
};
type Row = { bucket: number } & Partial<FactStats>;

const byBucket = keptByBucket<FactStats>(
  'facts',
  async (on, buckets) => {
    const found = new Map<number, FactStats>();
    for (const name of ['events', 'orders', 'lines'])
      for (const { bucket, ...figures } of await run<Row>(on, sql(name), { buckets }))
        found.set(bucket, { ...noStats, ...found.get(bucket), ...figures });
    return found;
  },
  noStats,
);

const COUNTED = ['events', 'orders', 'orderLines', 'cancelledLines', 'linesWithoutCustomer'] as const;

/** Figures of the whole shop: of what changed since they were asked for last, and of the rest as it was counted then. */
export async function stats(on: Queryable): Promise<FactStats> {
  const parts = await byBucket(on);
  const decimals = parts.map(({ netRevenue }) => netRevenue);
  const [sum] = await run<{ total: Decimal }>(on, sql('sum'), { decimals });
  const counts = COUNTED.map((name) => [name, parts.reduce((total, part) => total + part[name], 0)]);
  return { ...noStats, ...Object.fromEntries(counts), netRevenue: sum!.total };
}
