/**
 * What became of campaigns: who came in and went, which messages left, whom the gates refused. What is little is counted each time; what is
 * much is counted behind the screen, and only what is on the way is read each time: who is inside stands in `position`, what may still
 * leave in indexes that hold nothing else.
 */
import { entriesInside, momentsLeft } from '../scenarios/index.ts';
import { type Counted, count, keptFiguresOfMany, type Queryable, run, type Store, statements } from '../store/index.ts';

export const sql = statements(import.meta.url, 'campaigns.sql');

/** Of a message that may still leave there is no reason and no outcome yet. */
export type MessageCount = {
  step: string | null;
  state: string;
  reason?: string | null;
  outcome?: string | null;
  messages: number;
};

export type Figures = {
  entered: number;
  /** Buckets that have let everybody in. */
  through: number;
  /** Who is out of it, by reason, and without one who is inside. */
  entries: { reason: string | null; people: number }[];
  messages: MessageCount[];
  refusals: { step: string; reason: string; people: number }[];
};

/** Where a campaign stood when all of it had left, when that was seen, and (since a version that knows) when the last of it happened. */
export type Closed = { at: string; until?: string; entered: number; sent: number };

/** What is asked of a campaign to count it. */
export type Countable = {
  id: number;
  scenarioId: number;
  startsAt: Date | null;
  pausedAt: Date | null;
  cancelledAt: Date | null;
  closed: Closed | null;
};

/**
 * `asOf`: the moment all of it is true of but what is on the way, which is of now; null while it is counted for the first time.
 * `settled`: nothing is on the way, and nothing was when the rest was counted.
 */
export type Found = { figures: Figures; asOf: Date | null; settled: boolean };

/** When a campaign's people came in and its messages were due; moments that are bounded by it are found without reading the others. */
type Extent = { since: Date; until: Date | 'infinity' };

/** A moment of the shop's minute may lie a little before what was planned for it. */
const MARGIN_MS = 3_600_000;

/** Of a campaign that was planned. */
export const extentOf = ({ startsAt, closed }: Pick<Countable, 'startsAt' | 'closed'>): Extent => ({
  since: new Date((startsAt?.getTime() ?? 0) - MARGIN_MS),
  until: closed ? new Date(closed.until ?? closed.at) : 'infinity',
});

/** States of a message that may still leave. */
export const isWaiting = ({ state }: { state: string }): boolean => state === 'ready' || state === 'claimed';
/** What was uncertain may still turn out to have left. */
const isOpen = (one: { state: string }): boolean => isWaiting(one) || one.state === 'uncertain';

const peopleOf = (entries: readonly { people: number }[]) => entries.reduce((sum, { people }) => sum + people, 0);
export const insideOf = ({ entries }: Figures): number => peopleOf(entries.filter(({ reason }) => reason === null));
export const messagesOf = ({ messages }: Figures, holds: (one: MessageCount) => boolean): number =>
  messages.filter(holds).reduce((sum, one) => sum + one.messages, 0);

const kept = keptFiguresOfMany<Countable, Figures>(({ id }) => `campaign ${id}`, countAll);

/** Figures of several campaigns that have begun, by the number of their scenario. */
export async function figuresOf(store: Store, campaigns: readonly Countable[]): Promise<Map<number, Found>> {
  const told = await kept.ask(store, campaigns);
  const of = ({ id }: Countable) => told.get(`campaign ${id}`) ?? null;
  const known = campaigns.filter((one) => of(one)?.fresh !== true && one.closed === null);
  const now = await onTheWay(
    store.pool,
    known.map(({ scenarioId }) => scenarioId),
  );
  const found = campaigns.map((one): [number, Found] => {
    const given = of(one);
    const isOver = (figures: Figures | undefined) => figures !== undefined && isSettled(one, figures, store.buckets);
    if (given && !known.includes(one)) return [one.scenarioId, { ...given, settled: isOver(given.figures) }];
    const figures = overlaid(given?.figures, now(one.scenarioId));
    const settled = isOver(given?.figures) && isOver(figures);
    // What is over is told with its last figures: they are not waited for as long as others.
    if (!settled && given && isOver(figures)) kept.renew(store, [one]);
    return [one.scenarioId, { figures, asOf: given?.asOf ?? null, settled }];
  });
  return new Map(found);
}

/** Nobody is let in any more, and nothing is on the way. */
const isSettled = ({ cancelledAt }: Countable, figures: Figures, buckets: number): boolean =>
  (cancelledAt !== null || figures.through >= buckets) && insideOf(figures) + messagesOf(figures, isWaiting) === 0;

