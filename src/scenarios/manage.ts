/** Making, publishing and stopping scenarios. */
import {
  bumpDefinitions,
  commandRow,
  count,
  faster,
  type InboxRow,
  putInbox,
  type Queryable,
  type Revised,
  run,
  type Store,
  type Tx,
} from '../store/index.ts';
import { type Definition, type Fault, longestDefinition } from './definition.ts';
import { errors } from './errors.ts';
import { canonical, loadKnown, sql } from './load.ts';
import { keyPattern } from './shapes.ts';
import { type Validation, validate } from './validate.ts';

/** A scenario as it is listed. */
export type ScenarioLine = {
  id: number;
  key: string;
  name: string;
  unit: string | null;
  publishedVersion: number | null;
  publishedAt: Date | null;
  pausedAt: Date | null;
  archivedAt: Date | null;
  updatedAt: Date;
  /** A campaign wrote it: it is changed there. */
  campaign: boolean;
};

/** A scenario whole: its draft, and the definition in force where there is one. */
export type Scenario = ScenarioLine & {
  draft: unknown;
  published: Definition | null;
  /** Grows with every draft that is saved. */
  revision: number;
  changedBy: string | null;
};

/** A scenario whose row is locked. */
export type Locked = Pick<
  ScenarioLine,
  'id' | 'key' | 'publishedVersion' | 'publishedAt' | 'pausedAt' | 'archivedAt'
> & { draft: unknown; campaign: boolean } & Revised;

/** Scenarios by name; archived ones and those of campaigns when asked for. */
export const listScenarios = (
  on: Queryable,
  { archived = false, campaigns = false }: { archived?: boolean; campaigns?: boolean } = {},
): Promise<ScenarioLine[]> => run<ScenarioLine>(on, sql('list'), { archived, campaigns });

/** One scenario by its key. @throws SCENARIO_UNKNOWN */
export async function getScenario(on: Queryable, key: string): Promise<Scenario> {
  const [row] = await run<Scenario>(on, sql('get'), { key });
  if (!row) throw errors.SCENARIO_UNKNOWN({ scenario: key });
  return row;
}

/** A version as it was published. */
export type VersionLine = { version: number; publishedAt: Date };

/** Versions of a scenario, newest first. @throws SCENARIO_UNKNOWN */
export async function listVersions(on: Queryable, key: string): Promise<VersionLine[]> {
  const { id } = await getScenario(on, key);
  return run<VersionLine>(on, sql('versions-of'), { scenario: id });
}

/** One version with its definition. @throws SCENARIO_UNKNOWN, SCENARIO_NO_SUCH_VERSION */
export async function getVersion(
  on: Queryable,
  key: string,
  version: number,
): Promise<VersionLine & { definition: Definition }> {
  const { id } = await getScenario(on, key);
  const [row] = await run<VersionLine & { definition: Definition }>(on, sql('version'), { scenario: id, version });
  if (!row) throw errors.SCENARIO_NO_SUCH_VERSION({ scenario: key, version });
  return row;
}

/** Scenarios that ask for a segment, as a draft or in force. */
export const scenariosNaming = (
  on: Queryable,
  segment: string,
): Promise<{ key: string; name: string; published: boolean }[]> => run(on, sql('naming-segment'), { key: segment });

/** Scenarios that say one of these templates, as a draft or in force. */
export const scenariosSaying = (
  on: Queryable,
  templates: readonly string[],
): Promise<{ template: string; key: string; name: string; published: boolean }[]> =>
  run(on, sql('naming-templates'), { keys: templates });

/** Judges a draft against what exists now; nothing is stored. */
export const validateScenario = async (on: Queryable, draft: unknown): Promise<Validation> =>
  validate(draft, await loadKnown(on));

/** The revision of a draft that was made just now. */
const FIRST = 1;

/** Who saves, and the revision that they had seen: none where it does not matter to them, 0 where there must not be one. */
export type Change = { by?: string; revision?: number };

/**
 * Stores a draft under its own key. A draft may have faults, they are answered; it needs a key and a name.
 * @throws SCENARIO_INVALID without key or name, SCENARIO_ARCHIVED, SCENARIO_CHANGED and SCENARIO_EXISTS
 */
