/** Date triggers: a row per person holds the next moment, so that no bucket is searched for birthdays. */
import { type Bite, count, keyOf, run, statements, type Touched } from '../store/index.ts';
import type { Occurrence } from './kinds.ts';
import type { LiveTrigger, Published } from './load.ts';
import { nextOccasion, readTraitDate, zoneOf } from './localtime.ts';
import { type TraitRow, traitRows, traitsOf } from './people.ts';
import { type DateTrigger, dateRuleOf } from './triggers/date.ts';
import { triggerKindOf } from './triggers/index.ts';

const sql = statements(import.meta.url, 'watch.sql');

type DueDate = { scenarioId: number; triggerId: string; personId: string; dueAt: Date; occasion: string };
type Watch = DueDate;
/** Rows that were due by then are left to fire; after they fired nothing is. */
type Settled = Date | '-infinity';

/** A date that has come, and the trigger that watched for it; null when the scenario has no such trigger any more. */
export type Come = { due: DueDate; live: LiveTrigger | null };

/** Dates of these people that have come by their moments, those of scenarios that are being read anew left out. */
async function comeDates(bite: Bite, published: Published, instants: readonly Touched[]): Promise<Come[]> {
  if (instants.length === 0) return [];
  const rows = await run<DueDate>(bite.tx, sql('due'), {
    bucket: bite.bucket,
    people: instants.map((one) => one.personId),
    moments: instants.map((one) => one.asOf),
  });
  return rows.filter((due) => published.live.has(due.scenarioId)).map((due) => ({ due, live: liveOf(published, due) }));
}

const liveOf = (published: Published, due: DueDate): LiveTrigger | null =>
  published.dateTriggers.find(
    ({ trigger, version }) => trigger.id === due.triggerId && version.scenarioId === due.scenarioId,
  ) ?? null;

function occurrenceOf({ due, live }: Come): Occurrence[] {
  if (!live) return [];
  return [
    {
      topic: triggerKindOf(live.trigger).topics(live.trigger, live.version.scenarioKey)[0]!,
      personId: due.personId,
      at: due.dueAt,
      key: keyOf('date', due.triggerId, due.occasion),
      properties: { date: due.occasion },
      live: true,
    },
  ];
}

/**
 * Fires the dates that have come for these people and looks for their next occasion.
 * @param enter lets people in whom occurrences bring: one per person
 * @returns the first moment that fired for each person
 */
export async function fireDates(
  bite: Bite,
  published: Published,
  instants: readonly Touched[],
  enter: (occurrences: readonly Occurrence[]) => Promise<void>,
): Promise<Map<string, Date>> {
  const fired = new Map<string, Date>();
  const come = await comeDates(bite, published, instants);
  if (come.length === 0) return fired;
  const ofPerson = new Map<string, number>();
  const waves: Occurrence[][] = [];
  for (const occurrence of come.flatMap(occurrenceOf)) {
    const wave = ofPerson.get(occurrence.personId) ?? 0;
    ofPerson.set(occurrence.personId, wave + 1);
    waves[wave] ??= [];
    waves[wave].push(occurrence);
  }
  for (const wave of waves) await enter(wave);
  await setNext(bite, published, come);
  for (const { due } of come) if (!fired.has(due.personId)) fired.set(due.personId, due.dueAt);
  return fired;
}

/** Dates of touched people that have come, each as an occurrence among their others; who takes one calls {@link setNext}. */
export async function datesOf(
  bite: Bite,
  published: Published,
  people: readonly string[],
): Promise<Map<Occurrence, Come>> {
  if (published.dateTriggers.length === 0) return new Map();
  const come = await comeDates(
    bite,
    published,
    people.map((personId) => ({ personId, asOf: bite.now })),
  );
  return new Map(come.flatMap((one) => occurrenceOf(one).map((occurrence) => [occurrence, one] as const)));
}

/** After the dates that have come: the next occasion of each, after the one that was. */
export async function setNext(bite: Bite, published: Published, come: readonly Come[]): Promise<void> {
  const over: DueDate[] = come.filter((one) => one.live === null).map((one) => one.due);
  const next: Watch[] = [];
  for (const [live, ofTrigger] of Map.groupBy(come, (one) => one.live)) {
    if (!live) continue;
    const after = new Map(ofTrigger.map(({ due }) => [due.personId, due.dueAt]));
    const rows = await traitRows(bite, traitOf(live), [...after.keys()]);
    const watches = watchesOf(bite, published, live, rows, (personId) => after.get(personId)!);
    next.push(...watches);
    const found = new Set(watches.map((watch) => watch.personId));
    over.push(...ofTrigger.map(({ due }) => due).filter((due) => !found.has(due.personId)));
  }
  await dropWatches(bite, over, '-infinity');
  await putWatches(bite, next, '-infinity');
}

