/**
 * Turns at a pace. Who comes to such a step asks the queue for a turn; the queue lives in one bucket, its only writer, and gives every
 * asker the next free moments. Questions and answers go through inboxes.
 *
 *     at the step ──ask──▶ the queue's bucket ──grant──▶ waits for its turn ──▶ on
 *          ▲                                                   │
 *          └────── no answer for an hour, or seen too late ────┘
 */
import { readOpenDays } from '../compliance/index.ts';
import {
  type Applier,
  type Bite,
  bucketOfText,
  commandRow,
  count,
  type InboxRow,
  noChanges,
  run,
  statements,
} from '../store/index.ts';
import type { Position } from './kinds.ts';
import { later } from './localtime.ts';
import { type Pace, turnsFrom } from './pace.ts';

const sql = statements(import.meta.url, 'turns.sql');

/** What a position that has asked waits for: the answer of the queue. */
export const turnAwaited = 'scenario.turn';
/** Who has no answer by then asks again: their entry was on its way to another bucket when it came. */
export const askAgainAfter = 3_600_000;
/**
 * A turn that is seen later than this is lost and asked for anew: after a pause, or hours of a server that was down, those who missed
 * theirs would all go at once.
 */
export const latestTurn = 60_000;

const askKind = 'scenario.turns.ask';
const grantKind = 'scenario.turns.grant';

type Place = [entryId: string, path: string];
type Queue = { scenarioId: number; step: string };
type AskBody = Queue & { bucket: number; pace: Pace; places: Place[] };
type GrantBody = Queue & { places: Place[]; turns: number[] };

/** Asks the queue of a step for turns of these positions. */
export function askForTurns(bite: Bite, pace: Pace, positions: readonly Position[]): InboxRow {
  const { scenarioId, step } = positions[0]!;
  const home = bucketOfText(`turn:${scenarioId}:${step}`, bite.buckets);
  const places = positions.map(({ entryId, path }): Place => [entryId, path]);
  const body: AskBody = { scenarioId, step, bucket: bite.bucket, pace, places };
  return commandRow(home, askKind, body, bite.now);
}

/** The queue: gives the next free turns, in the order of the questions. */
const answer: Applier = async (bite, entries) => {
  for (const { body, occurredAt } of entries) {
    const { scenarioId, step, bucket, pace, places } = body as AskBody;
    const queue = { bucket: bite.bucket, scenario: scenarioId, step };
    const [known] = await run<{ freeAt: Date }>(bite.tx, sql('free'), queue);
    // Between the question and this moment lie milliseconds, or hours without a server: then the turns begin now.
    const asked = bite.now.getTime() - occurredAt.getTime() > latestTurn ? bite.now : occurredAt;
    const isOpen = pace.openDaysOnly ? await readOpenDays(bite.tx) : undefined;
    const from = later(known?.freeAt ?? asked, asked);
    const { turns, free } = turnsFrom(from, places.length, pace, bite.timezone, isOpen);
    await count(bite.tx, sql('keep'), { ...queue, free });
    const given: GrantBody = { scenarioId, step, places, turns: turns.map((turn) => turn.getTime()) };
    await bite.emit([commandRow(bucket, grantKind, given, occurredAt)]);
  }
  return noChanges();
};

/** Notes the turns of positions that still stand there. */
const grant: Applier = async (bite, entries) => {
  for (const { body } of entries) {
    const { step, places, turns } = body as GrantBody;
    await count(bite.tx, sql('grant'), {
      bucket: bite.bucket,
      step,
      awaited: turnAwaited,
      entries: places.map(([entryId]) => entryId),
      paths: places.map(([, path]) => path),
      moments: turns.map((turn) => new Date(turn)),
    });
  }
  return noChanges();
};

/** Appliers by kind of inbox row. */
export const turnKinds: Readonly<Record<string, Applier>> = { [askKind]: answer, [grantKind]: grant };
