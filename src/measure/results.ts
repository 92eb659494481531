/** First figures of scenarios and campaigns: what happened after, never because of. */
import { resultsOfDays } from '../delivery/index.ts';
import { localDate } from '../scenarios/index.ts';
import { readSetting, shopTimezone } from '../settings/index.ts';
import { byBuckets, type Counted, keptFigures, type Queryable, run, type Store, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'results.sql');

/** Days after a message within which orders and unsubscriptions may be counted. */
export const windows = [3, 7, 14, 30] as const;
export type WindowDays = (typeof windows)[number];
/** Unless somebody asks otherwise. */
export const standardDays: WindowDays = 7;
/** How far back anything is counted: a year and what is compared with it. */
export const mostDaysBack = 400;
const DAY_MS = 86_400_000;

type Answers = { yes: number; no: number; unknown: number };

export type ResultLine = {
  key: string;
  name: string;
  campaign: boolean;
  archived: boolean;
  entered: number;
  sent: number;
  bounced: number;
  complained: number;
  opened: Answers;
  clicked: Answers;
  unsubscribed: number;
  orders: number;
  /** Exact decimal, in the accounting currency. */
  revenue: string;
};

/** Orders made on that day, messages that left on it. */
export type ResultDay = { day: string; sent: number; opened: number; clicked: number; orders: number; revenue: string };

/** `since`: what happened from that day of the shop on; `days`: how long after a message something counts. */
export type Span = { since: Date; days: WindowDays };

/** `asOf`: the moment the figures are true of; null while they are counted for the first time, and nothing is known yet. */
export type Results = { items: ResultLine[]; asOf: Date | null };

/** What happened on a day of the shop, of one scenario. `within`: days after a message, the shortest time that holds; of messages none. */
type Cell = {
  scenarioId: number;
  day: string;
  within: WindowDays | null;
  entered?: number;
  sent?: number;
  bounced?: number;
  complained?: number;
  opened?: number;
  notOpened?: number;
  clicked?: number;
  notClicked?: number;
  people?: number;
  orders?: number;
  revenue?: string;
};
type Figure = Exclude<keyof Cell, 'scenarioId' | 'day' | 'within' | 'revenue'>;

const counted = keptFigures<Cell[]>('results', countAll);

/** Everything that is told here, by scenario and day. */
async function countAll(store: Store, now: Date): Promise<Counted<Cell[]>> {
  const zone = await readSetting(store.pool, shopTimezone);
  const since = new Date(now.getTime() - mostDaysBack * DAY_MS);
  const cells = await byBuckets(store, (on, buckets) => countBuckets(on, { buckets, since, now, zone }));
  const figures = together(cells);
  const rows = figures.reduce((sum, { entered = 0, sent = 0, orders = 0 }) => sum + entered + sent + orders, 0);
  return { figures, rows };
}

async function countBuckets(
  on: Queryable,
  asked: { buckets: readonly number[]; since: Date; now: Date; zone: string },
): Promise<Cell[]> {
  const { now: _, ...given } = asked;
  const after = { ...given, windows, longest: windows.at(-1) };
  const messages = await resultsOfDays(on, asked);
  const entered = await run<Cell>(on, sql('entered'), given);
  const unsubscribed = await run<Cell>(on, sql('unsubscribed'), after);
  const orders = await run<Cell>(on, sql('orders'), after);
  return [...messages, ...entered, ...unsubscribed, ...orders].map((cell) => ({ within: null, ...cell }));
}

/** Cells of the same scenario, day and time are one, whatever buckets they came from. */
function together(cells: readonly Cell[]): Cell[] {
  const groups = Map.groupBy(cells, ({ scenarioId, day, within }) => `${scenarioId} ${day} ${within}`);
  return [...groups.values()].map((group) => {
    const [{ scenarioId, day, within }] = group as [Cell];
    const one: Cell = { scenarioId, day, within };
    for (const cell of group) {
      for (const [figure, value] of Object.entries(cell)) {
        if (figure === 'revenue') one.revenue = sumOf([one.revenue, value as string]);
        else if (!['scenarioId', 'day', 'within'].includes(figure))
          one[figure as Figure] = (one[figure as Figure] ?? 0) + (value as number);
      }
    }
    return one;
  });
}

