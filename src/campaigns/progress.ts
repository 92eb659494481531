/** How a campaign goes, message by message. */
import { run, type Store } from '../store/index.ts';
import { messageStep } from './compile.ts';
import { extentOf, figuresOf, insideOf, isWaiting, type MessageCount, sql } from './figures.ts';
import { type Campaign, findCampaign } from './manage.ts';

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
  /** What all of it but who waits is true of, where it is counted behind the screen; null while that is done for the first time. */
  asOf?: Date | null;
  /** Nothing is on the way any more, and everything that was is counted. */
  settled: boolean;
};

/** Figures of one campaign. */
export async function campaignProgress(store: Store, campaign: Campaign): Promise<Progress> {
  const hasBegun = campaign.found !== undefined || campaign.closed !== null;
  const found =
    campaign.found ?? (hasBegun ? (await figuresOf(store, [campaign])).get(campaign.scenarioId) : undefined);
  const { entered = 0, entries = [], messages = [], refusals = [] } = found?.figures ?? {};
  const lines = campaign.plan.messages.map(({ template }, index) => {
    const step = messageStep(index);
    const own = messages.filter((one) => one.step === step);
    const refused = refusals.filter((one) => one.step === step);
    return messageProgress(step, template, own, refused);
  });
  const left = entries.flatMap(({ reason, people }) =>
    reason === null || reason === 'completed' ? [] : [{ reason, people }],
  );
  const inside = found ? insideOf(found.figures) : 0;
  const settled = campaign.closed !== null || (found ? found.settled : campaign.state === 'cancelled');
  return { entered, inside, messages: lines, left, asOf: found?.asOf, settled };
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

/** Somebody who did not get a message, and which one; null of who came out on the way. */
export type LeftOut = {
  key: string;
  id: string;
  email: string | null;
  externalId: string | null;
  traits: Record<string, unknown>;
  step: string | null;
};

/** A reason why a message did not leave, or why somebody came out on the way. */
export type WhyLeftOut = { reason: string } | { ended: string };

const firstKey = '00000000-0000-0000-0000-000000000000';

/**
 * The people behind a reason of {@link campaignProgress}; `after` is the last one of the page before.
 * @throws CAMPAIGN_UNKNOWN
 */
export async function leftOutOf(
  { pool }: Store,
  key: string,
  why: WhyLeftOut,
  asked: { after?: string; most: number },
): Promise<LeftOut[]> {
  const campaign = await findCampaign(pool, key);
  const [statement, reason] = 'ended' in why ? (['ended', why.ended] as const) : (['left-out', why.reason] as const);
  return run<LeftOut>(pool, sql(statement), {
    ...extentOf(campaign),
    scenario: campaign.scenarioId,
    reason,
    after: asked.after ?? firstKey,
    most: asked.most,
  });
}
