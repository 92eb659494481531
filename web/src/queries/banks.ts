import type { Bank } from '../../../src/api/contract.ts';
import { useList } from './client.ts';

/** Hard limits: budgets, stocks, codes. */
export const useBanks = () => useList<Bank>('/api/banks');
