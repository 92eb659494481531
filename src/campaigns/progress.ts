/** How a campaign goes, message by message. */
import { type Queryable, run } from '../store/index.ts';
import { messageStep } from './compile.ts';
import type { Campaign } from './manage.ts';
import { extentOf, isWaiting, type MessageCount, messageCounts, sql } from './standing.ts';

export type MessageProgress = {
  step: string;
  template: string;
  sent: number;
  /** Of those that were sent. */
  bounced: number;
  complained: number;
  /** Ready to leave, or held by a pause. */
  waiting: number;
  /** Of which nobody knows whether they left. */
  uncertain: number;
  /** Why it did not leave, by reason: refused by the gates, skipped, failed or taken back. */
  notSent: { reason: string; people: number }[];
};
export type Progress = {
  entered: number;
  inside: number;
  messages: MessageProgress[];
  /** Who left it on the way, by reason: bought, out of the audience, cancelled. */
  left: { reason: string; people: number }[];
};

/** Figures of one campaign. */
export async function campaignProgress(on: Queryable, campaign: Campaign): Promise<Progress> {
  const scenario = campaign.scenarioId;
  const extent = extentOf(campaign);
  const [counts, refusals, ends] = await Promise.all([
    campaign.counts ?? messageCounts(on, [scenario], extent),
    run<{ step: string; reason: string; people: number }>(on, sql('refusals'), { scenario, ...extent }),
    run<{ reason: string; people: number }>(on, sql('ends'), { scenario, ...extent }),
  ]);
  const messages = campaign.plan.messages.map(({ template }, index) => {
    const step = messageStep(index);
    const refused = refusals.filter((one) => one.step === step);
    return messageProgress(
      step,
      template,
      counts.filter((one) => one.step === step),
      refused,
    );
  });
  const { entered, inside } = campaign.standing;
  return { entered, inside, messages, left: ends.filter(({ reason }) => reason !== 'completed') };
}

function messageProgress(
  step: string,
  template: string,
  counts: readonly MessageCount[],
  refused: readonly { reason: string; people: number }[],
): MessageProgress {
  const sum = (holds: (one: MessageCount) => boolean) =>
    counts.filter(holds).reduce((total, { messages }) => total + messages, 0);
  const notSent = new Map<string, number>();
  const note = (reason: string, people: number) => notSent.set(reason, (notSent.get(reason) ?? 0) + people);
  for (const { reason, people } of refused) note(reason, people);
  for (const one of counts) {
    if (['skipped', 'failed', 'recalled'].includes(one.state)) note(one.reason ?? one.state, one.messages);
  }
  return {
    step,
    template,
    sent: sum(({ state }) => state === 'sent'),
    bounced: sum(({ outcome }) => outcome === 'bounced_hard' || outcome === 'bounced_soft'),
    complained: sum(({ outcome }) => outcome === 'complained'),
    waiting: sum(isWaiting),
    uncertain: sum(({ state }) => state === 'uncertain'),
    notSent: [...notSent].map(([reason, people]) => ({ reason, people })).sort((a, b) => b.people - a.people),
  };
}

/** Somebody who did not get a message, and which one. */
export type LeftOut = {
  key: string;
  id: string;
  email: string | null;
  externalId: string | null;
  traits: Record<string, unknown>;
  step: string;
};

const firstKey = '00000000-0000-0000-0000-000000000000';

/** The people behind a reason of {@link campaignProgress}; `after` is the last one of the page before. */
export const leftOutOf = (
  on: Queryable,
  campaign: Campaign,
  asked: { reason: string; after?: string; most: number },
): Promise<LeftOut[]> =>
  run<LeftOut>(on, sql('left-out'), {
    ...extentOf(campaign),
    scenario: campaign.scenarioId,
    reason: asked.reason,
    after: asked.after ?? firstKey,
    most: asked.most,
  });
