/**
 * One person walks through a scenario on a clock that is moved: the same statements, gates and appliers as live, in a transaction
 * that is taken back at its end. Segments stay as they are today; everything else is asked as of the moment.
 */
import { readSwitches } from '../compliance/index.ts';
import { inboxKinds as factKinds } from '../facts/index.ts';
import { peopleKinds } from '../people/index.ts';
import { decide, decisions } from '../pressure/index.ts';
import {
  type Applier,
  type Bite,
  type Changes,
  type InboxRow,
  keyOf,
  lanes,
  newId,
  noChanges,
  run,
  type Store,
  type Tx,
} from '../store/index.ts';
import type { Definition } from './definition.ts';
import { errors } from './errors.ts';
import type { Occurrence, Outcome, Position } from './kinds.ts';
import { loadScenarios, onlyOf, type Published } from './load.ts';
import { later } from './localtime.ts';
import { invalid, validateScenario } from './manage.ts';
import { entrySql } from './people.ts';
import { standingOf } from './positions.ts';
import { react } from './react.ts';
import { enterPeople, runDue } from './run.ts';
import { turnKinds } from './turns.ts';

/** How far the clock is moved at most, and how often it stops on the way. */
const rehearsedDays = 730;
const mostRehearsedStops = 300;
const dayMs = 86_400_000;

/** Something that the person is made to do at a moment. */
export type Deed = { event: string; at: Date; properties?: Record<string, unknown> };

/** Somebody comes to a step; `until` and `awaits` where they wait there, `message` where something is to be said. */
export type Walked = {
  at: Date;
  path: string;
  step: string;
  visit: number;
  until: Date | null;
  awaits: string | null;
  message: { state: 'pending' | 'awarded' | 'refused'; reason: string | null; channel: string } | null;
};

export type Rehearsal = {
  /** Whether the scenario's audience lets the person in at all. */
  enters: boolean;
  steps: Walked[];
  end: { at: Date; reason: string; goal: boolean } | null;
  /** Where it stopped without an end. */
  stoppedAt: Date | null;
};

const kinds: Readonly<Record<string, Applier>> = { ...peopleKinds([]), ...factKinds, ...turnKinds };

/** Takes the transaction back and carries what was found out of it. */
class TakenBack extends Error {
  readonly found: Rehearsal;

  constructor(found: Rehearsal) {
    super('This transaction is taken back on purpose');
    this.found = found;
  }
}

/** Who walks, and when they come in; `context` is what brought them, `deeds` what they do on the way. */
type Given = {
  personId: string;
  bucket: number;
  /** The shop's time zone, for people who have none. */
  timezone: string;
  from: Date;
  context: Record<string, unknown>;
  deeds: readonly Deed[];
  /** The scenario that is published under the draft's key: of its splits people take the paths that they take there. */
  scenarioId: number | null;
};

/**
 * Walks one person through a draft; re-entry and holdout are not asked.
 * @throws SCENARIO_INVALID, SCENARIO_TOO_FAR
 */
export async function rehearse(store: Store, draft: unknown, given: Given): Promise<Rehearsal> {
  const { definition, errors: faults } = await validateScenario(store.pool, draft);
  if (!definition) throw invalid(draft, faults);
  const ahead = (given.from.getTime() - store.clock.now().getTime()) / dayMs;
  if (ahead > rehearsedDays) throw errors.SCENARIO_TOO_FAR({ days: rehearsedDays });
  try {
    return await store.transaction(async (tx) => {
      throw new TakenBack(await new Rehearsing(tx, store.buckets, given).through(definition));
    });
  } catch (error) {
    if (error instanceof TakenBack) return error.found;
    throw error;
  }
}

/** No scenario has this number. */
const nowhere = -1;

/** Applies what the person did, or a step told of them; who asks for a turn gets the first. What belongs to others is left. */
async function apply(bite: Bite, rows: readonly InboxRow[], personId: string): Promise<Changes> {
  const changes = noChanges();
  for (const [id, row] of rows.entries()) {
    const applier = kinds[row.kind];
    if (!applier || (row.personId !== personId && !Object.hasOwn(turnKinds, row.kind))) continue;
    const part = await applier(bite, [{ ...row, id }]);
    changes.touched.push(...part.touched);
    changes.events.push(...part.events);
    changes.lists.push(...part.lists);
  }
  return { ...changes, touched: [...new Set(changes.touched)] };
}