/** The exact sum of decimals. */
function sumOf(amounts: readonly (string | undefined)[]): string {
  const given = amounts.filter((amount) => amount !== undefined);
  const places = Math.max(0, ...given.map((amount) => (amount.split('.')[1] ?? '').length));
  const scaled = (amount: string): bigint => {
    const [whole, part = ''] = amount.split('.');
    return BigInt(`${whole}${part.padEnd(places, '0')}`);
  };
  const total = given.reduce((sum, amount) => sum + scaled(amount), 0n);
  if (places === 0) return String(total);
  const digits = String(total < 0n ? -total : total).padStart(places + 1, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

type Scenario = { id: number; key: string; name: string; campaign: boolean; archived: boolean };

/** Every scenario and campaign; those of which nothing happened are told with zeros. */
export async function results(store: Store, span: Span): Promise<Results> {
  const scenarios = await run<Scenario>(store.pool, sql('scenarios'), {});
  const { asOf, cells } = await cellsOf(store, span);
  const byScenario = Map.groupBy(cells, ({ scenarioId }) => scenarioId);
  return { asOf, items: scenarios.map(({ id, ...named }) => ({ ...named, ...lineOf(byScenario.get(id) ?? []) })) };
}

/** What is counted of a span: cells of its days, and of what came after a message what came soon enough. */
async function cellsOf(store: Store, { since, days }: Span): Promise<{ asOf: Date | null; cells: Cell[] }> {
  const kept = await counted(store);
  if (!kept) return { asOf: null, cells: [] };
  const first = localDate(since, await readSetting(store.pool, shopTimezone));
  const cells = kept.figures.filter(({ day, within }) => day >= first && (within === null || within <= days));
  return { asOf: kept.asOf, cells };
}

function lineOf(cells: readonly Cell[]) {
  const sum = (figure: Figure) => cells.reduce((total, cell) => total + (cell[figure] ?? 0), 0);
  const sent = sum('sent');
  const answers = (yes: number, no: number): Answers => ({ yes, no, unknown: sent - yes - no });
  return {
    entered: sum('entered'),
    sent,
    bounced: sum('bounced'),
    complained: sum('complained'),
    opened: answers(sum('opened'), sum('notOpened')),
    clicked: answers(sum('clicked'), sum('notClicked')),
    unsubscribed: sum('people'),
    orders: sum('orders'),
    revenue: sumOf(['0', ...cells.map(({ revenue }) => revenue)]),
  };
}

/** One scenario, and day by day; null where there is none. Days on which nothing happened are left out. */
export async function resultOf(
  store: Store,
  span: Span,
  key: string,
): Promise<(ResultLine & { byDay: ResultDay[]; asOf: Date | null }) | null> {
  const scenarios = await run<Scenario>(store.pool, sql('scenarios'), {});
  const found = scenarios.find((scenario) => scenario.key === key);
  if (!found) return null;
  const { id, ...named } = found;
  const { asOf, cells } = await cellsOf(store, span);
  const own = cells.filter(({ scenarioId }) => scenarioId === id);
  return { ...named, ...lineOf(own), byDay: daysOf(own), asOf };
}

function daysOf(cells: readonly Cell[]): ResultDay[] {
  return [...Map.groupBy(cells, ({ day }) => day)]
    .map(([day, ofDay]): ResultDay => {
      const { sent, opened, clicked, orders, revenue } = lineOf(ofDay);
      return { day, sent, opened: opened.yes, clicked: clicked.yes, orders, revenue };
    })
    .filter(({ sent, orders }) => sent + orders > 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Messages that left between two days of the shop, both within, by day and scenario. */
export async function sentByDay(
  store: Store,
  { from, to }: { from: string; to: string },
): Promise<{ asOf: Date | null; days: { day: string; scenarioId: number; messages: number }[] }> {
  const kept = await counted(store);
  const days = (kept?.figures ?? []).flatMap(({ scenarioId, day, sent = 0 }) =>
    sent > 0 && day >= from && day <= to ? [{ day, scenarioId, messages: sent }] : [],
  );
  return { asOf: kept?.asOf ?? null, days };
}
