/**
 * How people move. A position is in one of two states:
 *
 *     to run (waiting = false) ──arrive──▶ waits (waiting = true) ──over, at due_at──▶ to run at the next step
 *              ▲     │  └─────────────▶ ends, or forks into paths                          ▲
 *              └─────┘ goes on at once                     └──the awaited event, at its moment──┘
 *
 * The next step is reached at the moment the one before was due, never at the moment somebody looked: so a day in one go
 * gives what minute by minute gives.
 */
import type { Bite, Touched } from '../store/index.ts';
import { arriveAt, type Walker } from './arrive.ts';
import { fireDates } from './dates.ts';
import { endByRules } from './ends.ts';
import { type Entering, insertEntries, whoEnters } from './enter.ts';
import { forget, type Gathered, gather, place, placeOf, write } from './gathered.ts';
import type { Item, Occurrence, Outcome, Position, StepRun } from './kinds.ts';
import type { Published } from './load.ts';
import { earlier, zoneOf } from './localtime.ts';
import { duePositions } from './positions.ts';
import { kindOf, type Step } from './steps/index.ts';

/** More steps without a wait than any definition has: a walk that passes it is a fault of the program. */
const longestWalk = 100_000;

/**
 * People of a bite who stand still for the rest of its round: a step of theirs put a fact into the inbox, and their path goes
 * on once it was applied.
 */
const standing = new WeakMap<Bite, Set<string>>();

function heldIn(bite: Bite): Set<string> {
  const held = standing.get(bite) ?? new Set();
  standing.set(bite, held);
  return held;
}

/** Whether a person stands still until the next round. */
export const isHeld = (bite: Bite, personId: string): boolean => heldIn(bite).has(personId);

/**
 * Runs what is due for these people at their moments: dates enter them, positions move until they wait. Reactions of the
 * same round may have given a person something earlier than the moment asked for: then that comes first, alone.
 * @returns how many positions moved and dates fired
 */
export async function runDue(bite: Bite, published: Published, instants: readonly Touched[]): Promise<number> {
  const free = instants.filter(({ personId }) => !isHeld(bite, personId));
  const due = firstOfEach(known(published, await duePositions(bite, free, false)));
  const first = new Map(due.map((position) => [position.personId, position.dueAt]));
  const dates = free.map(({ personId, asOf }) => ({ personId, asOf: earlier(asOf, first.get(personId) ?? asOf) }));
  const fired = await fireDates(bite, published, dates, (wave) => enterPeople(bite, published, wave));
  const now = due.filter(({ personId, dueAt }) => (fired.get(personId) ?? dueAt) >= dueAt);
  await pulse(bite, published, now);
  return fired.size + now.length;
}

/**
 * Moves these people up to their moments, exclusive: what was due before something happened runs before it.
 * @param until one moment per person
 */
export async function advance(bite: Bite, published: Published, until: readonly Touched[]): Promise<void> {
  let people = until.filter(({ personId }) => !isHeld(bite, personId));
  while (people.length > 0) {
    const due = firstOfEach(known(published, await duePositions(bite, people, true)));
    await pulse(bite, published, due);
    const moved = new Set(due.map((position) => position.personId));
    people = people.filter(({ personId }) => moved.has(personId) && !isHeld(bite, personId));
  }
}

/** Who entered by a version that was published since the definitions were read is left to the next round, which reads anew. */
const known = (published: Published, positions: readonly Position[]): Position[] =>
  positions.filter((position) => published.versions.has(position.versionId));

/** Of each person, the positions of the earliest moment. */
function firstOfEach(positions: readonly Position[]): Position[] {
  const first = new Map<string, number>();
  for (const { personId, dueAt } of positions) {
    first.set(personId, Math.min(first.get(personId) ?? Number.POSITIVE_INFINITY, dueAt.getTime()));
  }
  return positions.filter(({ personId, dueAt }) => first.get(personId) === dueAt.getTime());
}

/** Lets people in whom these occurrences bring, one per person, and walks them to their first wait. */
export async function enterPeople(bite: Bite, published: Published, occurrences: readonly Occurrence[]): Promise<void> {
  const entering = await whoEnters(bite, published, occurrences);
  if (entering.length === 0) return;
  // Rules that end entries look for them in the table: there these must be before the walk, not after it.
  const asked = entering.filter((one) => published.versions.get(one.versionId)!.ruleEndings.length > 0);
  await insertEntries(
    bite,
    asked.map((one) => ({ entering: one, end: null })),
  );
  const written = new Set(asked);
  const unwritten = new Map(entering.filter((one) => !written.has(one)).map((one) => [one.entryId, one]));
  await pulse(bite, published, await arriveAt(bite, published, entering), unwritten);
}

