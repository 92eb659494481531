/**
 * Dates in a reader's language and time zone, in strftime's directives. Not liquidjs's own: that one shifts a Date of the
 * machine's zone, which gives wrong hours around the machine's changes of summer time, and builds its formatters anew for
 * each date (most of the time of a message, measured). Here the zone's own calendar comes from Intl, and formatters are kept.
 */

/** A moment and the zone to show it in; texts without a zone are a wall clock's and are shown as written. */
export type Moment = { at: Date; timezone: string };

type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number; offset: string };

/** A padded number never needs more; `%999999999d` is not honoured. */
const WIDEST = 20;
const DIRECTIVE = /%([-0^_:#]*)(\d*)([A-Za-z%])/g;
const FORMATTERS_KEPT = 500;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Reads ISO 8601 and Unix seconds; null for anything else, since `03/04/2026` means two days. */
export function readMoment(value: unknown, timezone: string): Moment | null {
  if (value instanceof Date) return valid({ at: value, timezone });
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,11}$/.test(value))) {
    return valid({ at: new Date(Number(value) * 1000), timezone });
  }
  if (typeof value !== 'string') return null;
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    value.trim(),
  );
  if (!iso) return null;
  const [, day, time = '00:00', zone] = iso;
  const at = new Date(`${day}T${time}${zone ?? 'Z'}`);
  // Date rolls 30 February over to March; a day that does not exist is no date.
  if (new Date(`${day}T00:00Z`).toJSON()?.slice(0, 10) !== day) return null;
  return valid({ at, timezone: zone ? timezone : 'UTC' });
}

/** The first of these that is a time zone, else UTC. */
export function firstTimezone(...names: (string | undefined)[]): string {
  return names.find((name) => name && isKnown(() => formatter('en-US', { timeZone: name }))) ?? 'UTC';
}

/** The first of these that is a language tag, else French. */
export function firstLocale(...names: (string | undefined)[]): string {
  return names.find((name) => name && isKnown(() => formatter(name, { month: 'long' }))) ?? 'fr';
}

/** Writes a moment by strftime's directives. Unknown directives stay as they are. */
export function writeMoment({ at, timezone }: Moment, format: string, locale: string): string {
  const wall = wallOf(at, timezone);
  return format.replace(DIRECTIVE, (whole, flags: string, width: string, letter: string) => {
    const found = directives[letter]?.(wall, locale, at, timezone, flags);
    if (found === undefined) return whole;
    const [text, size, fill] = Array.isArray(found) ? found : [found, 0, ' '];
    const cased = flags.includes('^') ? text.toLocaleUpperCase(locale) : text;
    if (flags.includes('-')) return cased;
    const sign = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : fill;
    return cased.padStart(Math.min(Number(width) || size, WIDEST), sign);
  });
}

type Written = string | [text: string, width: number, fill: string];
type Directive = (wall: Wall, locale: string, at: Date, timezone: string, flags: string) => Written;

const padded = (value: number, width: number, fill = '0'): Written => [String(value), width, fill];
const twelve = (hour: number): number => hour % 12 || 12;
const dayOfYear = ({ year, month, day }: Wall): number =>
  (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000 + 1;
const weekday = ({ year, month, day }: Wall): number => new Date(Date.UTC(year, month - 1, day)).getUTCDay();
const two = (value: number): string => String(value).padStart(2, '0');

const directives: Record<string, Directive> = {
  '%': () => '%',
  Y: ({ year }) => padded(year, 4),
  y: ({ year }) => padded(year % 100, 2),
  C: ({ year }) => padded(Math.floor(year / 100), 2),
  m: ({ month }) => padded(month, 2),
  d: ({ day }) => padded(day, 2),
  e: ({ day }) => padded(day, 2, ' '),
  j: (wall) => padded(dayOfYear(wall), 3),
  H: ({ hour }) => padded(hour, 2),
  k: ({ hour }) => padded(hour, 2, ' '),
  I: ({ hour }) => padded(twelve(hour), 2),
  l: ({ hour }) => padded(twelve(hour), 2, ' '),
  M: ({ minute }) => padded(minute, 2),
  S: ({ second }) => padded(second, 2),
  L: (_wall, _locale, at) => padded(at.getUTCMilliseconds(), 3),
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  u: (wall) => String(weekday(wall) || 7),
  w: (wall) => String(weekday(wall)),
  s: (_wall, _locale, at) => String(Math.floor(at.getTime() / 1000)),
  B: (wall, locale) => nameOf(wall, locale, { month: 'long' }),
  b: (wall, locale) => nameOf(wall, locale, { month: 'short' }),
  h: (wall, locale) => nameOf(wall, locale, { month: 'short' }),
  A: (wall, locale) => nameOf(wall, locale, { weekday: 'long' }),
  a: (wall, locale) => nameOf(wall, locale, { weekday: 'short' }),
  F: ({ year, month, day }) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
  D: ({ year, month, day }) => `${two(month)}/${two(day)}/${two(year % 100)}`,
  T: ({ hour, minute, second }) => `${two(hour)}:${two(minute)}:${two(second)}`,
  R: ({ hour, minute }) => `${two(hour)}:${two(minute)}`,
  z: ({ offset }, _locale, _at, _timezone, flags) => (flags.includes(':') ? offset : offset.replace(':', '')),
  Z: (_wall, _locale, _at, timezone) => timezone,
};

function wallOf(at: Date, timezone: string): Wall {
  const digits = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const format = formatter('en-US', { ...digits, hourCycle: 'h23', timeZoneName: 'longOffset', timeZone: timezone });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (name: string) => Number(parts[name]);
  // “GMT+01:00”, and plain “GMT” for UTC itself.
  const offset = parts.timeZoneName?.slice(3) || '+00:00';
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
    offset,
  };
}

function nameOf({ year, month, day }: Wall, locale: string, options: Intl.DateTimeFormatOptions): string {
  return formatter(locale, { ...options, timeZone: 'UTC' }).format(Date.UTC(year, month - 1, day));
}

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${Object.entries(options).join(' ')}`;
  const kept = formatters.get(name) ?? new Intl.DateTimeFormat(locale, options);
  // Zones and languages come from people: a full memory is emptied rather than let grow.
  if (formatters.size >= FORMATTERS_KEPT) formatters.clear();
  formatters.set(name, kept);
  return kept;
}

function isKnown(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

const valid = (moment: Moment): Moment | null => (Number.isNaN(moment.at.getTime()) ? null : moment);
