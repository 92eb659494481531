import type { Rule } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList } from './client.ts';

/** Rules of law that are enforced. */
export const useRules = () => useList<Rule>('/api/compliance');

export const useSwitchRule = () =>
  useChange(
    ({ id, on }: { id: string; on: boolean }) => ask<Rule>('PUT', `/api/compliance/${id}`, { on }),
    ['/api/compliance'],
  );
