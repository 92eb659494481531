/** The calendar of the shop: its weeks and months. */
import { addDays } from '../../parts/days.ts';

/** Whether a text of an address is a day. */
export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Monday is 0. */
const weekdayOf = (day: string): number => (new Date(day).getUTCDay() + 6) % 7;

export type View = 'month' | 'week';

/** The whole weeks that are shown. */
export function spanOf(view: View, day: string): { from: string; to: string } {
  if (view === 'week') {
    const from = addDays(day, -weekdayOf(day));
    return { from, to: addDays(from, 6) };
  }
  const first = `${day.slice(0, 7)}-01`;
  const last = addDays(nextMonth(first), -1);
  return { from: addDays(first, -weekdayOf(first)), to: addDays(last, 6 - weekdayOf(last)) };
}

function nextMonth(first: string): string {
  const date = new Date(first);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}

/** A day of the week or month before or after. */
export function moved(view: View, day: string, by: 1 | -1): string {
  if (view === 'week') return addDays(day, 7 * by);
  const first = `${day.slice(0, 7)}-01`;
  return by > 0 ? nextMonth(first) : `${addDays(first, -1).slice(0, 7)}-01`;
}