/**
 * Moves positions, one moment per person, until each waits, ends, or has to let a fact be applied.
 * @param entering entries of these positions that are written at the end, with what became of them
 */
async function pulse(
  bite: Bite,
  published: Published,
  due: readonly Walker[],
  entering: ReadonlyMap<string, Entering> = new Map(),
): Promise<void> {
  if (due.length === 0) return;
  const moments = new Map(due.map((position) => [position.personId, position.dueAt]));
  const ended = await endByRules(
    bite,
    published,
    [...moments].map(([personId, asOf]) => ({ personId, asOf })),
  );
  const gathered = gather(entering);
  const left = due.filter((position) => !ended.has(position.entryId));
  // Who enters while a fact of theirs waits to be applied stands at the first step until then.
  for (const one of left) if (one.unwritten && isHeld(bite, one.personId)) place(gathered, one);
  let active: Walker[] = left.filter((one) => !one.unwritten || !isHeld(bite, one.personId));
  for (let turn = 0; active.length > 0; turn++) {
    if (turn > longestWalk) throw new Error(`A path walks without a wait at step “${active[0]!.step}”`);
    const going = await turnOnce(bite, published, active, gathered);
    const over = new Set(gathered.ended.map((one) => one.entryId));
    active = await arriveAt(
      bite,
      published,
      going.filter((one) => !over.has(one.entryId)),
    );
    for (const position of active) place(gathered, position);
    active = active.filter((position) => !gathered.held.has(placeOf(position)));
  }
  await write(bite, published, gathered);
  for (const one of [...gathered.moved.values(), ...gathered.added.values()]) {
    if (gathered.held.has(placeOf(one))) heldIn(bite).add(one.personId);
  }
}

/** Runs the step of each position once; answers those that go on to another step at the same moment. */
async function turnOnce(
  bite: Bite,
  published: Published,
  active: readonly Walker[],
  gathered: Gathered,
): Promise<Walker[]> {
  const run: StepRun = {
    bite,
    templates: published.templates,
    openDays: published.openDays,
    wish: (wish) => gathered.wishes.push(wish),
    emit: (row) => gathered.rows.push(row),
  };
  const going: Walker[] = [];
  for (const ofStep of Map.groupBy(active, (position) => `${position.versionId}|${position.step}`).values()) {
    const { steps, unit } = published.versions.get(ofStep[0]!.versionId)!.definition;
    const step = steps[ofStep[0]!.step]!;
    const items = ofStep.map((position) => ({
      position,
      step,
      at: position.dueAt,
      zone: zoneOf(position.timezone, bite.timezone),
      unit,
    }));
    for (const [index, outcome] of (await outcomesOf(run, step, items)).entries()) {
      published.watch?.(items[index]!.position, outcome);
      going.push(...apply(items[index]!, outcome, gathered));
    }
  }
  return going;
}

async function outcomesOf(run: StepRun, step: Step, items: readonly Item<Step>[]): Promise<Outcome[]> {
  const kind = kindOf(step);
  const arriving = items.filter((item) => !item.position.waiting);
  const arrived = arriving.length > 0 ? await kind.arrive(run, arriving) : [];
  let next = 0;
  return items.map((item) => (item.position.waiting ? kind.over!(item, run.bite.now) : arrived[next++]!));
}

/** Notes what becomes of a position; answers the positions that arrive somewhere by it. */
function apply({ position, step, at }: Item<Step>, outcome: Outcome, gathered: Gathered): Walker[] {
  const arrive = (to: string): Walker => ({
    ...position,
    step: to,
    arrivedAt: at,
    dueAt: at,
    awaits: null,
    waiting: false,
  });
  if ('go' in outcome) {
    if (outcome.later) gathered.held.add(placeOf(position));
    return [arrive(outcome.go)];
  }
  if ('fork' in outcome) {
    forget(gathered, position);
    return outcome.fork.map((to, index) => ({ ...arrive(to), path: `${position.path}.${index}`, unwritten: true }));
  }
  if ('end' in outcome) {
    if (outcome.all) gathered.ended.push({ entryId: position.entryId, at, reason: outcome.end, goal: false });
    else gathered.walked.set(position.entryId, { at, reason: outcome.end });
    forget(gathered, position);
    return [];
  }
  // A wait that is over before it began is passed through in the same moment.
  if (outcome.waitUntil <= at && outcome.awaits === undefined) {
    return apply({ position, step, at, zone: '' }, kindOf(step).over!({ position, step, at, zone: '' }, at), gathered);
  }
  place(gathered, { ...position, dueAt: outcome.waitUntil, awaits: outcome.awaits ?? null, waiting: true });
  return [];
}
