/** The days of a shop in France: months, weekdays, sales, Christmas. A day is its number since 1970-01-01. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Days of history before today. */
export const HISTORY_DAYS = 548;

export const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / DAY_MS;
export const isoOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
/** Month from 0. */
export const monthOf = (day: number): number => new Date(day * DAY_MS).getUTCMonth();
export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
/** Monday is 0. */
export const weekdayOf = (day: number): number => (day + 3) % 7;

/** Hours that Paris is ahead of UTC: summer time lasts from the last Sunday of March to that of October, at 01:00 UTC. */
function hoursAhead(at: number): number {
  const year = new Date(at).getUTCFullYear();
  const change = (month: number): number => {
    const last = dayOf(year, month + 1, 1) - 1;
    return (last - ((weekdayOf(last) + 1) % 7)) * DAY_MS + HOUR_MS;
  };
  return at >= change(3) && at < change(10) ? 2 : 1;
}

/** The day on which a clock in Paris is at this moment. */
export const dayAt = (now: Date): number => Math.floor((now.getTime() + hoursAhead(now.getTime()) * HOUR_MS) / DAY_MS);

/** The moment at which a clock in Paris shows these minutes of this day. */
export function momentOf(day: number, minutes: number): number {
  const local = day * DAY_MS + Math.round(minutes * 60) * 1_000;
  return local - hoursAhead(local - HOUR_MS) * HOUR_MS;
}

/** A time in which prices are down: which part of the range, and by how much. */
export type Offer = { key: string; name: string; code: string; from: number; to: number; cut: number; lift: number };

/** The sales of a year: dates of the law for the soldes, habits of shops for the rest. */
export function offersOf(year: number): Offer[] {
  const winter = soldes(dayOf(year, 1, 14));
  const summer = soldes(dayOf(year, 6, 30));
  const friday = dayOf(year, 11, 1) + ((3 - weekdayOf(dayOf(year, 11, 1)) + 7) % 7) + 21 + 1;
  const spring = dayOf(year, 4, 26);
  const offer = (key: string, name: string, code: string, from: number, days: number, cut: number, lift: number) => ({
    key: `${key}-${year}`,
    name: `${name} ${year}`,
    code: `${code}${year % 100}`,
    from,
    to: from + days - 1,
    cut,
    lift,
  });
  return [
    offer('soldes-hiver', 'Soldes d’hiver', 'HIVER', winter, 28, 0.3, 1.4),
    offer('french-days', 'French Days', 'FRENCH', spring, 6, 0.2, 1.3),
    offer('soldes-ete', 'Soldes d’été', 'ETE', summer, 28, 0.3, 1.35),
    offer('rentree', 'Rentrée des clubs', 'CLUBS', dayOf(year, 9, 1), 14, 0.1, 1.3),
    offer('black-friday', 'Black Friday', 'NOIR', friday - 4, 8, 0.25, 1.9),
  ];
}

/** The soldes begin on a Wednesday: the second of January, the last of June. */
function soldes(latest: number): number {
  return latest - ((weekdayOf(latest) - 2 + 7) % 7);
}

/** How much more is bought for Christmas than without it: a wave to the 20th of December, and silence on the day. */
export function christmasOf(day: number): number {
  const year = yearOf(day);
  const to = day - dayOf(year, 12, 25);
  if (to >= -30 && to <= -4) return 2.1;
  if (to > -4 && to < 0) return 1.2;
  return to === 0 ? 0.35 : 1;
}

const WEEKDAYS = [0.92, 0.9, 1, 0.95, 0.98, 1.2, 1.05];
/** A day of the week against the mean one. */
export const weekdayWeight = (day: number): number => WEEKDAYS[weekdayOf(day)]!;
