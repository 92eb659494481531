/** Reading how scenarios go: figures of one, and the way of one person. */
import { type SaidAtStep, saidOfScenario } from '../pressure/index.ts';
import { type Queryable, run } from '../store/index.ts';
import { getScenario } from './manage.ts';
import { entrySql } from './people.ts';
import { type AtStep, type Inside, insideOf, peopleAtSteps, type Standing, standingOf } from './positions.ts';

/** Figures of a scenario. An entry is one way of one person through it. */
export type ScenarioStats = {
  entries: number;
  people: number;
  inside: number;
  goals: number;
  holdout: number;
  endedBy: Record<string, number>;
  steps: AtStep[];
  messages: SaidAtStep[];
};

/** Entries, who is inside at which step, and why entries ended. @throws SCENARIO_UNKNOWN */
export async function scenarioStats(on: Queryable, key: string): Promise<ScenarioStats> {
  const { id } = await getScenario(on, key);
  const rows = await run<{ reason: string | null; arm: string; entries: number; goals: number }>(
    on,
    entrySql('count-of-scenario'),
    { scenario: id },
  );
  const [{ people } = { people: 0 }] = await run<{ people: number }>(on, entrySql('people-of-scenario'), {
    scenario: id,
  });
  const sum = (chosen: typeof rows, figure: 'entries' | 'goals') =>
    chosen.reduce((total, row) => total + row[figure], 0);
  const endedBy: Record<string, number> = {};
  for (const row of rows) if (row.reason !== null) endedBy[row.reason] = (endedBy[row.reason] ?? 0) + row.entries;
  return {
    entries: sum(rows, 'entries'),
    people,
    inside: sum(
      rows.filter((row) => row.reason === null),
      'entries',
    ),
    goals: sum(rows, 'goals'),
    holdout: sum(
      rows.filter((row) => row.arm === 'holdout'),
      'entries',
    ),
    endedBy,
    steps: await peopleAtSteps(on, id),
    messages: await saidOfScenario(on, id),
  };
}

/**
 * Who stands in a scenario, in the order of their entries; `after` is the last one of the page before.
 * @throws SCENARIO_UNKNOWN
 */
export async function peopleInside(
  on: Queryable,
  key: string,
  asked: { step?: string; after?: { entryId: string; path: string }; most: number },
): Promise<Inside[]> {
  const { id } = await getScenario(on, key);
  return insideOf(on, id, asked);
}
/** People whose next step, or next date, falls on a day. */
export type WaitingDay = {
  day: string;
  scenarioId: number;
  key: string;
  name: string;
  campaign: boolean;
  people: number;
};

/** Who waits in scenarios, by the day of their next moment; days of a zone, both within. */
export const waitingByDay = (on: Queryable, span: { from: string; to: string; zone: string }): Promise<WaitingDay[]> =>
  run<WaitingDay>(on, entrySql('waiting-by-day'), span);

/** One entry of a person and where it stands. */
export type TracedEntry = {
  id: string;
  scenario: string;
  name: string;
  version: number;
  triggerId: string;
  context: Record<string, unknown>;
  enteredAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  goalAt: Date | null;
  arm: 'treated' | 'holdout';
  positions: Standing[];
};

/** A person's way through the scenarios, newest first. */
export async function tracePerson(on: Queryable, bucket: number, personId: string, most = 100): Promise<TracedEntry[]> {
  const rows = await run<Omit<TracedEntry, 'positions'>>(on, entrySql('of-person'), { bucket, person: personId, most });
  const positions = await standingOf(
    on,
    bucket,
    rows.map((row) => row.id),
  );
  const ofEntry = Map.groupBy(positions, (one) => one.entryId);
  return rows.map((row) => ({ ...row, positions: ofEntry.get(row.id) ?? [] }));
}
