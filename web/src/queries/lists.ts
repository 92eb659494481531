import type { ListLine } from '../../../src/api/contract.ts';
import { useList } from './client.ts';

export const useLists = () => useList<ListLine>('/api/lists');
