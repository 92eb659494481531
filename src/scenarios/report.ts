/** Reading how scenarios go: figures of one, and the way of one person. */
import { type Queryable, run } from '../store/index.ts';
import type { Definition } from './definition.ts';
import { loadScenarios } from './load.ts';
import { localDate } from './localtime.ts';
import { getScenario } from './manage.ts';
import { momentIn, momentsLeft } from './moments.ts';
import { entrySql } from './people.ts';
import { type Inside, insideOf, type Standing, standingOf } from './positions.ts';
import type { MomentTrigger } from './triggers/moment.ts';

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
/** People whose next step, or next date, falls on a day; null where a moment lets everybody in who belongs to it then. */
export type WaitingDay = {
  day: string;
  scenarioId: number;
  key: string;
  name: string;
  campaign: boolean;
  people: number | null;
};

type Days = { from: string; to: string; zone: string };

/** Who waits in scenarios, by the day of their next moment, and scenarios whose moment comes; days of a zone, both within. */
export async function waitingByDay(on: Queryable, span: Days): Promise<WaitingDay[]> {
  const waiting = await run<WaitingDay>(on, entrySql('waiting-by-day'), span);
  return [...waiting, ...(await momentsByDay(on, span))];
}

/** Scenarios with a moment at which nobody was let in yet; campaigns tell theirs themselves. */
async function momentsByDay(on: Queryable, { from, to, zone }: Days): Promise<WaitingDay[]> {
  const { momentTriggers } = await loadScenarios(on);
  const planned = momentTriggers.flatMap(({ trigger, version }) => {
    const { at, zone: own } = trigger as unknown as MomentTrigger;
    const day = own === undefined ? at.slice(0, 10) : localDate(momentIn({ at, zone: own }, own), zone);
    return day >= from && day <= to ? [{ day, id: version.scenarioId }] : [];
  });
  if (planned.length === 0) return [];
  const ids = planned.map(({ id }) => id);
  const left = await momentsLeft(on, ids);
  const open = new Set(left.filter(({ next }) => next !== null).map(({ scenarioId }) => scenarioId));
  const lines = await run<Omit<WaitingDay, 'day' | 'people'>>(on, entrySql('names-of-scenarios'), { ids });
  const named = new Map(lines.map((line) => [line.scenarioId, line]));
  return planned.flatMap(({ day, id }) => {
    const line = named.get(id);
    return line && !line.campaign && open.has(id) ? [{ ...line, day, people: null }] : [];
  });
}

/** One entry of a person and where it stands. */
export type TracedEntry = {
  id: string;
  scenario: string;
  name: string;
  /** A campaign wrote the scenario. */
  campaign: boolean;
  version: number;
  triggerId: string;
  context: Record<string, unknown>;
  enteredAt: Date;
  endedAt: Date | null;
  endReason: string | null;
  /** Why, as its scenario says it. */
  endWhy: EndWhy;
  goalAt: Date | null;
  arm: 'treated' | 'holdout';
  positions: NamedStanding[];
};

/** Where somebody stands; `title` is what the step is called, or the message that it sends, null where its kind is all there is. */
export type NamedStanding = Standing & { kind: string; title: string | null };

/** A person's way through the scenarios, newest first. */
export async function tracePerson(on: Queryable, bucket: number, personId: string, most = 100): Promise<TracedEntry[]> {
  const rows = await run<Omit<TracedEntry, 'positions' | 'endWhy'>>(on, entrySql('of-person'), {
    bucket,
    person: personId,
    most,
  });
  const positions = await standingOf(
    on,
    bucket,
    rows.map((row) => row.id),
  );
  const ofEntry = Map.groupBy(positions, (one) => one.entryId);
  const { versions } = await loadScenarios(on);
  const version = (row: { scenario: string; version: number }) =>
    [...versions.values()].find((one) => one.scenarioKey === row.scenario && one.version === row.version);
  const named = await stepNames(on);
  return rows.map((row) => {
    const steps = version(row)?.definition.steps ?? {};
    const standing = (ofEntry.get(row.id) ?? []).map((one) => ({ ...one, ...named(steps, one.step) }));
    return { ...row, endWhy: whyEnded(steps, row.endReason), positions: standing };
  });
}

type StepName = { kind: string; title: string | null };

type Steps = Definition['steps'];

/** What steps are. */
async function stepNames(on: Queryable): Promise<(steps: Steps, key: string) => StepName> {
  const templates = await run<NamedTemplate>(on, entrySql('templates'), {});
  const names = new Map(templates.map(({ key, name }) => [key, name]));
  return (steps, key) => {
    const { kind = '', title, template } = (steps[key] ?? {}) as Record<string, string | undefined>;
    return { kind, title: title ?? (template === undefined ? null : (names.get(template) ?? template)) };
  };
}

/** The title of the exit or of the branch that leads to it, or the awaited event; null where nothing says more than the reason. */
export type EndWhy = { title: string } | { event: string } | null;

/** Of several exits with a reason the first that says anything. */
function whyEnded(steps: Steps, reason: string | null): EndWhy {
  if (reason === null) return null;
  const exits = Object.entries(steps).filter(([, step]) => step.kind === 'exit' && step.reason === reason);
  const said = exits.map(([key, { title }]) => (title ? { title: String(title) } : leadingTo(steps, key)));
  return said.find((one) => one !== null) ?? null;
}

type Leading = { kind: string; next?: string; event?: string; paths?: { name?: string; next?: string }[] };

function leadingTo(steps: Steps, key: string): EndWhy {
  for (const step of Object.values(steps) as Leading[]) {
    if (step.kind === 'await' && step.next === key) return { event: step.event! };
    const named = step.kind === 'branch' ? step.paths?.find(({ name, next }) => name && next === key) : undefined;
    if (named) return { title: named.name! };
  }
  return null;
}

type NamedTemplate = { key: string; name: string };
