/** How people come in: which triggers an occurrence sets off, who may enter, and their first position. */
import { type Bite, count, jsonList, keyOf, run, toldOnce, unlessThere } from '../store/index.ts';
import type { Walker } from './arrive.ts';
import { parseDuration } from './duration.ts';
import type { Occurrence } from './kinds.ts';
import type { LiveTrigger, Published, Version } from './load.ts';
import { addDuration, zoneOf } from './localtime.ts';
import { entrySql } from './people.ts';
import { holders } from './rules.ts';
import { shareOf } from './shares.ts';
import { triggerKindOf } from './triggers/index.ts';

type Candidate = { occurrence: Occurrence; live: LiveTrigger; entryId: string };

/** Somebody who comes in, at the first step; neither the entry nor the position is written yet. */
export type Entering = Walker & { triggerId: string; triggerKey: string };

/** An entry as it is written: many are over before the pulse that began them is. */
export type NewEntry = { entering: Entering; end: { at: Date; reason: string } | null };

/** Whom these occurrences bring in: one occurrence per person. */
export async function whoEnters(
  bite: Bite,
  published: Published,
  occurrences: readonly Occurrence[],
): Promise<Entering[]> {
  const candidates = onePerScenario(
    await withRules(
      bite,
      occurrences.flatMap((one) => candidatesOf(published, one)),
    ),
  );
  if (candidates.length === 0) return [];
  const before = await entriesBefore(bite, candidates);
  const admitted = candidates.filter((one) => mayEnter(bite, one, before));
  const known = await knownEntries(bite, admitted, before);
  return admitted.filter((one) => !known.has(one.entryId)).map((one) => enteringOf(one, before));
}

function candidatesOf(published: Published, occurrence: Occurrence): Candidate[] {
  if (!occurrence.live) return [];
  return (published.byTopic.get(occurrence.topic) ?? [])
    .filter((live) => occurrence.at >= live.since)
    .filter(({ trigger }) => triggerKindOf(trigger).matches?.(trigger, occurrence) ?? true)
    .map((live) => ({
      occurrence,
      live,
      entryId: keyOf('entry', live.version.scenarioId, occurrence.key, occurrence.personId),
    }));
}

/** Two triggers of a scenario that hear the same fact make one entry: by the first in the definition whose rules hold. */
function onePerScenario(candidates: readonly Candidate[]): Candidate[] {
  const place = ({ live: { trigger, version } }: Candidate) =>
    version.definition.triggers.findIndex(({ id }) => id === trigger.id);
  const first = new Map<string, Candidate>();
  for (const one of candidates) {
    const held = first.get(one.entryId);
    if (!held || place(one) < place(held)) first.set(one.entryId, one);
  }
  return [...first.values()];
}

/** Those for whom the trigger's rule and the scenario's audience hold at the moment of the occurrence. */
async function withRules(bite: Bite, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const passed: Candidate[] = [];
  for (const [live, ofTrigger] of Map.groupBy(candidates, (one) => one.live)) {
    let left = ofTrigger;
    for (const rule of [live.trigger.person, live.version.definition.audience]) {
      if (rule === undefined || left.length === 0) continue;
      const people = left.map(({ occurrence }) => ({ personId: occurrence.personId, asOf: occurrence.at }));
      const holding = await holders(bite, rule, people);
      left = left.filter(({ occurrence }) => holding.has(occurrence.personId));
    }
    passed.push(...left);
  }
  return passed;
}

type Before = { inside: boolean; endedAt: Date | null };
/** Former entries by `person|scenario`, and the zones of the people. */
type History = { entries: ReadonlyMap<string, Before>; zones: ReadonlyMap<string, string | null> };

const historyKey = ({ occurrence, live }: Candidate) => `${occurrence.personId}|${live.version.scenarioId}`;

