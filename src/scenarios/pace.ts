/** How many messages in which time, and the moments that follow from it. Pure. */
import { z } from 'zod';
import { atHour, localDate, mostClosedDays } from './localtime.ts';
import { hour, openDaysOnly } from './shapes.ts';

/** Whoever wants more than that needs no pace. */
const fastest = 1_000_000;
/** A day of sending that is shorter is a moment; in minutes. */
export const shortestOpen = 30;

/** So many in a minute, an hour or a day; within these hours of the shop's day, and on its open days alone, where that is asked. */
export const paceShape = {
  messages: z.number().int().min(1).max(fastest).describe('So many go on in that time.'),
  per: z.enum(['minute', 'hour', 'day']),
  from: hour.optional().describe('Only from this hour of the shop’s day …'),
  until: hour.optional().describe('… until this one.'),
  openDaysOnly,
};
const paceSchema = z.strictObject(paceShape);
export type Pace = z.infer<typeof paceSchema>;

/** What is wrong with its hours: one of the two is missing, or too little lies between them. */
export function hoursFault({ from, until }: Pick<Pace, 'from' | 'until'>): 'half' | 'short' | null {
  if (from === undefined && until === undefined) return null;
  if (from === undefined || until === undefined) return 'half';
  return minutesOf(until) - minutesOf(from) < shortestOpen ? 'short' : null;
}

const minuteMs = 60_000;
const unitMs = { minute: minuteMs, hour: 60 * minuteMs, day: 24 * 60 * minuteMs };
/** Turns of one mark come together: nobody sees the difference, and a bucket has work once a minute instead of at every message. */
const markMs = { minute: 1_000, hour: minuteMs, day: minuteMs };

type Window = { opens: number; closes: number };

/**
 * The next `many` turns from a moment on, evenly spread. Any stretch as long as the unit holds no more than so many (with hours, any
 * day of the shop): a turn waits for the next mark, never for an earlier one.
 * @param isOpen whether a day is one of the shop's, for a pace that keeps to them
 * @returns the turns in their order, and when the one after them is free
 */
export function turnsFrom(
  free: Date,
  many: number,
  pace: Pace,
  zone: string,
  isOpen?: (day: string) => boolean,
): { turns: Date[]; free: Date } {
  const windowFrom = (moment: number) => windowAt(moment, pace, zone, pace.openDaysOnly ? isOpen : undefined);
  const mark = markMs[pace.per];
  const interval = intervalOf(pace);
  const marked = (at: number) => Math.ceil(at / mark) * mark;
  // What is counted by days of the shop may come before the mark: the last turns of a day leave in its last minute.
  const fits = (at: number, { closes }: Window) => (pace.per === 'day' ? at : marked(at)) < closes;
  const turns: Date[] = [];
  let window = windowFrom(free.getTime());
  let passed = 0;
  const next = () => {
    const at = window.opens + passed * interval;
    if (fits(at, window)) return at;
    window = windowFrom(Math.max(at, window.closes));
    passed = 0;
    return window.opens;
  };
  for (; turns.length < many; passed += 1) {
    const at = next();
    turns.push(new Date(Math.min(marked(at), Math.max(at, window.closes - mark))));
  }
  return { turns, free: new Date(Math.ceil(next())) };
}

function intervalOf({ messages, per, from, until }: Pace): number {
  if (per !== 'day' || from === undefined || until === undefined) return unitMs[per] / messages;
  return ((minutesOf(until) - minutesOf(from)) * minuteMs) / messages;
}

const minutesOf = (hour: string): number => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));

/** The open hours that a moment falls into, from that moment on; else the next ones. */
function windowAt(moment: number, { from, until }: Pace, zone: string, isOpen?: (day: string) => boolean): Window {
  const hours = from !== undefined && until !== undefined;
  if (!hours && isOpen === undefined) return { opens: moment, closes: Number.POSITIVE_INFINITY };
  let day = localDate(new Date(moment), zone);
  for (let passed = 0; ; passed++, day = dayAfter(day)) {
    if (passed <= mostClosedDays && isOpen?.(day) === false) continue;
    const opens = atHour(day, hours ? from : '00:00', zone).getTime();
    const closes = (hours ? atHour(day, until, zone) : atHour(dayAfter(day), '00:00', zone)).getTime();
    if (moment < closes) return { opens: Math.max(moment, opens), closes };
  }
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + unitMs.day).toISOString().slice(0, 10);
