/** What ends an entry before its way is walked: an event, a rule, the goal, the end of the scenario. */
import { recallEntries } from '../pressure/index.ts';
import { type Bite, count, run, type Touched } from '../store/index.ts';
import type { Occurrence } from './kinds.ts';
import type { Published, Version } from './load.ts';
import { entrySql } from './people.ts';
import { clearEntries } from './positions.ts';
import { holders, whereHolds } from './rules.ts';

export type Ended = { entryId: string; at: Date; reason: string; goal: boolean };

type OpenEntry = { id: string; personId: string; versionId: number; enteredAt: Date };

/**
 * Ends entries at their moments, with all their paths. Who is stopped on the way is not written to any more: what was
 * wished and has not left is taken back. Who came to an end of the way keeps it.
 */
export async function endEntries(
  bite: Bite,
  ended: readonly Ended[],
  how: 'stopped' | 'walked' = 'stopped',
): Promise<void> {
  if (ended.length === 0) return;
  await count(bite.tx, entrySql('finish'), {
    bucket: bite.bucket,
    ids: ended.map((one) => one.entryId),
    moments: ended.map((one) => one.at),
    reasons: ended.map((one) => one.reason),
    goals: ended.map((one) => one.goal),
  });
  await clearEntries(
    bite,
    ended.map((one) => one.entryId),
  );
  if (how === 'walked') return;
  for (const [reason, ofReason] of Map.groupBy(ended, (one) => one.reason)) {
    await recallEntries(
      bite,
      ofReason.map((one) => one.entryId),
      `entry_ended_${reason}`,
    );
  }
}

const openEntries = (bite: Bite, people: readonly string[], versions: readonly Version[]): Promise<OpenEntry[]> =>
  run<OpenEntry>(bite.tx, entrySql('open'), {
    bucket: bite.bucket,
    people: [...new Set(people)],
    versions: versions.map((version) => version.id),
  });

/**
 * Ends what these events end: one event per person. An entry is ended by what happens after it began; the fact that
 * brought the person in is not an ending.
 */
export async function endByEvents(bite: Bite, published: Published, events: readonly NamedEvent[]): Promise<void> {
  const names = new Set(events.map((event) => event.name));
  const versions = [...published.versions.values()].filter((one) =>
    one.eventEndings.some((end) => names.has(end.event)),
  );
  if (versions.length === 0) return;
  const eventOf = new Map(events.map((event) => [event.personId, event]));
  const open = await openEntries(bite, [...eventOf.keys()], versions);
  const ended = open.flatMap((entry): Ended[] => {
    const event = eventOf.get(entry.personId)!;
    if (event.at <= entry.enteredAt) return [];
    const endings = published.versions.get(entry.versionId)!.eventEndings;
    const hit = endings.find((end) => end.event === event.name && whereHolds(end.where, event.properties, event.name));
    return hit ? [{ entryId: entry.id, at: event.at, reason: hit.reason, goal: hit.goal }] : [];
  });
  await endEntries(bite, ended);
}

/** An event of a person under the name that rules ask for. */
export type NamedEvent = Occurrence & { name: string };

/** Ends what rules end for these people at their moments; each person once. */
export async function endByRules(bite: Bite, published: Published, touched: readonly Touched[]): Promise<Set<string>> {
  const done = new Set<string>();
  if (!published.hasRuleEndings || touched.length === 0) return done;
  const versions = [...published.versions.values()].filter((one) => one.ruleEndings.length > 0);
  const moments = new Map(touched.map((one) => [one.personId, one.asOf]));
  const open = await openEntries(bite, [...moments.keys()], versions);
  const ended: Ended[] = [];
  for (const [versionId, entries] of Map.groupBy(open, (entry) => entry.versionId)) {
    for (const { rule, reason, goal } of published.versions.get(versionId)!.ruleEndings) {
      const asked = entries.filter((entry) => !done.has(entry.id) && moments.get(entry.personId)! >= entry.enteredAt);
      if (asked.length === 0) continue;
      const people = [...new Set(asked.map((entry) => entry.personId))];
      const holding = await holders(
        bite,
        rule,
        people.map((personId) => ({ personId, asOf: moments.get(personId)! })),
      );
      for (const entry of asked.filter((one) => holding.has(one.personId))) {
        done.add(entry.id);
        ended.push({ entryId: entry.id, at: moments.get(entry.personId)!, reason, goal });
      }
    }
  }
  await endEntries(bite, ended);
  return done;
}
