/** First figures of scenarios and campaigns: what happened after, never because of. */
import { type ScenarioResults, scenarioResults } from '../delivery/index.ts';
import { type Queryable, run, statements } from '../store/index.ts';

const sql = statements(import.meta.url, 'results.sql');

/** Days after a message within which orders and unsubscriptions are counted, unless somebody asks otherwise. */
export const standardDays = 7;

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

/** `since`: messages that left and people who came in from then on; `days`: how long after a message something counts. */
export type Span = { since: Date; now: Date; days: number };

type Scenario = { id: number; key: string; name: string; campaign: boolean; archived: boolean };
const scenariosOf = (on: Queryable, key: string | null): Promise<Scenario[]> =>
  run<Scenario>(on, sql('scenarios'), { scenario: key });

/** Every scenario and campaign, or one of them; those of which nothing happened are told with zeros. */
export async function results(
  on: Queryable,
  { since, now, days }: Span,
  key: string | null = null,
): Promise<ResultLine[]> {
  const [scenarios, messages, entered, unsubscribed, orders] = await Promise.all([
    scenariosOf(on, key),
    scenarioResults(on, { since, now }),
    run<{ scenarioId: number; entered: number }>(on, sql('entered'), { since }),
    run<{ scenarioId: number; people: number }>(on, sql('unsubscribed'), { since, days }),
    run<{ scenarioId: number; orders: number; revenue: string }>(on, sql('orders'), { since, days }),
  ]);
  const of = <Row extends { scenarioId: number }>(rows: readonly Row[], id: number) =>
    rows.find(({ scenarioId }) => scenarioId === id);
  return scenarios.map(({ id, ...named }): ResultLine => {
    const bought = of(orders, id);
    return {
      ...named,
      entered: of(entered, id)?.entered ?? 0,
      ...messagesOf(messages.get(named.key)),
      unsubscribed: of(unsubscribed, id)?.people ?? 0,
      orders: bought?.orders ?? 0,
      revenue: bought?.revenue ?? '0',
    };
  });
}

const none: Answers = { yes: 0, no: 0, unknown: 0 };

function messagesOf(found: ScenarioResults | undefined) {
  if (!found) return { sent: 0, bounced: 0, complained: 0, opened: none, clicked: none };
  const { delivered: sent, bounced, complained, opened, clicked } = found;
  const answers = ({ yes, no, unknown }: Answers): Answers => ({ yes, no, unknown });
  return { sent, bounced, complained, opened: answers(opened), clicked: answers(clicked) };
}

/** One scenario day by day; null where there is none. Days on which nothing happened are left out. */
export async function resultsByDay(
  on: Queryable,
  { since, days }: Span,
  { key, zone }: { key: string; zone: string },
): Promise<ResultDay[]> {
  const [scenario] = await scenariosOf(on, key);
  if (!scenario) return [];
  const given = { scenario: scenario.id, since, zone };
  const [messages, orders] = await Promise.all([
    run<{ day: string; sent: number; opened: number; clicked: number }>(on, sql('messages-by-day'), given),
    run<{ day: string; orders: number; revenue: string }>(on, sql('orders-by-day'), { ...given, days }),
  ]);
  const byDay = new Map<string, ResultDay>();
  const line = (day: string): ResultDay => {
    const known = byDay.get(day) ?? { day, sent: 0, opened: 0, clicked: 0, orders: 0, revenue: '0' };
    byDay.set(day, known);
    return known;
  };
  for (const { day, ...one } of messages) Object.assign(line(day), one);
  for (const { day, ...one } of orders) Object.assign(line(day), one);
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}
