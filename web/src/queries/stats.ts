import type { Stats } from '../../../src/api/contract.ts';
import { useCounted } from './client.ts';

/** Figures of the whole shop, read anew now and then while somebody looks. */
export const useStats = () => useCounted<Stats>('/api/stats', { kept: true }, { everyMs: 30_000 });
