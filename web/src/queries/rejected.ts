import type { Rejected } from '../../../src/api/contract.ts';
import { useList } from './client.ts';

/** Facts that were not accepted, newest first. */
export const useRejected = () => useList<Rejected>('/api/rejected');