export async function saveScenario(
  store: Store,
  draft: unknown,
  { by, revision: seen }: Change = {},
): Promise<{ key: string; revision: number; errors: Fault[]; warnings: Fault[] }> {
  const { key, name, unit } = outlineOf(draft);
  const now = store.clock.now();
  return store.transaction(async (tx) => {
    if (seen !== undefined) await checkSeen(tx, key, seen);
    const values = { key, name, unit, draft: JSON.stringify(draft), now, by: by ?? null };
    const [row] = await run<{ revision: number }>(tx, sql('save'), values);
    if (!row) return refuse(tx, key);
    // What is not there cannot be held: of two who make it at once the second finds that it is not the first.
    if (seen === 0 && row.revision !== FIRST) throw errors.SCENARIO_EXISTS({ scenario: key });
    const { errors: faults, warnings } = await validateScenario(tx, draft);
    return { key, revision: row.revision, errors: faults, warnings };
  });
}

/** Holds what is there until the change is written. @throws SCENARIO_CHANGED, SCENARIO_EXISTS */
async function checkSeen(tx: Tx, key: string, seen: number): Promise<void> {
  const [held] = await run<Revised>(tx, sql('hold'), { key });
  if ((held?.revision ?? 0) === seen) return;
  if (seen === 0) throw errors.SCENARIO_EXISTS({ scenario: key });
  if (!held) throw errors.SCENARIO_UNKNOWN({ scenario: key });
  throw changed(key, held);
}

function changed(key: string, held: Revised): Error {
  const { said, more } = faster(held);
  return errors.SCENARIO_CHANGED({ scenario: key, ...said }, more);
}

/** Why a key cannot be written under. */
async function refuse(on: Queryable, key: string): Promise<never> {
  const { archivedAt } = await getScenario(on, key);
  throw archivedAt ? errors.SCENARIO_ARCHIVED({ scenario: key }) : errors.SCENARIO_OF_CAMPAIGN({ scenario: key });
}

function outlineOf(draft: unknown): { key: string; name: string; unit: string | null } {
  const { key, name, unit } = (draft ?? {}) as Record<string, unknown>;
  const faults = [
    ...(typeof key === 'string' && keyPattern.test(key)
      ? []
      : ['It needs a “key” of small letters, digits, - and _, 64 at most.']),
    ...(typeof name === 'string' && name.trim() !== '' && name.length <= 200
      ? []
      : ['It needs a “name” of 200 characters at most.']),
    ...(JSON.stringify(draft)?.length > longestDefinition
      ? [`It is longer than ${longestDefinition} characters.`]
      : []),
  ];
  if (faults.length > 0) {
    throw errors.SCENARIO_INVALID({ scenario: String(key ?? ''), count: faults.length, faults }, { details: faults });
  }
  return { key: key as string, name: name as string, unit: typeof unit === 'string' ? unit : null };
}

/**
 * Publishes the draft as a new version. People inside keep theirs; nobody is enrolled who already matches.
 * @param seen the revision that somebody has read: nothing else is published
 * @throws SCENARIO_INVALID with every fault; SCENARIO_UNKNOWN, SCENARIO_ARCHIVED, SCENARIO_CHANGED
 */
export const publishScenario = (
  store: Store,
  key: string,
  seen?: number,
): Promise<{ version: number; warnings: Fault[] }> =>
  change(store, key, async (tx, scenario, now) => {
    if (seen !== undefined && scenario.revision !== seen) throw changed(key, scenario);
    return publishDraft(tx, store, scenario, now);
  });

/** Makes a version of a locked scenario's draft and puts it in force. @throws SCENARIO_INVALID with every fault */
export async function publishDraft(
  tx: Tx,
  store: Store,
  scenario: Locked,
  now: Date,
): Promise<{ version: number; warnings: Fault[] }> {
  const { key } = scenario;
  const { definition, errors: faults, warnings } = await validateScenario(tx, scenario.draft);
  if (!definition) throw invalid(scenario.draft, faults);
  const version = (scenario.publishedVersion ?? 0) + 1;
  const before = scenario.publishedVersion === null ? null : (await getScenario(tx, key)).published;
  const values = { scenario: scenario.id, version, now };
  await run(tx, sql('add-version'), { ...values, graph: JSON.stringify(definition) });
  await count(tx, sql('set-published'), values);
  await tellBuckets(tx, store, watchCommands(scenario.id, before, definition, now));
  return { version, warnings };
}

