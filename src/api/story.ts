/** What happened with a person and what was said to them, as one line of time. */
import { explain } from '../compliance/index.ts';
import { type Engagement, withEngagement } from '../delivery/index.ts';
import { type TimelineEvent, type TimelineItem, type TimelineOrder, timeline } from '../facts/index.ts';
import { templateNames } from '../messages/index.ts';
import type { Person } from '../people/index.ts';
import { type Decision, decisions, wishesByKey } from '../pressure/index.ts';
import { listScenarios } from '../scenarios/index.ts';
import { isUuid, type Store } from '../store/index.ts';

/** A wish to speak, with the scenario's key and the reason why not in words. */
export type ToldDecision = Decision &
  Engagement & {
    scenario: string | null;
    /** What the message is called. */
    title: string | null;
    says: { fr: string; en: string } | null;
  };
/** The message of ours that an event tells of: its key in the outbox, whose it is and what it is called. */
export type Of = { key: string; scenario: string | null; title: string | null };
export type StoryItem =
  | (TimelineEvent & { of: Of | null })
  | TimelineOrder
  | (ToldDecision & { kind: 'message'; at: Date });

/** Before every id: with a moment, “strictly earlier than it”. */
const FIRST_KEY = '00000000-0000-0000-0000-000000000000';

/** Decisions about a person, newest first, told. */
export async function toldDecisions(
  store: Store,
  { id, bucket }: Person,
  page: { before?: { wishedAt: Date; key: string }; most: number },
): Promise<ToldDecision[]> {
  const rows = await withEngagement(store.pool, await decisions(store.pool, bucket, id, page), () => bucket);
  const named = await naming(store, rows);
  return rows.map((row) => ({ ...row, ...named(row), says: inWords(row.reason ?? row.outcomeReason) }));
}

type Wished = Pick<Decision, 'scenarioId' | 'templateId'>;

/** What messages are called, and the keys of the scenarios that say them. */
async function naming(store: Store, rows: readonly Wished[]) {
  const lines = await listScenarios(store.pool, { archived: true, campaigns: true });
  const keys = new Map(lines.map(({ id, key }) => [id, key]));
  const titles = await templateNames(store.pool, [...new Set(rows.map(({ templateId }) => templateId))]);
  return ({ scenarioId, templateId }: Wished) => ({
    title: titles.get(templateId) ?? null,
    scenario: scenarioId === null ? null : (keys.get(scenarioId) ?? null),
  });
}

/** What became of our messages, and what their readers did, names the message by its key. */
const keyIn = (item: TimelineItem): string | null =>
  item.kind === 'event' && typeof item.properties.key === 'string' && isUuid(item.properties.key)
    ? item.properties.key
    : null;

async function withTheirMessages(store: Store, bucket: number, items: readonly TimelineItem[]): Promise<StoryItem[]> {
  const keys = items.flatMap((item) => keyIn(item) ?? []);
  const wished = keys.length === 0 ? [] : await wishesByKey(store.pool, bucket, [...new Set(keys)]);
  const named = wished.length === 0 ? null : await naming(store, wished);
  const known = new Map(wished.map((one) => [one.key, { key: one.key, ...named!(one) }]));
  return items.map((item) => (item.kind === 'event' ? { ...item, of: known.get(keyIn(item) ?? '') ?? null } : item));
}

/** A reason as people read it; null for none. */
export const inWords = (reason: string | null) =>
  reason === null ? null : { fr: explain(reason, 'fr').why, en: explain(reason, 'en').why };

/**
 * A page of the line of time, newest first. Pages are cut between moments: what is later than the cut of either part is
 * shown, the rest comes with the next page.
 */
export async function story(
  store: Store,
  person: Person,
  page: { before?: Date; limit: number },
): Promise<{ items: StoryItem[]; next: Date | null }> {
  const { before, limit } = page;
  const facts = await timeline(store.pool, person, { before, limit });
  const mark = before && { wishedAt: before, key: FIRST_KEY };
  const messages = await toldDecisions(store, person, { before: mark, most: limit + 1 });
  const more = messages.length > limit ? new Date(messages[limit]!.wishedAt.getTime() + 1) : null;
  // Where one moment fills a page, that page is shown whole rather than asked for again without end.
  const cutMessages = more && before && more >= before ? messages[limit]!.wishedAt : more;
  const cuts = [facts.next, cutMessages].filter((cut) => cut !== null);
  const next = cuts.length === 0 ? null : new Date(Math.max(...cuts.map((cut) => cut.getTime())));
  const items: StoryItem[] = [
    ...(await withTheirMessages(store, person.bucket, facts.items)),
    ...messages.map((message) => ({ ...message, kind: 'message' as const, at: message.wishedAt })),
  ];
  const shown = items.filter(({ at }) => next === null || at >= next).sort((a, b) => b.at.getTime() - a.at.getTime());
  return { items: shown, next };
}