async function entriesBefore(bite: Bite, candidates: readonly Candidate[]): Promise<History> {
  const rows = await run<Before & { personId: string; timezone: string | null; scenarioId: number | null }>(
    bite.tx,
    entrySql('of-people'),
    {
      bucket: bite.bucket,
      people: [...new Set(candidates.map((one) => one.occurrence.personId))],
      scenarios: [...new Set(candidates.map((one) => one.live.version.scenarioId))],
    },
  );
  return {
    entries: new Map(
      rows.filter((row) => row.scenarioId !== null).map((row) => [`${row.personId}|${row.scenarioId}`, row]),
    ),
    zones: new Map(rows.map((row) => [row.personId, row.timezone])),
  };
}

/** Whether the scenario's rule of re-entry lets somebody in. */
function mayEnter(bite: Bite, one: Candidate, { entries }: History): boolean {
  const last = entries.get(historyKey(one));
  const { kind, after, whileInside } = one.live.version.definition.reentry;
  if (!last) return true;
  if (kind === 'never' || (last.inside && !whileInside)) return false;
  if (kind === 'always' || !last.endedAt || !after) return true;
  return one.occurrence.at >= addDuration(last.endedAt, parseDuration(after), zoneOf(bite.timezone));
}

/** The same fact never makes a second entry. Whoever was never in the scenario needs no look: nobody else writes here. */
async function knownEntries(bite: Bite, admitted: readonly Candidate[], before: History): Promise<Set<string>> {
  const again = admitted.filter((one) => before.entries.has(historyKey(one)));
  if (again.length === 0) return new Set();
  const ids = again.map((one) => one.entryId);
  const rows = await run<{ id: string }>(bite.tx, entrySql('known'), { bucket: bite.bucket, ids });
  return new Set(rows.map((row) => row.id));
}

function enteringOf({ entryId, occurrence, live: { trigger, version } }: Candidate, { zones }: History): Entering {
  const { personId, at } = occurrence;
  return {
    entryId,
    path: '',
    personId,
    versionId: version.id,
    step: version.definition.start,
    visit: 1,
    arrivedAt: at,
    dueAt: at,
    awaits: null,
    waiting: false,
    scenarioId: version.scenarioId,
    firstPersonId: personId,
    enteredAt: at,
    arm: armOf(version, personId),
    context: { event: occurrence.properties },
    timezone: zones.get(personId) ?? null,
    unwritten: true,
    triggerId: trigger.id,
    triggerKey: occurrence.key,
  };
}

/** The lot falls once per person and scenario, whatever brings them in. */
function armOf({ scenarioId, definition }: Version, personId: string): 'treated' | 'holdout' {
  return shareOf('holdout', scenarioId, personId) < (definition.holdout ?? 0) ? 'holdout' : 'treated';
}

export async function insertEntries(bite: Bite, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const all = entries.map(({ entering }) => entering);
  const { kinds, told } = toldOnce(entries, kindOfEntry);
  const columns = {
    bucket: bite.bucket,
    kinds,
    ids: all.map((one) => one.entryId),
    people: all.map((one) => one.personId),
    keys: all.map((one) => one.triggerKey),
    contexts: jsonList(all.map((one) => JSON.stringify(one.context))),
    moments: all.map((one) => one.enteredAt.getTime()),
    ended: entries.map(({ end }) => end?.at.getTime() ?? null),
    scenarios: told.map(({ entering }) => entering.scenarioId),
    versions: told.map(({ entering }) => entering.versionId),
    triggers: told.map(({ entering }) => entering.triggerId),
    arms: told.map(({ entering }) => entering.arm),
    reasons: told.map(({ end }) => end?.reason ?? null),
  };
  await unlessThere(
    bite.tx,
    () => count(bite.tx, entrySql('insert'), columns),
    () => count(bite.tx, entrySql('insert-missing'), columns),
  );
}

/** What entries of one trigger have in common. */
const kindOfEntry = ({ entering, end }: NewEntry): string =>
  [entering.versionId, entering.triggerId, entering.arm, end?.reason].join('\u001f');
