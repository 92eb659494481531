import { useQuery } from '@tanstack/react-query';
import type {
  Asks,
  Movement,
  RuleAnswer,
  Segment,
  SegmentDay,
  SegmentLine,
  SegmentMember,
  SegmentUses,
  Suggestion,
  segments,
} from '../../../src/api/contract.ts';
import { ask } from './ask.ts';
import { useChange, useCounted, useList, useOne, useWhole } from './client.ts';

const PATH = '/api/segments';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;

/** Read anew while some of them are still being computed. */
export const useSegments = () => useWhole<SegmentLine>(PATH, {}, { refetchInterval: 15_000 });
export const useSegment = (key: string, enabled = true) => useOne<Segment>(below(key), {}, { enabled });
export const useSegmentMembers = (key: string) => useList<SegmentMember>(`${below(key)}/members`);
export const useSegmentHistory = (key: string) =>
  useCounted<{ items: SegmentDay[]; asOf: string | null }>(`${below(key)}/history`, { days: 90 });
export const useSegmentUses = (key: string) => useOne<SegmentUses>(`${below(key)}/uses`);

/** Who went from which of these segments to which since a moment. */
export const useMovements = (keys: readonly string[], since: string) =>
  useCounted<{ items: Movement[]; asOf: string | null }>(
    `${PATH}/movements`,
    { segments: keys.join(','), since },
    { enabled: keys.length > 0 },
  );

/**
 * How many a draft names, while it is written: in a large shop an estimate first, then the exact count. The last answer stays until
 * the next one is there.
 */
export function useRuleCount(rule: unknown) {
  const text = JSON.stringify(rule);
  const answer = (quick: boolean, enabled: boolean) => ({
    queryKey: [`${PATH}/count`, text, quick],
    queryFn: ({ signal }: { signal: AbortSignal }) => ask<RuleAnswer>('POST', `${PATH}/count`, { rule, quick }, signal),
    retry: false,
    enabled,
  });
  const first = useQuery({ ...answer(true, rule !== null), placeholderData: (before?: RuleAnswer) => before });
  const isEstimate = first.isSuccess && !first.isPlaceholderData && first.data.estimate !== null;
  const exact = useQuery(answer(false, rule !== null && isEstimate));
  return {
    data: isEstimate && exact.data ? exact.data : first.data,
    error: first.error ?? exact.error,
    isFetching: first.isFetching || exact.isFetching,
  };
}

export type SuggestionQuestion = Asks<typeof segments.suggestionQuery>;

/** Names and values that occur in the shop's own data. */
export const useSuggestions = (question: SuggestionQuestion, enabled = true) =>
  useOne<{ items: Suggestion[] }>(`${PATH}/suggestions`, question, { staleTime: 300_000, enabled });

export type SegmentDraft = Asks<typeof segments.segmentDraft> & { key: string };

export const useSaveSegment = () =>
  useChange(({ key, ...draft }: SegmentDraft) => ask<Segment>('PUT', below(key), draft), [PATH]);
export const readSegment = (key: string) => ask<Segment>('GET', below(key));
export const useArchiveSegment = () => useChange((key: string) => ask('DELETE', below(key)), [PATH]);
export const useInstallTypologies = () => useChange(() => ask('POST', `${PATH}/typologies`), [PATH]);
