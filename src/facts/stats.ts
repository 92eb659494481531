import { type Queryable, run, statements } from '../store/index.ts';
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

/** Figures of the whole shop. */
export async function stats(on: Queryable): Promise<FactStats> {
  const [row] = await run<FactStats>(on, sql('stats'), {});
  return row!;
}
