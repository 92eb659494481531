/**
 * Dates and moments as texts of traits and properties carry them. One pattern serves JavaScript and PostgreSQL: what it lets
 * through is a real date, so that no cast of a whole statement fails on one person's “2023-02-30”.
 */

const LONG = '(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])';
const SHORT = '(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)';
const FEBRUARY = '02-(?:0[1-9]|1[0-9]|2[0-8])';
const LEAP_YEAR = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const DATE = `(?!0000)(?:[0-9]{4}-(?:${LONG}|${SHORT}|${FEBRUARY})|${LEAP_YEAR}-02-29)`;
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?';
const OFFSET = '(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)';

/** `2024-02-29`. */
export const DATE_PATTERN = `^${DATE}$`;
/** `2024-02-29T10:00`, without a zone: local time. */
const LOCAL_PATTERN = `^${DATE}[T ]${TIME}$`;
/** `2024-02-29T10:00:00.000Z`. */
export const INSTANT_PATTERN = `^${DATE}[T ]${TIME}${OFFSET}$`;

export const isDate = (text: string): boolean => dateRegex.test(text);
const dateRegex = new RegExp(DATE_PATTERN);
const localRegex = new RegExp(LOCAL_PATTERN);
const instantRegex = new RegExp(INSTANT_PATTERN);

/** Microseconds since 1970 of a text, local times and dates taken as UTC; null for what is no date or moment. */
export function instantOf(text: unknown): bigint | null {
  if (typeof text !== 'string') return null;
  if (!dateRegex.test(text) && !localRegex.test(text) && !instantRegex.test(text)) return null;
  const year = text.slice(0, 4);
  const [, seconds = '', fraction = ''] =
    /:[0-9]{2}(:[0-9]{2})?(?:[.]([0-9]{1,6}))?(?=Z|[+-]|$)/.exec(text.slice(11)) ?? [];
  // The year is set apart: Date.UTC reads 0 to 99 as 1900 to 1999.
  const at = new Date(Date.UTC(2000, Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10))));
  at.setUTCFullYear(Number(year), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)));
  at.setUTCHours(Number(text.slice(11, 13) || 0), Number(text.slice(14, 16) || 0), Number(seconds.slice(1) || 0));
  const offset = /([+-])([0-9]{2}):?([0-9]{2})?$/.exec(text.slice(11));
  const shift = offset ? Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) : 0;
  return BigInt(at.getTime() - shift * 60_000) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** The day of a text in UTC, as days since 1970; null for what is no date or moment. */
export function dayOf(text: unknown): number | null {
  const instant = instantOf(text);
  if (instant === null) return null;
  const day = 86_400_000_000n;
  return Number(instant >= 0n ? instant / day : -((-instant + day - 1n) / day));
}

/** SQL of the instant that a text means in a zone; null for what is no date or moment. */
export function instantSql(raw: string, zone: string): string {
  return `case when ${raw} ~ '${INSTANT_PATTERN}' then (${raw})::timestamptz
    when ${raw} ~ '${LOCAL_PATTERN}' or ${raw} ~ '${DATE_PATTERN}' then (${raw})::timestamp at time zone ${zone} end`;
}

/** SQL of the day that a text means in a zone; null for what is no date or moment. */
export function daySql(raw: string, zone: string): string {
  return `case when ${raw} ~ '${INSTANT_PATTERN}' then ((${raw})::timestamptz at time zone ${zone})::date
    when ${raw} ~ '${LOCAL_PATTERN}' or ${raw} ~ '${DATE_PATTERN}' then (${raw})::date end`;
}

/**
 * SQL of the first instant of a day in a zone. Where midnight is struck twice PostgreSQL answers the second one, and
 * the day has begun with the first.
 */
export function midnightSql(day: string, zone: string): string {
  return `(select case when ((m.at - interval '1 hour') at time zone m.zone)::date >= m.day then m.at - interval '1 hour' else m.at end
    from (select d.day, d.zone, d.day::timestamp at time zone d.zone as at from (select ${day} as day, ${zone} as zone) d) m)`;
}
