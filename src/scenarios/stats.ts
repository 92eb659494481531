/** Figures of a scenario: who came in, who is where, what was said. */
import { type SaidAtStep, saidOfScenarios } from '../pressure/index.ts';
import { byBuckets, type Counted, keptFigures, type Queryable, run, type Store } from '../store/index.ts';
import { getScenario } from './manage.ts';
import { entrySql } from './people.ts';
import { type AtStep, peopleAtSteps } from './positions.ts';

/** An entry is one way of one person through it. */
export type ScenarioStats = {
  entries: number;
  people: number;
  inside: number;
  goals: number;
  holdout: number;
  endedBy: Record<string, number>;
  messages: SaidAtStep[];
  /** Who waits where is always of now. */
  steps: AtStep[];
  /** The moment that the rest is true of; null while it is counted for the first time, and nothing is known yet. */
  asOf: Date | null;
};

type Entries = { scenarioId: number; reason: string | null; arm: string; entries: number; goals: number };
type People = { scenarioId: number; people: number };
type Said = SaidAtStep & { scenarioId: number };
type Figures = { entries: Entries[]; people: People[]; said: Said[] };

/** Of all scenarios at once: the tables are read through for one as for all. */
const counted = keptFigures<Figures>('scenarios', countAll);

async function countAll(store: Store): Promise<Counted<Figures>> {
  const parts = await byBuckets(store, async (on, buckets) => [await countBuckets(on, buckets)]);
  const figures: Figures = {
    entries: summed(parts.flatMap(({ entries }) => entries)),
    people: summed(parts.flatMap(({ people }) => people)),
    said: summed(parts.flatMap(({ said }) => said)),
  };
  const rows =
    figures.entries.reduce((sum, { entries }) => sum + entries, 0) +
    figures.said.reduce((sum, { wished }) => sum + wished, 0);
  return { figures, rows };
}

const countBuckets = async (on: Queryable, buckets: readonly number[]): Promise<Figures> => ({
  entries: await run<Entries>(on, entrySql('count-of-scenarios'), { buckets }),
  people: await run<People>(on, entrySql('people-of-scenarios'), { buckets }),
  said: await saidOfScenarios(on, buckets),
});

/** Rows that differ in numbers only are one; the number of a scenario is a name. */
function summed<Row extends { scenarioId: number }>(rows: readonly Row[]): Row[] {
  const isFigure = ([column, value]: [string, unknown]): boolean =>
    column !== 'scenarioId' && typeof value === 'number';
  const alike = Map.groupBy(rows, (row) => JSON.stringify(Object.entries(row).filter((part) => !isFigure(part))));
  return [...alike.values()].map((group) => {
    const figures = Object.entries(group[0]!).filter(isFigure);
    const sums = figures.map(([column]) => [
      column,
      group.reduce((sum, row) => sum + Number(row[column as keyof Row]), 0),
    ]);
    return { ...group[0]!, ...Object.fromEntries(sums) };
  });
}

/** Entries, who is inside at which step, and why entries ended. @throws SCENARIO_UNKNOWN */
export async function scenarioStats(store: Store, key: string): Promise<ScenarioStats> {
  const { id } = await getScenario(store.pool, key);
  const kept = await counted(store);
  const steps = await peopleAtSteps(store.pool, id);
  const of = <Row extends { scenarioId: number }>(rows: readonly Row[] = []) =>
    rows.filter(({ scenarioId }) => scenarioId === id);
  const entries = of(kept?.figures.entries);
  const sum = (figure: 'entries' | 'goals', holds: (row: Entries) => boolean = () => true) =>
    entries.filter(holds).reduce((total, row) => total + row[figure], 0);
  const endedBy: Record<string, number> = {};
  for (const { reason, entries: many } of entries) if (reason !== null) endedBy[reason] = (endedBy[reason] ?? 0) + many;
  return {
    entries: sum('entries'),
    people: of(kept?.figures.people)[0]?.people ?? 0,
    inside: kept ? sum('entries', ({ reason }) => reason === null) : steps.reduce((all, { people }) => all + people, 0),
    goals: sum('goals'),
    holdout: sum('entries', ({ arm }) => arm === 'holdout'),
    endedBy,
    messages: of(kept?.figures.said)
      .map(({ scenarioId: _, ...said }) => said)
      .sort((a, b) => (a.step < b.step ? -1 : 1)),
    steps,
    asOf: kept?.asOf ?? null,
  };
}
