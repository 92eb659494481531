import { useState } from 'react';
import type { Answers, Asks, Result, ResultLine, results } from '../../../src/api/contract.ts';
import type { Asked } from './ask.ts';
import { useCounted, useList } from './client.ts';

const PATH = '/api/results';

/** In a large shop figures are counted behind the page: a first count is waited for, later ones come by themselves. */
const every = (counting: boolean) => ({ refetchInterval: counting ? 2_000 : 30_000 });

export function useResults(asked: Asked) {
  const [counting, setCounting] = useState(false);
  const list = useList<ResultLine>(PATH, { limit: 200, ...asked }, every(counting));
  const asOf = (list.data?.pages[0] as { asOf?: string | null } | undefined)?.asOf;
  if (counting !== (asOf === null)) setCounting(asOf === null);
  return { list, asOf };
}

export type FigureOfPeople = Asks<typeof results.resultPeopleQuery>['of'];

export type Somebody = Answers<typeof results.resultPeople>['items'][number];

/** The people behind a figure, latest first. */
export const usePeopleBehind = (key: string, of: FigureOfPeople, asked: Asked) =>
  useList<Somebody>(`${PATH}/${encodeURIComponent(key)}/people`, { of, ...asked });

export const useResult = (key: string, asked: Asked) =>
  useCounted<Result>(`${PATH}/${encodeURIComponent(key)}`, asked, { everyMs: 30_000 });
