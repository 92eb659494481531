import type { Result, ResultLine } from '../../../src/api/contract.ts';
import type { Asked } from './ask.ts';
import { useList, useOne } from './client.ts';

const PATH = '/api/results';

export const useResults = (asked: Asked) => useList<ResultLine>(PATH, { limit: 200, ...asked });
export const useResult = (key: string, asked: Asked) => useOne<Result>(`${PATH}/${encodeURIComponent(key)}`, asked);