class Rehearsing {
  private readonly tx: Tx;
  private readonly buckets: number;
  private readonly given: Given;
  private readonly emitted: InboxRow[] = [];
  private readonly seen: { position: Position; outcome: Outcome }[] = [];
  private entryId: string | null = null;

  constructor(tx: Tx, buckets: number, given: Given) {
    this.tx = tx;
    this.buckets = buckets;
    this.given = given;
  }

  async through(definition: Definition): Promise<Rehearsal> {
    const { from, personId, context, scenarioId } = this.given;
    const open: Definition = { ...definition, holdout: 0, reentry: { kind: 'always', whileInside: true } };
    const all = await loadScenarios(this.tx);
    const published = onlyOf(all, scenarioId ?? nowhere, open, (position, outcome) => {
      this.entryId = position.entryId;
      this.seen.push({ position, outcome });
    });
    const topic = `manual:${definition.key}`;
    const entering: Occurrence = { topic, personId, at: from, key: newId(), properties: context, live: true };
    await this.stop(from, (bite) => enterPeople(bite, published, [entering]));
    if (this.entryId === null) return { enters: false, steps: [], end: null, stoppedAt: null };
    return this.told(await this.walk(published, from));
  }

  /** Moves the clock from stop to stop; answers where it stood when nothing was left to do. */
  private async walk(published: Published, from: Date): Promise<Date> {
    const last = new Date(from.getTime() + rehearsedDays * dayMs);
    const deeds = this.given.deeds.filter(({ at }) => at > from).sort((a, b) => a.at.getTime() - b.at.getTime());
    let now = from;
    for (let stops = 0; stops < mostRehearsedStops; stops++) {
      const rows = this.emitted.splice(0);
      if (rows.length > 0) {
        await this.stop(now, async (bite) =>
          react(bite, published, { changes: await apply(bite, rows, this.given.personId), movements: [] }),
        );
        continue;
      }
      const due = await this.nextDue();
      if (due === null) return now;
      const deed = deeds[0];
      const next = deed && deed.at < due ? deed.at : due;
      if (next > last) return now;
      now = later(next, now);
      if (deed && deed.at < due) this.emitted.push(this.rowOf(deeds.shift()!));
      else await this.stop(now, (bite) => runDue(bite, published, [{ personId: this.given.personId, asOf: now }]));
    }
    return now;
  }

  /** A bite at a moment; each has its own, so that who waited for a fact goes on. */
  private async stop(now: Date, work: (bite: Bite) => Promise<unknown>): Promise<void> {
    const { bucket, timezone } = this.given;
    const emit = async (rows: readonly InboxRow[]) => void this.emitted.push(...rows);
    const bite: Bite = { tx: this.tx, bucket, buckets: this.buckets, now, timezone, emit };
    await work(bite);
    await decide(bite, await readSwitches(this.tx));
  }

  private async nextDue(): Promise<Date | null> {
    const standing = await standingOf(this.tx, this.given.bucket, [this.entryId!]);
    const moments = standing.map(({ dueAt }) => dueAt.getTime());
    return moments.length === 0 ? null : new Date(Math.min(...moments));
  }

  private rowOf({ event, at, properties = {} }: Deed): InboxRow {
    const { bucket, personId } = this.given;
    const fact = { lane: lanes.fresh, kind: 'track', origin: 'live' as const, occurredAt: at, receivedAt: at };
    return { ...fact, bucket, personId, messageId: newId(), body: { who: {}, event, properties } };
  }

  private async told(stoppedAt: Date): Promise<Rehearsal> {
    const { bucket, personId } = this.given;
    const ends = { bucket, entry: this.entryId };
    const [end] = await run<NonNullable<Rehearsal['end']>>(this.tx, entrySql('end-of'), ends);
    const said = await decisions(this.tx, bucket, personId, { most: mostRehearsedStops });
    const ofKey = new Map(said.map((one) => [one.key, one]));
    const steps = this.seen
      .filter(({ position }) => !position.waiting)
      .map(({ position, outcome }): Walked => {
        const waits = 'waitUntil' in outcome ? outcome : null;
        const wish = ofKey.get(keyOf(position.entryId, position.step, position.visit));
        const message = wish ? { state: wish.state, reason: wish.reason, channel: wish.channel } : null;
        const { path, step, visit, dueAt: at } = position;
        return { at, path, step, visit, until: waits?.waitUntil ?? null, awaits: waits?.awaits ?? null, message };
      });
    return { enters: true, steps, end: end ?? null, stoppedAt: end ? null : stoppedAt };
  }
}
