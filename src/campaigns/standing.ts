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
  /** When the last of them was due. */
  last: Date;
};

/** When a campaign's people came in and its messages were due; moments that are bounded by it are found without reading the others. */
export type Extent = { since: Date; until: Date | 'infinity' };

/** Where a campaign stood when all of it had left, when that was seen, and (since a version that knows) when the last of it happened. */
export type Closed = { at: string; until?: string; entered: number; sent: number };

/** A moment of the shop's minute may lie a little before what was planned for it. */
const MARGIN_MS = 3_600_000;

/** Of a campaign that was planned. */
export const extentOf = ({ startsAt, closed }: { startsAt: Date | null; closed: Closed | null }): Extent => ({
  since: new Date((startsAt?.getTime() ?? 0) - MARGIN_MS),
  until: closed ? new Date(closed.until ?? closed.at) : 'infinity',
});

/** When all of a campaign had happened, of which nobody is on the way any more. Somebody was refused before they came out of it. */
const untilOf = (messages: readonly MessageCount[], ended: Date | null): Date =>
  new Date(Math.max(ended?.getTime() ?? 0, ...messages.map(({ last }) => last.getTime())) + MARGIN_MS);

export const messageCounts = (on: Queryable, scenarios: readonly number[], extent: Extent): Promise<MessageCount[]> =>
  run<MessageCount>(on, sql('messages'), { scenarios, ...extent });

/** States of a message that may still leave. */
export const isWaiting = ({ state }: { state: string }): boolean => state === 'ready' || state === 'claimed';

/** What was uncertain may still turn out to have left. */
const isOpen = (one: MessageCount): boolean => isWaiting(one) || one.state === 'uncertain';

const nothing: Standing = { entered: 0, inside: 0, waiting: 0, sent: 0, through: 0 };

type Entries = { entered: number; inside: number; ended: Date | null };
const nobody: Entries = { entered: 0, inside: 0, ended: null };

/** Standing of a campaign of which nothing changes any more. */
const ofClosed = ({ entered, sent }: Closed): Standing => ({
  ...nothing,
  entered,
  sent,
  through: Number.MAX_SAFE_INTEGER,
});

type Asked = { scenarioId: number; startsAt: Date | null; closed: Closed | null };
/** `open`: messages of which it may still be heard whether they left. `counts` and `until`: of those that were counted just now. */
type Found = Standing & { open: number; counts?: readonly MessageCount[]; until?: Date };

/**
 * Figures of several campaigns, by the number of their scenario. Those that are over are not counted again, those that have not begun have
 * nothing to be counted.
 */
export async function standingOf(on: Queryable, campaigns: readonly Asked[], now: Date): Promise<Map<number, Found>> {
  const known = new Map(
    campaigns.map(({ scenarioId, closed }): [number, Found] => [
      scenarioId,
      { ...(closed ? ofClosed(closed) : nothing), open: 0 },
    ]),
  );
  const begun = campaigns.filter(({ startsAt, closed }) => closed === null && startsAt !== null && startsAt <= now);
  if (begun.length === 0) return known;
  const scenarios = begun.map(({ scenarioId }) => scenarioId);
  const extent = begun.map(extentOf).reduce((a, b) => (a.since < b.since ? a : b));
  // One after the other: who is through when it is asked has entered, and who is out of it when that is asked has a message.
  const moments = await momentsLeft(on, scenarios);
  const entries = await run<Entries & { scenarioId: number }>(on, sql('entries'), { scenarios, since: extent.since });
  const messages = await messageCounts(on, scenarios, extent);
  for (const id of scenarios) {
    const own = messages.filter(({ scenarioId }) => scenarioId === id);
    const sum = (counts: (one: MessageCount) => boolean) =>
      own.filter(counts).reduce((total, one) => total + one.messages, 0);
    const { entered, inside, ended } = entries.find(({ scenarioId }) => scenarioId === id) ?? nobody;
    known.set(id, {
      entered,
      inside,
      waiting: sum(isWaiting),
      sent: sum(({ state }) => state === 'sent'),
      through: moments.find(({ scenarioId }) => scenarioId === id)?.through ?? 0,
      open: sum(isOpen),
      counts: own,
      until: untilOf(own, ended),
    });
  }
  return known;
}
