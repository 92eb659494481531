/**
 * The arithmetic of moments in somebody's time zone. Pure. Where a local time does not exist (the clocks go forward) it is
 * the first moment that exists after it; where it exists twice (they go back) it is the first of the two.
 */
import { Temporal } from 'temporal-polyfill';
import { type Duration, roughDays } from './duration.ts';

/** Weekdays as they are written in a definition, in ISO order (Monday is 1). */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** What becomes of 29 February in a year without one. */
export type LeapDay = '28-feb' | '1-mar';

/** A time of day, "HH:MM". */
export const hourPattern = /^([01]\d|2[0-3]):[0-5]\d$/;

const zones = new Map<string, boolean>();
/** More names than the world has: bounds what invented names could fill. */
const mostZones = 2_000;

/** True for a time zone that this program knows (IANA name). */
export function isTimeZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
      known = true;
    } catch {
      known = false;
    }
    if (zones.size >= mostZones) zones.clear();
    zones.set(name, known);
  }
  return known;
}

/** The first of these zones that exists. `UTC` is the net: a person with a misspelt zone still gets an answer. */
export const zoneOf = (...names: (string | null | undefined)[]): string =>
  names.find((name): name is string => typeof name === 'string' && name !== '' && isTimeZone(name)) ?? 'UTC';

const zoned = (moment: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone);

/** The moment at which a clock on the wall of that zone shows `local`. */
function momentOf(local: Temporal.PlainDateTime, zone: string): Date {
  const first = local.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(local)) return new Date(first.epochMilliseconds);
  // In a gap 'earlier' answers a time before the change: the change itself is the first moment that exists.
  return new Date(first.getTimeZoneTransition('next')!.epochMilliseconds);
}

/** The last sums of {@link addDuration}: a crowd comes to a step at one moment, and the calendar is slow. */
const sums = new Map<string, number>();
const mostSums = 1_000;

/** Adds a duration: its days, weeks, months and years on the calendar of the zone, then its hours exactly. */
export function addDuration(moment: Date, duration: Duration, zone: string, sign: 1 | -1 = 1): Date {
  const way = duration.sign * sign;
  const { years, months, weeks, days } = duration;
  // Without calendar parts the wall clock is not asked: an hour that exists twice would lose which one it was.
  if (years + months + weeks + days === 0) return new Date(moment.getTime() + way * duration.exact);
  const key = `${moment.getTime()} ${way} ${years} ${months} ${weeks} ${days} ${zone}`;
  let there = sums.get(key);
  if (there === undefined) {
    const shift = { years: way * years, months: way * months, weeks: way * weeks, days: way * days };
    there = momentOf(zoned(moment, zone).toPlainDateTime().add(shift), zone).getTime();
    if (sums.size >= mostSums) sums.clear();
    sums.set(key, there);
  }
  return new Date(there + way * duration.exact);
}

/** The calendar date of a moment in a zone, `2026-03-29`. */
export const localDate = (moment: Date, zone: string): string => zoned(moment, zone).toPlainDate().toString();

/** The wall clock of a moment in a zone, `09:00`. */
export const localHour = (moment: Date, zone: string): string =>
  zoned(moment, zone).toPlainTime().toString({ smallestUnit: 'minute' });

/** The moment of `hour` on a calendar date. */
export const atHour = (date: string, hour: string, zone: string): Date =>
  momentOf(Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(hour)), zone);

/** A shop that is closed for longer than so many days in a row is taken to be open again: nobody waits for ever. */
export const mostClosedDays = 400;

/**
 * The next moment at which the person's clock shows `at` on an allowed weekday.
 * @param until a later hour: a moment already between `at` and `until` is good as it is
 * @param isOpen whether a day of the calendar is one
 */
export function nextHour(
  from: Date,
  rule: { at: string; until?: string; weekdays?: readonly Weekday[] },
  zone: string,
  isOpen: (day: string) => boolean = () => true,
): Date {
  const start = zoned(from, zone);
  const onWeekday = (day: Temporal.PlainDate) => !rule.weekdays || rule.weekdays.includes(weekdays[day.dayOfWeek - 1]!);
  const allowed = (day: Temporal.PlainDate) => onWeekday(day) && isOpen(day.toString());
  const hour = localHour(from, zone);
  const inside = rule.until !== undefined && hour >= rule.at && hour < rule.until;
  if (inside && allowed(start.toPlainDate())) return from;
  // A week holds every weekday; one more day because today's hour may be over.
  for (let day = 0; day <= mostClosedDays + 8; day++) {
    const date = start.toPlainDate().add({ days: day });
    if (day <= mostClosedDays ? !allowed(date) : !onWeekday(date)) continue;
    const moment = atHour(date.toString(), rule.at, zone);
    if (moment >= from) return moment;
  }
  throw new RangeError(`No ${rule.at} on ${rule.weekdays?.join(', ')} from ${from.toISOString()}`);
}

