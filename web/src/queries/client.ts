import {
  type InfiniteData,
  MutationCache,
  QueryCache,
  QueryClient,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Asked, addressOf, ask, Failure } from './ask.ts';

/** Key of the question who I am: when any answer is “sign in first”, it is asked again, and the frame shows the sign-in. */
export const SESSION = ['/api/session'];

function noticeEnd(error: Error): void {
  if (error instanceof Failure && error.status === 401) void client.invalidateQueries({ queryKey: SESSION });
}

export const client = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => query.queryKey[0] !== SESSION[0] && noticeEnd(error) }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      // The server may stand on this very machine, and a browser without a network waits in silence: what cannot be asked says so.
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 10_000,
      // What the server refused it refuses again; a connection that broke is tried twice more.
      retry: (times, error) => times < 2 && error instanceof Failure && (error.status === 0 || error.status >= 503),
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

const isSession = ([path]: readonly unknown[]): boolean => path === SESSION[0];
const isBelow = ([key]: readonly unknown[], paths: readonly string[]): boolean =>
  paths.some((below) => key === below || String(key).startsWith(`${below}/`));

/** As large as the server gives them. */
const LARGEST_PAGE = 200;

/** What a list answers. */
export type Page<Item> = { items: Item[]; next: string | null };
export type List<Item> = UseInfiniteQueryResult<InfiniteData<Page<Item>, unknown>>;

/** A list, page after page by its cursor. Its key begins with the path: `useChange` names paths to read anew. */
export function useList<Item>(
  path: string,
  asked: Asked = {},
  more: { enabled?: boolean; refetchInterval?: number } = {},
) {
  return useInfiniteQuery({
    queryKey: [path, 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      ask<Page<Item>>('GET', addressOf(path, { ...asked, after: pageParam }), undefined, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    ...more,
  });
}

/** A list of which everything is wanted: what is chosen from must not end with its first page. */
export function useWhole<Item>(path: string, asked: Asked = {}, more: Parameters<typeof useList>[2] = {}) {
  const list = useList<Item>(path, { limit: LARGEST_PAGE, ...asked }, more);
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return list;
}

/** Everything of a list that is known to be short, or read whole. */
export const itemsOf = <Item>(list: List<Item>): Item[] => list.data?.pages.flatMap((page) => page.items) ?? [];

/** Letters as they are searched for: without accents and capitals. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Of a list that is read whole, what has every word of a search. */
export function fitting<Item>(list: List<Item>, textOf: (item: Item) => string, search: string): List<Item> {
  const words = plain(search).split(/\s+/);
  if (search.trim() === '' || !list.data) return list;
  const fits = (item: Item) => words.every((word) => plain(textOf(item)).includes(word));
  const pages = list.data.pages.map((page) => ({ ...page, items: page.items.filter(fits) }));
  return { ...list, data: { ...list.data, pages } } as List<Item>;
}

/** One thing, by its path. */
export function useOne<Answer>(
  path: string,
  asked: Asked = {},
  more: { enabled?: boolean; refetchInterval?: number; staleTime?: number; gcTime?: number } = {},
) {
  return useQuery({
    queryKey: [path, asked],
    queryFn: ({ signal }) => ask<Answer>('GET', addressOf(path, asked), undefined, signal),
    ...more,
  });
}

/** A first count is waited for. */
const COUNTING_MS = 2_000;

type Every = number | false;

/** Figures that a large shop counts behind the page: they come as soon as they are there, and then anew every `everyMs` where that is given. */
export function useCounted<Answer extends { asOf?: string | null }>(
  path: string,
  asked: Asked = {},
  { enabled, everyMs = false }: { enabled?: boolean; everyMs?: Every | ((known: Answer) => Every) } = {},
) {
  return useQuery({
    queryKey: [path, asked],
    queryFn: ({ signal }) => ask<Answer>('GET', addressOf(path, asked), undefined, signal),
    enabled,
    refetchInterval: ({ state: { data } }) => {
      if (data?.asOf === null) return COUNTING_MS;
      if (typeof everyMs !== 'function') return everyMs;
      return data !== undefined && everyMs(data);
    },
  });
}

/**
 * A change, after which everything under these paths is read anew; without paths everything is. Whatever else is kept counts as old from
 * then on: a page that is opened next reads it again, because what one room keeps is told by others too. None (`[]`) leaves all as it is.
 */
export function useChange<Given, Answer>(work: (given: Given) => Promise<Answer>, paths?: readonly string[]) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      if (paths?.length === 0) return;
      await known.invalidateQueries({ refetchType: 'none', predicate: ({ queryKey }) => !isSession(queryKey) });
      await known.invalidateQueries({ predicate: ({ queryKey }) => !paths || isBelow(queryKey, paths) });
    },
  });
}
