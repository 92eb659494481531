import { useQuery } from '@tanstack/react-query';
import type {
  Answers,
  Asks,
  CalendarDay,
  Campaign,
  CampaignForecast,
  CampaignLine,
  CampaignPlan,
  CampaignProgress,
  campaigns,
  Preview,
} from '../../../src/api/contract.ts';
import { type Asked, ask } from './ask.ts';
import { useChange, useCounted, useList, useOne } from './client.ts';

const PATH = '/api/campaigns';
const CALENDAR = '/api/calendar';
const below = (key: string) => `${PATH}/${encodeURIComponent(key)}`;
/** What a change of a campaign changes elsewhere. */
const TOUCHED = [PATH, CALENDAR, '/api/outbox', '/api/delivery', '/api/stats'];
/** While something leaves, figures are read anew. */
const LIVE_MS = 3_000;

export type Plan = CampaignPlan;
export type Verb = 'plan' | 'take-back' | 'pause' | 'resume' | 'cancel' | 'archive';

export const useCampaigns = (asked: Asked) => useList<CampaignLine>(PATH, asked, { refetchInterval: 15_000 });

export const useCampaign = (key: string, more: { enabled?: boolean; live?: boolean } = {}) =>
  useOne<Campaign>(below(key), {}, { enabled: more.enabled ?? true, ...(more.live && { refetchInterval: LIVE_MS }) });

/** Until nothing of it is on the way any more. */
export const useCampaignProgress = (key: string) =>
  useCounted<CampaignProgress>(`${below(key)}/progress`, {}, { everyMs: ({ settled }) => !settled && LIVE_MS });

/** Why a message did not leave, or why people came out on the way. */
export type WhyLeftOut = { reason: string } | { ended: string };

/** Who did not get it for one reason. */
export const useLeftOut = (key: string, why: WhyLeftOut) =>
  useList<Answers<typeof campaigns.campaignLeftOut>['items'][number]>(`${below(key)}/left-out`, why);

export const useSaveCampaign = () =>
  useChange(
    ({ key, plan, revision }: { key: string | null; plan: Plan; revision?: number }) =>
      key === null ? ask<Campaign>('POST', PATH, plan) : ask<Campaign>('PUT', below(key), { ...plan, revision }),
    TOUCHED,
  );

export const readCampaign = (key: string) => ask<Campaign>('GET', below(key));

export const useChangeCampaign = () =>
  useChange(
    ({ key, verb, ...said }: { key: string; verb: Verb } & Asks<typeof campaigns.campaignReason>) =>
      ask<Campaign>('POST', `${below(key)}/${verb}`, said),
    TOUCHED,
  );

/** Everybody is looked at; nothing is sent. */
export const useForecast = () =>
  useChange((key: string) => ask<CampaignForecast>('POST', `${below(key)}/forecast`, {}), [CALENDAR, PATH]);

/** A message of a campaign as one person would read it. */
export const useSample = (key: string, asked: { personId: string; message: number } | null) =>
  useQuery({
    queryKey: [`${below(key)}/sample`, asked],
    queryFn: ({ signal }) => ask<Preview>('POST', `${below(key)}/sample`, asked, signal),
    enabled: asked !== null,
    retry: false,
  });

export const useCalendar = (from: string, to: string, enabled = true) =>
  useCounted<{ items: CalendarDay[]; asOf: string | null }>(CALENDAR, { from, to }, { enabled, everyMs: 30_000 });
