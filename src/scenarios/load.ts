/** Published scenarios as the tick uses them: read once per change of the definitions. */
import { type OpenDays, readOpenDays } from '../compliance/index.ts';
import { readSettings } from '../settings/index.ts';
import { type Queryable, run, statements } from '../store/index.ts';
import type { Definition, Ending } from './definition.ts';
import type { Outcome, Position, TemplateFacts } from './kinds.ts';
import type { Known } from './known.ts';
import { type LeapDay, later } from './localtime.ts';
import { freshness, leapDay } from './settings.ts';
import type { Trigger } from './triggers/index.ts';
import { triggerKindOf } from './triggers/index.ts';
import { revisited, successorsOf } from './walk.ts';

export const sql = statements(import.meta.url, 'scenario.sql');

const hourMs = 3_600_000;

/** One version of one scenario: people walk the version they came in by. */
export type Version = {
  id: number;
  scenarioId: number;
  scenarioKey: string;
  /** Its number within the scenario. */
  version: number;
  definition: Definition;
  /** Steps whose visits are counted. */
  revisited: ReadonlySet<string>;
  /** What ends its entries, the goal among them. */
  eventEndings: readonly { event: string; where: unknown; reason: string; goal: boolean }[];
  ruleEndings: readonly { rule: unknown; reason: string; goal: boolean }[];
};

/** A trigger of a scenario that people can enter now. */
export type LiveTrigger = {
  trigger: Trigger;
  version: Version;
  /** What happened up to this moment makes nobody enter. */
  since: Date;
};

export type Published = {
  versions: ReadonlyMap<number, Version>;
  /** Triggers by the topics they listen to; scenarios that are paused have none. */
  byTopic: ReadonlyMap<string, readonly LiveTrigger[]>;
  dateTriggers: readonly LiveTrigger[];
  momentTriggers: readonly LiveTrigger[];
  /** Scenarios that people can enter now. */
  live: ReadonlySet<number>;
  /** Names of events that triggers, endings or waits ask for. */
  events: ReadonlySet<string>;
  /** Whether any version ends entries by a rule. */
  hasRuleEndings: boolean;
  segmentKeys: ReadonlyMap<number, string>;
  templates: ReadonlyMap<string, TemplateFacts>;
  openDays: OpenDays;
  freshnessMs: number;
  leapDay: LeapDay;
  /** Told of every step that is run and what came of it: a rehearsal listens, nobody else. */
  watch?: (position: Position, outcome: Outcome) => void;
};

type VersionRow = {
  id: number;
  scenarioId: number;
  version: number;
  graph: Definition;
  publishedAt: Date;
  key: string;
  publishedVersion: number | null;
  inForceSince: Date;
  pausedAt: Date | null;
};

/** Reads what is published. */
export async function loadScenarios(on: Queryable): Promise<Published> {
  const rows = await run<VersionRow>(on, sql('versions'), {});
  const segments = await run<{ id: number; key: string }>(on, sql('segments'), {});
  const [hours, leap] = (await readSettings(on, [freshness, leapDay as never])) as [number, LeapDay];
  const versions = new Map(rows.map((row) => [row.id, versionOf(row)]));
  const live = liveTriggers(rows, versions);
  return {
    versions,
    byTopic: byTopic(live),
    dateTriggers: live.filter(({ trigger }) => trigger.kind === 'date'),
    momentTriggers: live.filter(({ trigger }) => trigger.kind === 'moment'),
    live: new Set(live.map(({ version }) => version.scenarioId)),
    events: eventNames(versions.values()),
    hasRuleEndings: [...versions.values()].some((version) => version.ruleEndings.length > 0),
    segmentKeys: new Map(segments.map((segment) => [segment.id, segment.key])),
    templates: await templateFacts(on),
    openDays: await readOpenDays(on),
    freshnessMs: hours * hourMs,
    leapDay: leap,
  };
}

type GraphRow = Pick<VersionRow, 'id' | 'scenarioId' | 'key' | 'version' | 'graph'>;

