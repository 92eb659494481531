/**
 * Moments at which a scenario lets its whole audience in: a newsletter at nine. A row of each bucket says when and how far it is, so
 * that a bite of people enters in one transaction with the note that they were looked at. An hour of everybody's own zone is a
 * row of moments, one for each zone that people of the bucket live in.
 */
import { type Bite, count, keyOf, type Queryable, run, statements } from '../store/index.ts';
import type { Occurrence } from './kinds.ts';
import type { LiveTrigger, Published } from './load.ts';
import { atHour, zoneOf } from './localtime.ts';
import { advance, enterPeople } from './run.ts';
import type { MomentTrigger } from './triggers/moment.ts';

const sql = statements(import.meta.url, 'moments.sql');

/** People looked at in one bite. */
const peoplePerMoment = 2_000;
/** A moment is written in minutes: one that began less than a minute before the publication is still now. */
const graceMs = 60_000;
/** Where a day begins first, and where last. */
const firstZone = 'Pacific/Kiritimati';
const lastZone = 'Etc/GMT+12';
const firstId = '00000000-0000-0000-0000-000000000000';

type Watch = { scenarioId: number; triggerId: string; dueAt: Date; after: string };

/** The moment at which a clock of that zone shows what the trigger says. */
export function momentIn(trigger: Pick<MomentTrigger, 'at' | 'zone'>, zone: string): Date {
  const [day, hour] = trigger.at.split('T') as [string, string];
  return atHour(day, hour, trigger.zone ?? zone);
}

/** The first and the last moment of a trigger anywhere on earth. */
export const spanOf = (trigger: Pick<MomentTrigger, 'at' | 'zone'>): { first: Date; last: Date } => ({
  first: momentIn(trigger, firstZone),
  last: momentIn(trigger, lastZone),
});

/** The first and the last moment at which a trigger of this moment lets somebody in, as people live now; null when it lets nobody in. */
export async function spanNow(
  on: Queryable,
  trigger: Pick<MomentTrigger, 'at' | 'zone'>,
  { now, zone }: { now: Date; zone: string },
): Promise<{ first: Date; last: Date } | null> {
  const zones = trigger.zone === undefined ? await run<{ zone: string }>(on, sql('all-zones'), {}) : [{ zone }];
  const moments = zones
    .map((one) => momentIn(trigger, zoneOf(one.zone, zone)))
    .filter((moment) => !isOver(moment, now))
    .map((moment) => moment.getTime());
  if (moments.length === 0) return null;
  return { first: new Date(Math.min(...moments)), last: new Date(Math.max(...moments)) };
}

/** Whether a moment was over when its trigger came into force: then it lets nobody in. */
export const isOver = (moment: Date, since: Date): boolean => moment.getTime() < since.getTime() - graceMs;

/**
 * Sets up the moments of new and changed triggers in a bucket, and takes away those that a scenario no longer has. The definition in force
 * is asked, paused or not: a moment waits for the end of a pause.
 */
export async function watchMoments(
  bite: Bite,
  published: Published,
  { scenarioId, keep, compute }: { scenarioId: number; keep: readonly string[]; compute: readonly string[] },
): Promise<void> {
  const { bucket, tx } = bite;
  await count(tx, sql('drop-other-triggers'), { bucket, scenario: scenarioId, triggers: keep });
  const inForce = [...published.versions.values()].findLast((version) => version.scenarioId === scenarioId);
  for (const trigger of inForce?.definition.triggers ?? []) {
    if (trigger.kind !== 'moment' || !compute.includes(trigger.id)) continue;
    const { first } = spanOf(trigger as unknown as MomentTrigger);
    await count(tx, sql('put'), { bucket, scenario: scenarioId, trigger: trigger.id, due: first });
  }
}

/** Takes all moments of a scenario away. */
export const dropMoments = (bite: Bite, scenarioId: number): Promise<number> =>
  count(bite.tx, sql('drop-other-triggers'), { bucket: bite.bucket, scenario: scenarioId, triggers: [] });

const isOf = ({ version }: LiveTrigger, scenarioId: number) => version.scenarioId === scenarioId;

/**
 * Lets the next people in whose moment has come, a bite of each trigger.
 * @returns how many triggers had something to do
 */
export async function enterByMoments(bite: Bite, published: Published): Promise<number> {
  const due = await run<Watch>(bite.tx, sql('due'), { bucket: bite.bucket, now: bite.now });
  let did = 0;
  for (const watch of due) {
    const live = published.momentTriggers.find(
      (one) => isOf(one, watch.scenarioId) && one.trigger.id === watch.triggerId,
    );
    // What is paused or published at this very moment is for the next round, which reads the definitions anew.
    if (!live) continue;
    await enterBite(bite, published, live, watch);
    did += 1;
  }
  return did;
}

async function enterBite(bite: Bite, published: Published, live: LiveTrigger, watch: Watch): Promise<void> {
  const trigger = live.trigger as unknown as MomentTrigger;
  const zones = await run<{ zone: string }>(bite.tx, sql('zones'), { bucket: bite.bucket });
  const moments = zones.map(({ zone }) => ({ zone, at: momentIn(trigger, zoneOf(zone, bite.timezone)) }));
  const now = isOver(watch.dueAt, live.since) ? [] : moments.filter(({ at }) => +at === +watch.dueAt);
  const people = await pageOf(
    bite,
    now.map(({ zone }) => zone),
    watch.after,
  );
  // A moment is told in minutes: one that began before its trigger was in force comes when it is. What is known by now counts.
  const at = watch.dueAt < live.since ? bite.now : watch.dueAt;
  const occurrences = people.map((personId): Occurrence => occurrenceOf(live, personId, at));
  await advance(
    bite,
    published,
    people.map((personId) => ({ personId, asOf: at })),
  );
  await enterPeople(bite, published, occurrences);
  const more = people.length === peoplePerMoment;
  const later = moments.filter(({ at }) => at > watch.dueAt).map(({ at }) => at.getTime());
  const next = later.length > 0 ? new Date(Math.min(...later)) : null;
  const { scenarioId: scenario, triggerId } = watch;
  await count(bite.tx, sql('go-on'), {
    bucket: bite.bucket,
    scenario,
    trigger: triggerId,
    due: more ? watch.dueAt : next,
    after: more ? people.at(-1)! : firstId,
  });
}

async function pageOf(bite: Bite, zones: readonly string[], after: string): Promise<string[]> {
  if (zones.length === 0) return [];
  const given = { bucket: bite.bucket, zones, after, most: peoplePerMoment };
  return (await run<{ personId: string }>(bite.tx, sql('page'), given)).map(({ personId }) => personId);
}

const occurrenceOf = ({ trigger, version }: LiveTrigger, personId: string, at: Date): Occurrence => ({
  topic: `moment:${version.scenarioKey}/${trigger.id}`,
  personId,
  at,
  key: keyOf('moment', trigger.id, (trigger as unknown as MomentTrigger).at),
  properties: {},
  live: true,
});

/** Buckets that have let everybody in, of those that have such a moment, by scenario. */
export const momentsLeft = (on: Queryable, scenarios: readonly number[]): Promise<MomentsLeft[]> =>
  run<MomentsLeft>(on, sql('left'), { scenarios });
export type MomentsLeft = { scenarioId: number; through: number; next: Date | null };