/** A trait's value read as a date: with an hour it is a moment, without one a day on everybody's own calendar. */
export type TraitDate = { date: string; moment: Date | null };

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const momentPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads a trait: ISO dates and date-times; a date-time without offset is in the person's zone.
 * @returns null for everything else, which is no date and starts nothing
 */
export function readTraitDate(value: unknown, zone: string): TraitDate | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  try {
    if (dayPattern.test(text))
      return { date: Temporal.PlainDate.from(text, { overflow: 'reject' }).toString(), moment: null };
    if (!momentPattern.test(text)) return null;
    const iso = text.replace(' ', 'T');
    const exact = /(Z|[+-]\d{2}:?\d{2})$/.test(iso);
    const moment = exact
      ? new Date(Temporal.Instant.from(iso).epochMilliseconds)
      : momentOf(Temporal.PlainDateTime.from(iso, { overflow: 'reject' }), zone);
    return { date: localDate(moment, zone), moment };
  } catch {
    return null;
  }
}

/** What a date trigger or a step asks of a trait's date. */
export type DateRule = { offset?: Duration; hour?: string; yearly?: boolean };

/** Hour of the person's day where a date without a time names none. */
const defaultHour = '09:00';

/**
 * The moment that a date stands for: the date or moment, moved by the offset, at the hour of the person's day. A moment
 * without a named hour keeps its own.
 */
export function dateMoment(value: TraitDate, rule: DateRule, zone: string): Date {
  if (value.moment && rule.hour === undefined) {
    return rule.offset ? addDuration(value.moment, rule.offset, zone) : value.moment;
  }
  const none: Duration = { sign: 1, years: 0, months: 0, weeks: 0, days: 0, exact: 0 };
  const { exact, sign, ...calendar } = rule.offset ?? none;
  const { years, months, weeks, days } = calendar;
  const shift = { years: sign * years, months: sign * months, weeks: sign * weeks, days: sign * days };
  const day = Temporal.PlainDate.from(value.date).add(shift);
  return new Date(atHour(day.toString(), rule.hour ?? defaultHour, zone).getTime() + sign * exact);
}

/** The next occasion of a date after a moment: its own day or, yearly, its day of the year; null when it is past. */
export function nextOccasion(
  value: TraitDate,
  rule: DateRule,
  zone: string,
  after: Date,
  leapDay: LeapDay,
): { dueAt: Date; occasion: string } | null {
  if (!rule.yearly) {
    const dueAt = dateMoment(value, rule, zone);
    return dueAt > after ? { dueAt, occasion: value.date } : null;
  }
  const here = zoned(after, zone).year;
  const born = Temporal.PlainDate.from(value.date);
  // The offset may carry an occasion into the year before or after its own.
  const reach = Math.ceil((rule.offset ? roughDays(rule.offset) : 0) / 365 + 1);
  for (let year = Math.max(here - reach, born.year); year <= here + reach + 1; year++) {
    const date = inYear(born, year, leapDay).toString();
    const dueAt = dateMoment({ date, moment: null }, { ...rule, hour: rule.hour ?? hourOf(value, zone) }, zone);
    if (dueAt > after) return { dueAt, occasion: date };
  }
  return null;
}

const hourOf = (value: TraitDate, zone: string) => (value.moment ? localHour(value.moment, zone) : defaultHour);

/** The day of `date` in another year. */
function inYear(date: Temporal.PlainDate, year: number, leapDay: LeapDay): Temporal.PlainDate {
  const constrained = date.with({ year }, { overflow: 'constrain' });
  return constrained.day !== date.day && leapDay === '1-mar' ? constrained.add({ days: 1 }) : constrained;
}

/** The earlier of two moments. */
export const earlier = (a: Date, b: Date): Date => new Date(Math.min(a.getTime(), b.getTime()));

/** The later of two moments. */
export const later = (a: Date, b: Date): Date => new Date(Math.max(a.getTime(), b.getTime()));