function versionOf({ id, scenarioId, key, version, graph }: GraphRow): Version {
  const endings = [
    ...(graph.goal ? [{ ending: graph.goal as Ending, reason: 'goal', goal: true }] : []),
    ...graph.exits.map((ending) => ({ ending: ending as Ending, reason: 'exit', goal: false })),
  ];
  return {
    id,
    scenarioId,
    scenarioKey: key,
    version,
    definition: graph,
    revisited: revisited(graph.start, successorsOf(graph.steps), (key) => graph.steps[key]!.kind === 'parallel'),
    eventEndings: endings.flatMap(({ ending, reason, goal }) =>
      'event' in ending ? [{ event: ending.event, where: ending.where, reason, goal }] : [],
    ),
    ruleEndings: endings.flatMap(({ ending, reason, goal }) =>
      'rule' in ending ? [{ rule: ending.rule, reason, goal }] : [],
    ),
  };
}

/** No version that was published has this number. */
const rehearsedVersion = -1;

/** What is published with one draft in the place of all scenarios, into which people come by hand. */
export function onlyOf(
  all: Published,
  scenarioId: number,
  draft: Definition,
  watch: NonNullable<Published['watch']>,
): Published {
  const version = versionOf({ id: rehearsedVersion, scenarioId, key: draft.key, version: 0, graph: draft });
  const live = [{ trigger: enrolment, version, since: new Date(0) }];
  return {
    ...all,
    versions: new Map([[version.id, version]]),
    byTopic: byTopic(live),
    dateTriggers: [],
    live: new Set([scenarioId]),
    events: eventNames([version]),
    hasRuleEndings: version.ruleEndings.length > 0,
    watch,
  };
}

/** People can be enrolled by hand in every scenario. */
const enrolment: Trigger = { id: 'enrolment', kind: 'manual' };

/**
 * Triggers in force. An unchanged trigger keeps its time through later versions, so that a publication loses no fact that
 * is on its way; a new or changed one begins with the version that brought it; a resumed scenario begins anew.
 */
function liveTriggers(rows: readonly VersionRow[], versions: ReadonlyMap<number, Version>): LiveTrigger[] {
  const live: LiveTrigger[] = [];
  for (const row of rows) {
    if (row.version !== row.publishedVersion || row.pausedAt) continue;
    const history = rows.filter((one) => one.scenarioId === row.scenarioId && one.version <= row.version).reverse();
    if (!row.graph.triggers.some(({ kind }) => kind === 'manual')) {
      live.push({ trigger: enrolment, version: versions.get(row.id)!, since: row.inForceSince });
    }
    for (const trigger of row.graph.triggers) {
      const text = canonical(trigger);
      const changed = history.findIndex((one) => !one.graph.triggers.some((other) => canonical(other) === text));
      const first = history[changed < 0 ? history.length - 1 : changed - 1]!;
      const since = later(first.publishedAt, row.inForceSince);
      live.push({ trigger, version: versions.get(row.id)!, since });
    }
  }
  return live;
}

/** JSON with sorted keys: jsonb does not keep their order. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

function byTopic(live: readonly LiveTrigger[]): Map<string, LiveTrigger[]> {
  const topics = new Map<string, LiveTrigger[]>();
  for (const one of live) {
    for (const topic of triggerKindOf(one.trigger).topics(one.trigger, one.version.scenarioKey)) {
      topics.set(topic, [...(topics.get(topic) ?? []), one]);
    }
  }
  return topics;
}

function eventNames(versions: Iterable<Version>): Set<string> {
  const names = new Set<string>();
  for (const { definition, eventEndings } of versions) {
    for (const ending of eventEndings) names.add(ending.event);
    for (const step of Object.values(definition.steps)) if (step.kind === 'await') names.add(step.event as string);
    for (const trigger of definition.triggers) if (trigger.kind === 'event') names.add(trigger.event as string);
  }
  return names;
}

/** Templates that were published, by key, as message steps need them. */
export async function templateFacts(on: Queryable): Promise<Map<string, TemplateFacts>> {
  const rows = await run<TemplateFacts & { key: string; version: number | null }>(on, sql('templates'), {});
  return new Map(rows.filter((one) => one.version !== null).map((one) => [one.key, one]));
}

/** What definitions may name now. */
export async function loadKnown(on: Queryable): Promise<Known> {
  const templates = await run<{ key: string; version: number | null; archived: boolean }>(on, sql('templates'), {});
  const segments = await run<{ key: string }>(on, sql('segments'), {});
  const lists = await run<{ key: string }>(on, sql('lists'), {});
  return {
    templates: new Map(templates.map((one) => [one.key, { published: one.version !== null, archived: one.archived }])),
    segments: new Set(segments.map((one) => one.key)),
    lists: new Set(lists.map((one) => one.key)),
  };
}