type Row<Part> = Part & { scenarioId: number };
type OnTheWay = { through: number; inside: number; messages: MessageCount[] };

/** One after the other: who is through when it is asked has entered, and who is out of it when that is asked has a message. */
async function onTheWay(on: Queryable, scenarios: readonly number[]): Promise<(scenario: number) => OnTheWay> {
  if (scenarios.length === 0) return () => ({ through: 0, inside: 0, messages: [] });
  const moments = await momentsLeft(on, scenarios);
  const inside = await entriesInside(on, scenarios);
  const messages = await run<Row<MessageCount>>(on, sql('waiting'), { scenarios });
  return (scenario) => ({
    through: moments.find(({ scenarioId }) => scenarioId === scenario)?.through ?? 0,
    inside: inside.get(scenario) ?? 0,
    messages: messages.filter(({ scenarioId }) => scenarioId === scenario),
  });
}

/** What was counted before, with what is on the way now. */
function overlaid(figures: Figures | undefined, { through, inside, messages }: OnTheWay): Figures {
  const ended = figures?.entries.filter(({ reason }) => reason !== null) ?? [];
  const entries = [...ended, { reason: null, people: inside }];
  const over = figures?.messages.filter((one) => !isOpen(one)) ?? [];
  return {
    entered: Math.max(figures?.entered ?? 0, peopleOf(entries)),
    through,
    entries,
    messages: [...over, ...messages],
    refusals: figures?.refusals ?? [],
  };
}

type Entries = { reason: string | null; people: number; last: Date | null };
/** Of what others decided in that time it is only told how much there was. */
type Decisions = Figures['refusals'][number] & { scenarioId: number | null };

/** Counts several together; who is found to be over is noted to be. */
async function countAll(
  store: Store,
  campaigns: readonly Countable[],
  now: Date,
): Promise<Map<Countable, Counted<Figures>>> {
  const scenarios = campaigns.map(({ scenarioId }) => scenarioId);
  const extents = campaigns.map(extentOf);
  const since = new Date(Math.min(...extents.map((one) => one.since.getTime())));
  const ends = extents.map(({ until }) => (until === 'infinity' ? Infinity : until.getTime()));
  const last = Math.max(...ends);
  const until = last === Infinity ? 'infinity' : new Date(last);
  const asked = { scenarios, since, until };
  const on = store.pool;
  const moments = await momentsLeft(on, scenarios);
  const entries = await run<Row<Entries>>(on, sql('entries'), asked);
  const messages = await run<Row<MessageCount & { last: Date }>>(on, sql('messages'), asked);
  const decisions = await run<Decisions>(on, sql('refusals'), asked);
  const rows = peopleOf(entries) + peopleOf(decisions);
  const all = new Map<Countable, Counted<Figures>>();
  for (const campaign of campaigns) {
    const own = <Part extends { scenarioId: number | null }>(parts: readonly Part[]) =>
      parts.filter(({ scenarioId }) => scenarioId === campaign.scenarioId);
    const figures: Figures = {
      entered: peopleOf(own(entries)),
      through: own(moments)[0]?.through ?? 0,
      entries: own(entries).map(({ reason, people }) => ({ reason, people })),
      messages: own(messages).map(({ scenarioId: _, last: __, ...one }) => one),
      refusals: own(decisions).map(({ scenarioId: _, ...one }) => one),
    };
    all.set(campaign, { figures, rows });
    const lasts = [...own(entries), ...own(messages)].map(({ last }) => last?.getTime() ?? 0);
    await closeIfOver(store, campaign, { figures, now, last: Math.max(0, ...lasts) });
  }
  return all;
}

/** Keeps where it stood when all of it had left. Somebody was refused before they came out of it. */
async function closeIfOver(
  store: Store,
  campaign: Countable,
  { figures, now, last }: { figures: Figures; now: Date; last: number },
): Promise<void> {
  const isPaused = campaign.pausedAt !== null && campaign.cancelledAt === null;
  if (campaign.closed !== null || isPaused || !isSettled(campaign, figures, store.buckets)) return;
  if (messagesOf(figures, isOpen) > 0) return;
  const sent = messagesOf(figures, ({ state }) => state === 'sent');
  const until = new Date(last + MARGIN_MS).toISOString();
  const closed: Closed = { at: now.toISOString(), until, entered: figures.entered, sent };
  await count(store.pool, sql('close'), { id: campaign.id, closed: JSON.stringify(closed) });
}
