/** Where campaigns stand: computed from entries, messages and moments, never stored. */
import { momentsLeft } from '../scenarios/index.ts';
import { type Queryable, run, statements } from '../store/index.ts';

export const sql = statements(import.meta.url, 'campaigns.sql');

export const campaignStates = ['draft', 'planned', 'running', 'paused', 'done', 'cancelled'] as const;
export type CampaignState = (typeof campaignStates)[number];

/** `inside`: on the way to their message; `waiting`: messages that have not left; `through`: buckets that have let everybody in. */
export type Standing = { entered: number; inside: number; waiting: number; sent: number; through: number };

type Dated = { plannedAt: Date | null; pausedAt: Date | null; cancelledAt: Date | null };

/** The state of a campaign. */
export function stateOf(
  { plannedAt, pausedAt, cancelledAt }: Dated,
  standing: Standing,
  buckets: number,
): CampaignState {
  if (cancelledAt) return 'cancelled';
  if (!plannedAt) return 'draft';
  if (pausedAt) return 'paused';
  if (standing.through < buckets) return standing.entered > 0 ? 'running' : 'planned';
  return standing.inside + standing.waiting > 0 ? 'running' : 'done';
}

export type MessageCount = {
  scenarioId: number;
  step: string | null;
  state: string;
  reason: string | null;
  aside: boolean;
  outcome: string | null;
  messages: number;
};

export const messageCounts = (on: Queryable, scenarios: readonly number[]): Promise<MessageCount[]> =>
  run<MessageCount>(on, sql('messages'), { scenarios });

/** States of a message that may still leave. */
export const isWaiting = ({ state }: { state: string }): boolean => state === 'ready' || state === 'claimed';

/** Figures of several campaigns, by the number of their scenario. */
export async function standingOf(
  on: Queryable,
  campaigns: readonly { scenarioId: number }[],
): Promise<Map<number, Standing>> {
  const scenarios = campaigns.map(({ scenarioId }) => scenarioId);
  if (scenarios.length === 0) return new Map();
  const [entries, messages, moments] = await Promise.all([
    run<{ scenarioId: number; entered: number; inside: number }>(on, sql('entries'), { scenarios }),
    messageCounts(on, scenarios),
    momentsLeft(on, scenarios),
  ]);
  const sum = (id: number, counts: (one: MessageCount) => boolean) =>
    messages.filter((one) => one.scenarioId === id && counts(one)).reduce((total, one) => total + one.messages, 0);
  return new Map(
    scenarios.map((id) => {
      const { entered, inside } = entries.find(({ scenarioId }) => scenarioId === id) ?? { entered: 0, inside: 0 };
      const through = moments.find(({ scenarioId }) => scenarioId === id)?.through ?? 0;
      const standing = {
        entered,
        inside,
        waiting: sum(id, isWaiting),
        sent: sum(id, ({ state }) => state === 'sent'),
        through,
      };
      return [id, standing];
    }),
  );
}
