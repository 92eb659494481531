import type { Stats } from '../../../src/api/contract.ts';
import { useOne } from './client.ts';

/** Figures of the whole shop, read anew now and then while somebody looks. */
export const useStats = () => useOne<Stats>('/api/stats', {}, { refetchInterval: 30_000 });
