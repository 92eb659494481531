/** What facts and movements set off, person by person in the order of their moments. */
import { type Bite, type Changes, keyOf, type Movement, type Touched } from '../store/index.ts';
import { arriveAt, released, stepAfter } from './arrive.ts';
import { type EnrolEvent, enrolType } from './commands.ts';
import { datesOf, refreshDates, setNext } from './dates.ts';
import { endByEvents, endByRules, type NamedEvent } from './ends.ts';
import type { Occurrence } from './kinds.ts';
import type { Published } from './load.ts';
import { awaitingPositions, movePositions } from './positions.ts';
import { advance, enterPeople, isHeld } from './run.ts';

/** What happened in this bite. */
export type Happened = { changes: Changes; movements: readonly Movement[] };

/**
 * Lets scenarios answer to what happened. Each person's occurrences are taken in the order of their moments; before each,
 * what was due earlier runs; then entries end, waits are released, and people enter.
 */
export async function react(bite: Bite, published: Published, { changes, movements }: Happened): Promise<void> {
  if (published.versions.size === 0) return;
  const dates = await datesOf(bite, published, changes.touched);
  const occurrences = [
    ...dates.keys(),
    ...changes.events.flatMap((event) => occurrenceOfEvent(bite, published, event)),
    ...changes.lists.flatMap((change): Occurrence[] => {
      if (change.action !== 'add') return [];
      const { personId, at, list } = change;
      const key = keyOf('list', list, personId, at.toISOString());
      return [
        { topic: `list:${list}`, personId, at, key, properties: { list }, live: isNews(bite, published, change, at) },
      ];
    }),
    ...movements.flatMap((movement) => occurrenceOfMovement(published, movement)),
  ].filter((one) => concerns(published, one));
  // Who waits for an emitted fact stands still until the next round: their dates wait with them, events cannot.
  const waits = (one: Occurrence) => dates.has(one) && isHeld(bite, one.personId);
  for (const wave of wavesOf(occurrences)) {
    await advance(bite, published, wave.map(momentOf));
    await reactToWave(
      bite,
      published,
      wave.filter((one) => !waits(one)),
    );
    for (const one of wave.filter(waits)) dates.delete(one);
  }
  await setNext(bite, published, [...dates.values()]);
  await endByRules(bite, published, askedNow(bite, changes, movements));
  await refreshDates(bite, published, changes.touched);
}

const momentOf = ({ personId, at }: Occurrence): Touched => ({ personId, asOf: at });

/** History is not news: only live facts that are fresh make anybody enter. */
const isNews = (bite: Bite, published: Published, fact: { origin: string }, at: Date): boolean =>
  fact.origin === 'live' && bite.now.getTime() - at.getTime() <= published.freshnessMs;

function occurrenceOfEvent(bite: Bite, published: Published, event: Changes['events'][number]): Occurrence[] {
  const { personId, id: key, occurredAt: at, name, properties } = event;
  if (event.type === enrolType) {
    const { via, context } = properties as EnrolEvent;
    return [{ topic: `${via}:${name}`, personId, at, key, properties: context, live: true }];
  }
  return [{ topic: `event:${name}`, personId, at, key, properties, live: isNews(bite, published, event, at) }];
}

function occurrenceOfMovement(published: Published, movement: Movement): Occurrence[] {
  const segment = published.segmentKeys.get(movement.segmentId);
  if (segment === undefined) return [];
  const { personId, at, entered, initial } = movement;
  const key = keyOf('movement', movement.segmentId, personId, at.toISOString(), String(entered));
  const topic = `segment${entered ? '+' : '-'}:${segment}`;
  return [{ topic, personId, at, key, properties: { segment }, live: !initial }];
}

/** Whether anything listens: a trigger to its topic, or an ending or a wait to its event. */
const concerns = (published: Published, { topic }: Occurrence): boolean =>
  published.byTopic.has(topic) ||
  (topic.startsWith(eventTopic) && published.events.has(topic.slice(eventTopic.length)));

const eventTopic = 'event:';

/** The first occurrence of everybody, then the second of everybody, and so on. */
function wavesOf(occurrences: readonly Occurrence[]): Occurrence[][] {
  const waves: Occurrence[][] = [];
  for (const ofPerson of Map.groupBy(occurrences, (one) => one.personId).values()) {
    // The sort is stable: at one moment dates come first, then events, lists, movements.
    ofPerson.sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const [index, one] of ofPerson.entries()) {
      waves[index] ??= [];
      waves[index].push(one);
    }
  }
  return waves;
}

async function reactToWave(bite: Bite, published: Published, wave: readonly Occurrence[]): Promise<void> {
  const events: NamedEvent[] = wave
    .filter(({ topic }) => topic.startsWith(eventTopic))
    .map((one) => ({ ...one, name: one.topic.slice(eventTopic.length) }));
  if (events.length > 0) {
    await endByEvents(bite, published, events);
    await release(bite, published, events);
  }
  await enterPeople(bite, published, wave);
}

/** Lets go who waited for these events: one event per person. */
async function release(bite: Bite, published: Published, events: readonly NamedEvent[]): Promise<void> {
  const waiting = await awaitingPositions(bite, events);
  if (waiting.length === 0) return;
  const eventOf = new Map(events.map((event) => [event.personId, event]));
  const freed = waiting.flatMap((position) => {
    const event = eventOf.get(position.personId)!;
    const to = stepAfter(published, position, event.properties);
    return to === null ? [] : [released(position, to, event.at)];
  });
  await movePositions(bite, await arriveAt(bite, published, freed));
}

/** Whose rules are asked after the facts: touched people now, moved people at their moment. */
function askedNow(bite: Bite, changes: Changes, movements: readonly Movement[]) {
  const moments = new Map(movements.map(({ personId, at }) => [personId, at]));
  for (const personId of changes.touched) moments.set(personId, bite.now);
  return [...moments].map(([personId, asOf]) => ({ personId, asOf }));
}
