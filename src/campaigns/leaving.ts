/** When the messages of a plan leave: the first, the last, and how many on which day. Pure. */
import type { OpenDays } from '../compliance/index.ts';
import { localDate, turnsFrom } from '../scenarios/index.ts';
import type { Plan } from './plan.ts';

/** Days are those of the shop. */
export type Leaving = {
  first: string | null;
  last: string | null;
  /** Upper bounds for all but the first message: who buys or leaves the audience gets no other. */
  days: { day: string; messages: number }[];
};

const DAY_MS = 86_400_000;

type Due = readonly { at: Date; people: number }[];

/** @param due people by the moment at which their first message is due */
export function leavingOf(plan: Plan, due: Due, zone: string, isOpen: OpenDays): Leaving {
  const days = new Map<string, number>();
  let first: number | null = null;
  let last: number | null = null;
  let shift = 0;
  const starts = leavesOf(plan, due, zone, isOpen);
  for (const { afterDays = 0 } of plan.messages) {
    shift += afterDays * DAY_MS;
    for (const { at, people } of starts) {
      const moment = at.getTime() + shift;
      first = Math.min(first ?? moment, moment);
      last = Math.max(last ?? moment, moment);
      const day = localDate(new Date(moment), zone);
      days.set(day, (days.get(day) ?? 0) + people);
    }
  }
  return {
    first: first === null ? null : new Date(first).toISOString(),
    last: last === null ? null : new Date(last).toISOString(),
    days: [...days].map(([day, messages]) => ({ day, messages })).sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

/** The moments of the first message, at the plan's pace: one queue for everybody. */
function leavesOf(plan: Plan, due: Due, zone: string, isOpen: OpenDays) {
  const sorted = due.filter(({ people }) => people > 0).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (!plan.pace) return sorted;
  let free: Date | null = null;
  const leaves = new Map<number, number>();
  for (const { at, people } of sorted) {
    const from: Date = free !== null && free > at ? free : at;
    const given = turnsFrom(from, people, plan.pace, zone, isOpen);
    free = given.free;
    for (const turn of given.turns) leaves.set(turn.getTime(), (leaves.get(turn.getTime()) ?? 0) + 1);
  }
  return [...leaves].map(([moment, people]) => ({ at: new Date(moment), people }));
}