/** Computes the dates of people anew whose traits may have changed. */
export async function refreshDates(bite: Bite, published: Published, people: readonly string[]): Promise<void> {
  const lives = published.dateTriggers;
  if (people.length === 0 || lives.length === 0) return;
  const rows = await traitsOf(bite, lives.map(traitOf), people);
  await writeNext(
    bite,
    published,
    lives.map((live) => ({
      live,
      rows: rows.map(({ personId, timezone, traits }) => ({ personId, timezone, value: traits[traitOf(live)] })),
    })),
    bite.now,
  );
}

/** People with the value of the trait that a trigger asks for. */
export type DatedPeople = { live: LiveTrigger; rows: readonly TraitRow[] };

/** Writes the next occasions after a moment; who has none has no row. */
export async function writeNext(
  bite: Bite,
  published: Published,
  dated: readonly DatedPeople[],
  after: Date,
): Promise<void> {
  const none: Pick<Watch, 'scenarioId' | 'triggerId' | 'personId'>[] = [];
  const next: Watch[] = [];
  for (const { live, rows } of dated) {
    const watches = watchesOf(bite, published, live, rows, () => after);
    const found = new Set(watches.map((watch) => watch.personId));
    const { scenarioId } = live.version;
    next.push(...watches);
    for (const { personId } of rows) {
      if (!found.has(personId)) none.push({ scenarioId, triggerId: live.trigger.id, personId });
    }
  }
  await dropWatches(bite, none, bite.now);
  await putWatches(bite, next, bite.now);
}

/** The trait that a date trigger asks for. */
export const traitOf = ({ trigger }: LiveTrigger): string => (trigger as unknown as DateTrigger).trait;

function watchesOf(
  bite: Bite,
  published: Published,
  live: LiveTrigger,
  rows: readonly TraitRow[],
  after: (personId: string) => Date,
): Watch[] {
  const rule = dateRuleOf(live.trigger as unknown as DateTrigger);
  return rows.flatMap(({ personId, value, timezone }) => {
    const zone = zoneOf(timezone, bite.timezone);
    const date = readTraitDate(value, zone);
    const next = date && nextOccasion(date, rule, zone, after(personId), published.leapDay);
    return next ? [{ scenarioId: live.version.scenarioId, triggerId: live.trigger.id, personId, ...next }] : [];
  });
}

async function putWatches(bite: Bite, watches: readonly Watch[], settled: Settled): Promise<void> {
  if (watches.length === 0) return;
  const stay = await run<WatchKey>(bite.tx, sql('unfired'), { bucket: bite.bucket, settled, ...keysOf(watches) });
  const unfired = new Set(stay.map(nameOf));
  const moved = watches.filter((one) => !unfired.has(nameOf(one)));
  if (moved.length === 0) return;
  await count(bite.tx, sql('put'), {
    bucket: bite.bucket,
    ...keysOf(moved),
    due: moved.map((one) => one.dueAt),
    occasions: moved.map((one) => one.occasion),
  });
}

type WatchKey = Pick<Watch, 'scenarioId' | 'triggerId' | 'personId'>;

const nameOf = ({ scenarioId, triggerId, personId }: WatchKey): string => `${scenarioId} ${personId} ${triggerId}`;

const keysOf = (watches: readonly WatchKey[]) => ({
  scenarios: watches.map((one) => one.scenarioId),
  triggers: watches.map((one) => one.triggerId),
  people: watches.map((one) => one.personId),
});

async function dropWatches(bite: Bite, watches: readonly WatchKey[], settled: Settled): Promise<void> {
  if (watches.length === 0) return;
  await count(bite.tx, sql('drop'), { bucket: bite.bucket, settled, ...keysOf(watches) });
}

/** Takes away the dates of triggers that a scenario no longer has, or has changed. */
export const keepTriggers = (bite: Bite, scenarioId: number, triggers: readonly string[]): Promise<number> =>
  count(bite.tx, sql('drop-other-triggers'), { bucket: bite.bucket, scenario: scenarioId, triggers });

/** Takes a merged person's dates away. */
export const dropDates = (bite: Bite, personId: string): Promise<number> =>
  count(bite.tx, sql('drop-person'), { bucket: bite.bucket, person: personId });