/** What is told of a draft that cannot be published: every fault of it. */
export const invalid = (draft: unknown, faults: readonly Fault[]): Error =>
  errors.SCENARIO_INVALID(
    {
      scenario: String((draft as { key?: unknown } | null)?.key ?? ''),
      count: faults.length,
      faults: faults.map((one) => one.sentence),
    },
    { details: faults },
  );

/** Which triggers by dates and moments every bucket has to compute: those that are new or have changed. */
function watchCommands(scenarioId: number, before: Definition | null, now: Definition, at: Date): Command | null {
  const dates = (definition: Definition | null) =>
    definition?.triggers.filter(({ kind }) => kind === 'date' || kind === 'moment') ?? [];
  const known = new Map(dates(before).map((trigger) => [trigger.id, canonical(trigger)]));
  const all = dates(now);
  const compute = all.filter((trigger) => known.get(trigger.id) !== canonical(trigger)).map(({ id }) => id);
  const keep = all.map(({ id }) => id).filter((id) => !compute.includes(id));
  if (compute.length === 0 && keep.length === known.size) return null;
  return { kind: 'scenario.watch', body: { scenarioId, keep, compute, since: at.toISOString() }, at };
}

/**
 * Stops a scenario: nobody enters, nobody moves; due moments are kept. Messages that were awarded before still leave.
 * @throws SCENARIO_NOT_PUBLISHED
 */
export const pauseScenario = (store: Store, key: string): Promise<void> =>
  change(store, key, async (tx, scenario, now) => {
    if (scenario.publishedVersion === null) throw errors.SCENARIO_NOT_PUBLISHED({ scenario: key });
    await count(tx, sql('pause'), { scenario: scenario.id, now });
  });

/** Lets a paused scenario go on: who is inside runs late, in order; what happened during the pause makes nobody enter. */
export const resumeScenario = (store: Store, key: string): Promise<void> =>
  change(store, key, async (tx, scenario, now) => {
    await count(tx, sql('resume'), { scenario: scenario.id, now });
  });

/** Ends a scenario for good: everybody inside is out. */
export const archiveScenario = (store: Store, key: string): Promise<void> =>
  change(store, key, (tx, { id }, now) => archiveById(tx, store, id, now, 'archived'));

/** Ends a scenario, and tells every bucket why those inside are out. */
export async function archiveById(tx: Tx, store: Store, scenario: number, now: Date, reason: string): Promise<void> {
  await count(tx, sql('archive'), { scenario, now });
  await tellBuckets(tx, store, { kind: 'scenario.end', body: { scenarioId: scenario, reason }, at: now });
}

/** A change of one scenario's state: locked, in a transaction, counted as a change of the definitions. */
async function change<T>(
  store: Store,
  key: string,
  work: (tx: Tx, scenario: Locked, now: Date) => Promise<T>,
): Promise<T> {
  const now = store.clock.now();
  const result = await store.transaction(async (tx) => {
    const [scenario] = await run<Locked>(tx, sql('lock'), { key });
    if (!scenario) throw errors.SCENARIO_UNKNOWN({ scenario: key });
    if (scenario.campaign) throw errors.SCENARIO_OF_CAMPAIGN({ scenario: key });
    if (scenario.archivedAt) throw errors.SCENARIO_ARCHIVED({ scenario: key });
    const answer = await work(tx, scenario, now);
    await bumpDefinitions(tx, now);
    return answer;
  });
  store.wake(allBuckets(store));
  return result;
}

type Command = { kind: string; body: unknown; at: Date };

export const allBuckets = (store: Store): number[] => Array.from({ length: store.buckets }, (_, bucket) => bucket);

/** Puts a command into the inbox of every bucket. */
export async function tellBuckets(tx: Queryable, store: Store, command: Command | null): Promise<void> {
  if (!command) return;
  const rows: InboxRow[] = allBuckets(store).map((bucket) =>
    commandRow(bucket, command.kind, command.body, command.at),
  );
  await putInbox(tx, rows);
}
