import type { Answers, bounces } from '../../../src/api/contract.ts';
import { useList } from './client.ts';

export type Bounce = Answers<typeof bounces.bounceLine>;

/** What came back and names no message of ours. */
export const useBounces = () => useList<Bounce>('/api/bounces');
