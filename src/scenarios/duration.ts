import { errors } from './errors.ts';

/**
 * An ISO 8601 duration in its two parts: years to days are calendar units in somebody's time zone, hours to seconds
 * are exact.
 */
export type Duration = {
  sign: 1 | -1;
  years: number;
  months: number;
  weeks: number;
  days: number;
  /** Milliseconds of the part after the T. */
  exact: number;
};

const pattern =
  /^(?<sign>[+-])?P(?:(?<years>\d{1,4})Y)?(?:(?<months>\d{1,4})M)?(?:(?<weeks>\d{1,4})W)?(?:(?<days>\d{1,5})D)?(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,7})M)?(?:(?<seconds>\d{1,8})S)?)?$/;

/** Longer waits are a slip of the hand: nobody plans a message in eleven years. */
const longestDurationDays = 3_653;

/** True for the text of a duration that can be used here. */
export function isDuration(text: string): boolean {
  return readDuration(text) !== null;
}

/** Reads a duration. @throws SCENARIO_DURATION */
export function parseDuration(text: string): Duration {
  const duration = readDuration(text);
  if (!duration) throw errors.SCENARIO_DURATION({ text });
  return duration;
}

function readDuration(text: string): Duration | null {
  const parts = pattern.exec(text)?.groups;
  if (!parts || /[PT]$/.test(text)) return null;
  const read = (name: string) => Number(parts[name] ?? 0);
  const exact = ((read('hours') * 60 + read('minutes')) * 60 + read('seconds')) * 1_000;
  const duration: Duration = {
    sign: parts.sign === '-' ? -1 : 1,
    years: read('years'),
    months: read('months'),
    weeks: read('weeks'),
    days: read('days'),
    exact,
  };
  return roughDays(duration) <= longestDurationDays ? duration : null;
}

/** About how many days it is (months of 30.44 days), without sign: for limits and for zero, never for a moment. */
export const roughDays = (duration: Duration): number =>
  duration.years * 365.25 + duration.months * 30.44 + duration.weeks * 7 + duration.days + duration.exact / 86_400_000;
