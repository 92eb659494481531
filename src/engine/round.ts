import type { Award } from '../pressure/index.ts';
import {
  type Bite,
  type BiteChanges,
  type Changes,
  type Movement,
  markChanged,
  run,
  statements,
  type Touched,
} from '../store/index.ts';
import { applyInbox, type InboxRooms, inboxBite } from './inbox.ts';
import { atTheirInstant, earliestInstants } from './instants.ts';
import { mostInstants } from './stride.ts';

const sql = statements(import.meta.url, 'look.sql');

/** The phases of a round, as the rooms offer them; compiled definitions are bound in by the engine. */
export type Phases = {
  /** Number of the definitions that are bound in. */
  version: number;
  inbox: InboxRooms;
  /** Computes segments that are new or changed, for the whole bucket; answers how many. */
  computeBucket: (bite: Bite) => Promise<number>;
  recheckList: (bite: Bite, most: number) => Promise<Touched[]>;
  refreshTouched: (bite: Bite, touched: readonly Touched[]) => Promise<Movement[]>;
  stepList: (bite: Bite, most: number) => Promise<Touched[]>;
  /** Lets a bite of people in whose moment has come; answers how many moments had something to do. */
  enterByMoments: (bite: Bite) => Promise<number>;
  react: (bite: Bite, happened: { changes: Changes; movements: Movement[] }) => Promise<void>;
  runDue: (bite: Bite, instants: readonly Touched[]) => Promise<number>;
  decide: (bite: Bite) => Promise<{ awarded: Award[]; judged: number }>;
  enqueue: (bite: Bite, awards: readonly Award[]) => Promise<void>;
  /** Judges opens and clicks whose hold is over; what people did comes in as facts. Answers how many. */
  judge: (bite: Bite) => Promise<number>;
};

/**
 * What a round did, and how many facts and people whose time has come it took. `more`: another round is sure to find work (a full
 * bite, later moments of the same people). Without it the bucket is most likely quiet, and whether it is comes out of the one question
 * asked for all buckets: a round to see that there is nothing would cost as much as asking for all of them.
 */
export type RoundResult = { did: boolean; more: boolean } & Partial<Portion>;

/** The definitions changed since they were compiled: nothing was done, and the round is to be run with the new ones. */
export class StaleDefinitions extends Error {}

/** Most of what one round takes: facts of the inbox, people whose time has come. */
export type Portion = { facts: number; instants: number };

export const wholePortion: Portion = { facts: inboxBite, instants: mostInstants };

/**
 * One round of a bucket's tick, in one transaction: facts in, the earliest due moment of every person, reactions,
 * steps, decisions.
 */
export async function round(bite: Bite, phases: Phases, most: Portion = wholePortion): Promise<RoundResult> {
  // Asked after the facts were read: a fact that came in after a publication never meets the definitions of before it.
  let seen: Look | undefined;
  const changes = await applyInbox(bite, phases.inbox, most.facts, async () => {
    seen = await look(bite);
    if (seen.version !== phases.version) throw new StaleDefinitions();
  });
  const due = seen!;
  const computed = await phases.computeBucket(bite);
  // Facts of this very round may have made something due that was not when it began: the next round finds it.
  const rechecks = due.rechecks || computed > 0 ? await phases.recheckList(bite, most.instants) : [];
  const steps = due.steps ? await phases.stepList(bite, most.instants) : [];
  const instants = earliestInstants([rechecks, steps], most.instants);
  const movements = await phases.refreshTouched(bite, [
    ...atTheirInstant(rechecks, instants),
    ...touchedNow(bite, changes),
  ]);
  await phases.react(bite, { changes, movements });
  const entered = due.moments ? await phases.enterByMoments(bite) : 0;
  const stepping = atTheirInstant(steps, instants);
  const moved = stepping.length > 0 ? await phases.runDue(bite, stepping) : 0;
  const { awarded, judged } = await phases.decide(bite);
  if (awarded.length > 0) await phases.enqueue(bite, awarded);
  const told = due.hits ? await phases.judge(bite) : 0;
  const did = changes.taken + computed + instants.size + entered + moved + judged + told > 0;
  if (did) await markChanged(bite);
  const more = (most.facts > 0 && changes.taken >= most.facts) || instants.size + entered > 0;
  return { did, facts: changes.taken, instants: instants.size, more };
}

type Look = { version: number; rechecks: boolean; steps: boolean; moments: boolean; hits: boolean };

async function look(bite: Bite): Promise<Look> {
  const [seen] = await run<Look>(bite.tx, sql('look'), { bucket: bite.bucket, now: bite.now });
  return seen!;
}

/** Touched people at this moment, with all that is known of what is new: most have events of a few names and nothing else. */
function touchedNow(bite: Bite, changes: BiteChanges): Touched[] {
  const wide = new Set(changes.wide);
  const names = new Map<string, Set<string>>();
  for (const { personId, name } of changes.events) {
    const known = names.get(personId);
    if (known) known.add(name);
    else names.set(personId, new Set([name]));
  }
  return changes.touched.map((personId) => ({
    personId,
    asOf: bite.now,
    history: changes.history.has(personId),
    ...(wide.has(personId) ? {} : { onlyEvents: [...(names.get(personId) ?? [])] }),
  }));
}
