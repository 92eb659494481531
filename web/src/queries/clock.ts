import type { Clock } from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useOne } from './client.ts';

/** The clock of the rules; it stands still where it is moved by hand. */
export const useClock = () => useOne<Clock>('/api/clock', {}, { staleTime: 30_000 });

/** Answers when everything due by then is done: whatever is on the screen is read anew. */
export const useMoveClock = () => useChange((advance: string) => ask<Clock>('POST', '/api/clock', { advance }));
