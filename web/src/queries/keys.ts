import type { Answers, ApiKey, Asks, access } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useList } from './client.ts';

export const useKeys = (enabled = true) => useList<ApiKey>('/api/keys', {}, { enabled });

/** A secret key is answered once. */
export const useMakeKey = () =>
  useChange(
    (given: Asks<typeof access.keyRequest>) => ask<Answers<typeof access.keyMade>>('POST', '/api/keys', given),
    ['/api/keys'],
  );

export const useRevokeKey = () => useChange((id: string) => ask('DELETE', `/api/keys/${id}`), ['/api/keys']);
