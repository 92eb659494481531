/** How people come in: which triggers an occurrence sets off, who may enter, and their first position. */
import { type Bite, keyOf, run } from '../store/index.ts';
import { parseDuration } from './duration.ts';
import type { EntryContext, Occurrence } from './kinds.ts';
import type { LiveTrigger, Published } from './load.ts';
import { addDuration, zoneOf } from './localtime.ts';
import { entrySql } from './people.ts';
import { countVisits, insertPositions } from './positions.ts';
import { holders } from './rules.ts';
import { shareOf } from './shares.ts';
import { triggerKindOf } from './triggers/index.ts';

type Candidate = { occurrence: Occurrence; live: LiveTrigger; entryId: string };

/**
 * Enters the people whom these occurrences bring in: one occurrence per person.
 * @returns how many entered
 */
export async function enterPeople(
  bite: Bite,
  published: Published,
  occurrences: readonly Occurrence[],
): Promise<number> {
  const candidates = await withRules(bite, onePerScenario(occurrences.flatMap((one) => candidatesOf(published, one))));
  const admitted = await mayEnter(bite, candidates);
  if (admitted.length === 0) return 0;
  const inserted = await insertEntries(bite, admitted);
  const entered = admitted.filter((one) => inserted.has(one.entryId));
  await startPositions(bite, entered);
  return entered.length;
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

/** Two triggers of a scenario that hear the same fact make one entry: the first in the definition. */
function onePerScenario(candidates: readonly Candidate[]): Candidate[] {
  const first = new Map<string, Candidate>();
  for (const one of candidates) if (!first.has(one.entryId)) first.set(one.entryId, one);
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

/** Those whom the scenario's rule of re-entry lets in. */
async function mayEnter(bite: Bite, candidates: readonly Candidate[]): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  const rows = await run<{ personId: string; scenarioId: number; inside: boolean; endedAt: Date | null }>(
    bite.tx,
    entrySql('of-people'),
    {
      bucket: bite.bucket,
      people: [...new Set(candidates.map((one) => one.occurrence.personId))],
      scenarios: [...new Set(candidates.map((one) => one.live.version.scenarioId))],
    },
  );
  const before = new Map(rows.map((row) => [`${row.personId}|${row.scenarioId}`, row]));
  return candidates.filter(({ occurrence, live: { version } }) => {
    const last = before.get(`${occurrence.personId}|${version.scenarioId}`);
    const { kind, after, whileInside } = version.definition.reentry;
    if (!last) return true;
    if (kind === 'never' || (last.inside && !whileInside)) return false;
    if (kind === 'always' || !last.endedAt || !after) return true;
    return occurrence.at >= addDuration(last.endedAt, parseDuration(after), zoneOf(bite.timezone));
  });
}

async function insertEntries(bite: Bite, admitted: readonly Candidate[]): Promise<Set<string>> {
  const rows = await run<{ id: string }>(bite.tx, entrySql('insert'), {
    bucket: bite.bucket,
    ids: admitted.map((one) => one.entryId),
    scenarios: admitted.map((one) => one.live.version.scenarioId),
    versions: admitted.map((one) => one.live.version.id),
    people: admitted.map((one) => one.occurrence.personId),
    triggers: admitted.map((one) => one.live.trigger.id),
    keys: admitted.map((one) => one.occurrence.key),
    contexts: admitted.map((one) => JSON.stringify(contextOf(one))),
    moments: admitted.map((one) => one.occurrence.at),
    arms: admitted.map((one) => armOf(one)),
  });
  return new Set(rows.map((row) => row.id));
}

const contextOf = ({ occurrence }: Candidate): EntryContext => ({ event: occurrence.properties });

/** The lot falls once per person and scenario, whatever brings them in. */
function armOf({ occurrence, live: { version } }: Candidate): 'treated' | 'holdout' {
  const share = version.definition.holdout ?? 0;
  return shareOf('holdout', version.scenarioId, occurrence.personId) < share ? 'holdout' : 'treated';
}

async function startPositions(bite: Bite, entered: readonly Candidate[]): Promise<void> {
  const counted = entered.filter(({ live: { version } }) => version.revisited.has(version.definition.start));
  await countVisits(
    bite,
    new Map(
      counted.map(({ entryId, live }) => [entryId, { entryId, step: live.version.definition.start, arrivals: 1 }]),
    ),
  );
  await insertPositions(
    bite,
    entered.map(({ entryId, occurrence, live: { version } }) => ({
      entryId,
      path: '',
      personId: occurrence.personId,
      versionId: version.id,
      step: version.definition.start,
      visit: 1,
      arrivedAt: occurrence.at,
      dueAt: occurrence.at,
      awaits: null,
      waiting: false,
    })),
  );
}
