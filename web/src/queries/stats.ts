import type { Answers, results, Stats } from '../../../src/api/contract.ts';
import { useCounted, useList } from './client.ts';

/** Figures of the whole shop, read anew now and then while somebody looks. */
export const useStats = () => useCounted<Stats>('/api/stats', { kept: true }, { everyMs: 30_000 });

export type ShopOrder = Answers<typeof results.orders>['items'][number];

/** The orders behind those figures, latest first. */
export const useOrders = () => useList<ShopOrder>('/api/orders');
