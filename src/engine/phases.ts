import { bankKinds } from '../banks/index.ts';
import { readSwitches } from '../compliance/index.ts';
import {
  bucketsToJudge,
  inboxKinds as deliveryKinds,
  mergeParts as deliveryParts,
  personParts as deliveryPersonParts,
  enqueue,
  judgeDue,
  nextJudgement,
} from '../delivery/index.ts';
import {
  inboxKinds as factKinds,
  mergeParts as factParts,
  personParts as factPersonParts,
  orderIdOfFact,
} from '../facts/index.ts';
import { personParts as pagesPersonParts, signupKinds, signupsPart } from '../pages/index.ts';
import { eraseKinds, type MergePart, type PersonPart, peopleKinds, type Rooms, welcome } from '../people/index.ts';
import { decide, mergeParts as pressureParts, personParts as pressurePersonParts } from '../pressure/index.ts';
import * as scenarios from '../scenarios/index.ts';
import * as segments from '../segments/index.ts';
import { type Applier, bucketsWithInbox, definitionsVersion, type Queryable } from '../store/index.ts';
import type { Phases } from './round.ts';

/** Memberships are not taken along: the winner's are asked anew, because the merge touches them. */
const segmentsPart: MergePart = {
  name: 'segments',
  pack: async (bite, merges) => {
    for (const { personId } of merges) await segments.dropPerson(bite, personId);
    return [];
  },
  unpack: async () => {},
};

/** Told of everybody who is merged, whether they were in a scenario or not: what they did may end an entry of who they are now. */
const scenariosPart: MergePart = {
  name: 'scenarios',
  pack: async (bite, merges) => {
    const packed = [];
    for (const { personId } of merges) packed.push({ personId, row: await scenarios.packPerson(bite, personId) });
    return packed;
  },
  unpack: async (bite, packed) => {
    for (const { personId, row } of packed) {
      await scenarios.unpackPerson(bite, personId, row as scenarios.PackedPerson);
    }
  },
  happened: scenarios.happenedBefore,
};

/** What merged people take along of the rooms below people. */
const mergeParts: readonly MergePart[] = [
  ...factParts,
  signupsPart,
  ...deliveryParts,
  ...pressureParts,
  // After what was wished: of two entries of one scenario one ends, and takes its wishes back.
  scenariosPart,
  segmentsPart,
];

const rooms: Rooms = { parts: mergeParts, orderOf: orderIdOfFact };

/** What each room below people knows of a person, and takes away when they are erased. */
export const personParts: readonly PersonPart[] = [
  ...factPersonParts,
  ...segments.personParts,
  ...pressurePersonParts,
  ...deliveryPersonParts,
  ...pagesPersonParts,
  ...scenarios.personParts,
];

/** Appliers of all rooms by kind; two rooms with one kind are a fault of the program. */
const inboxKinds: Readonly<Record<string, Applier>> = joinKinds(
  peopleKinds(mergeParts),
  factKinds,
  deliveryKinds,
  signupKinds,
  scenarios.inboxKinds,
  bankKinds(),
  // Last: what the same bite told of somebody goes with them.
  eraseKinds(personParts),
);

function joinKinds(...registries: Readonly<Record<string, Applier>>[]): Record<string, Applier> {
  const joined: Record<string, Applier> = {};
  for (const [kind, applier] of registries.flatMap((registry) => Object.entries(registry))) {
    if (joined[kind]) throw new Error(`Two rooms apply inbox rows of kind ${kind}`);
    joined[kind] = applier;
  }
  return joined;
}

/** The phases of a round with today's definitions bound in; read once per change of the definitions. */
export async function loadPhases(on: Queryable): Promise<Phases> {
  // Read first: what changes while the rest is read makes this number old, and it is all read again.
  const version = await definitionsVersion(on);
  const compiled = await segments.loadSegments(on);
  const switches = await readSwitches(on);
  const published = await scenarios.loadScenarios(on);
  return {
    version,
    inbox: { welcome: (bite, entries) => welcome(bite, entries, rooms), kinds: inboxKinds },
    computeBucket: (bite) => segments.computeBucket(bite, compiled),
    recheckList: segments.dueRechecks,
    refreshTouched: (bite, touched) => segments.refreshTouched(bite, compiled, touched),
    stepList: scenarios.dueInstants,
    enterByMoments: (bite) => scenarios.enterByMoments(bite, published),
    react: (bite, happened) => scenarios.react(bite, published, happened),
    runDue: (bite, instants) => scenarios.runDue(bite, published, instants),
    decide: (bite) => decide(bite, switches),
    enqueue,
    judge: judgeDue,
  };
}

/** Buckets in which something is to be done at `now`. */
export async function bucketsDue(on: Queryable, now: Date): Promise<number[]> {
  const found = await Promise.all([
    bucketsWithInbox(on),
    segments.bucketsDue(on, now),
    scenarios.bucketsDue(on, now),
    bucketsToJudge(on, now),
  ]);
  return [...new Set(found.flat())].sort((a, b) => a - b);
}

/** The next moment at which time alone has something to do; null when only facts can. */
export async function nextDue(on: Queryable): Promise<Date | null> {
  const moments = await Promise.all([segments.nextRecheck(on), scenarios.nextDue(on), nextJudgement(on)]);
  return earliest(moments);
}

/** The earliest of some moments; null when there is none. */
export const earliest = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((first, at) => (at && (!first || at < first) ? at : first), null);
