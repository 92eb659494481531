/**
 * Dates and times as shops write them. A column has one style, decided from a sample and held: `03/04/2024` must not be
 * April in one row and March in the next.
 */
import { Temporal } from 'temporal-polyfill';
import { type Fault, fault } from '../faults.ts';
import { cut, type Parsed } from './decimal.ts';

/**
 * `ymd` is year first (ISO 8601 and its cousins), `dmy` day first (French), `mdy` month first (American),
 * `epoch` seconds or milliseconds since 1970.
 */
export type DateStyle = 'ymd' | 'dmy' | 'mdy' | 'epoch';

type Parts = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  milli: number;
  /** Minutes east of UTC; undefined for a local time. */
  offset?: number;
};

const TIME = String.raw`(?:[T\s,à]+\s*(\d{1,2})[:hH](\d{2})?(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?)?`;
const ZONE = String.raw`\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?`;
const YMD = new RegExp(String.raw`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${TIME}${ZONE}$`, 'u');
const THREE = new RegExp(String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})${TIME}${ZONE}$`, 'u');
const TWO_DIGIT_YEAR = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:\s|$)/u;
// Ten digits are seconds until the year 2286, thirteen are milliseconds.
const EPOCH = /^(?:\d{10}|\d{13})(?:\.\d+)?$/u;

const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2200;

/** What one cell may be. */
function dateStylesOf(text: string): DateStyle[] {
  const cell = text.trim();
  if (YMD.test(cell)) return ['ymd'];
  if (EPOCH.test(cell)) return ['epoch'];
  const match = THREE.exec(cell);
  if (!match) return [];
  const first = Number(match[1]);
  const second = Number(match[2]);
  const styles: DateStyle[] = [];
  if (first <= 31 && second <= 12) styles.push('dmy');
  if (first <= 12 && second <= 31) styles.push('mdy');
  return styles;
}

/**
 * Decides the style of a column. Month first only where some cell cannot be day first and none proves day first:
 * this is a French product, and the American reading needs proof or a mapping.
 */
export function decideDateStyle(cells: Iterable<string>): DateStyle | undefined {
  const proofs = { ymd: 0, dmy: 0, mdy: 0, epoch: 0 };
  let either = 0;
  for (const cell of cells) {
    const styles = dateStylesOf(cell);
    if (styles.length === 1) proofs[styles[0]!] += 1;
    if (styles.length === 2) either += 1;
  }
  const slashed = proofs.dmy + proofs.mdy + either;
  if (proofs.ymd + proofs.epoch + slashed === 0) return undefined;
  if (proofs.ymd >= slashed && proofs.ymd >= proofs.epoch) return 'ymd';
  if (proofs.epoch > slashed) return 'epoch';
  return proofs.mdy > 0 && proofs.dmy === 0 ? 'mdy' : 'dmy';
}

/** Reads a moment; local times are those of `zone`, a date alone is its midnight there. */
export function parseMoment(text: string, style: DateStyle, zone: string): Parsed<Date> {
  const cell = text.trim();
  if (style === 'epoch') return parseEpoch(cell);
  const read = readParts(cell, style);
  if ('reason' in read) return read;
  return { value: new Date(toEpoch(read.value, zone)) };
}

/** Reads a calendar day (`yyyy-mm-dd`), such as a birthday, which has no time zone. */
export function parseDay(text: string, style: DateStyle): Parsed<string> {
  const cell = text.trim();
  if (style === 'epoch') {
    const moment = parseEpoch(cell);
    return 'reason' in moment ? moment : { value: moment.value.toISOString().slice(0, 10) };
  }
  const read = readParts(cell, style);
  if ('reason' in read) return read;
  const { year, month, day } = read.value;
  return { value: `${year}-${pad(month)}-${pad(day)}` };
}

function parseEpoch(cell: string): Parsed<Date> {
  if (!EPOCH.test(cell)) return { reason: fault('not_epoch', { cell: cut(cell) }) };
  const whole = cell.split('.')[0]!;
  return { value: new Date(whole.length === 10 ? Number(whole) * 1000 : Number(whole)) };
}

function readParts(cell: string, style: 'ymd' | 'dmy' | 'mdy'): Parsed<Parts> {
  const match = (style === 'ymd' ? YMD : THREE).exec(cell) ?? YMD.exec(cell);
  if (!match) return { reason: whyNoDate(cell, style) };
  // A year in front is never ambiguous, so it is read in every column.
  const yearFirst = match[1]!.length === 4;
  const [a, b, c] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const year = yearFirst ? a : c;
  const month = yearFirst || style === 'mdy' ? (yearFirst ? b : a) : b;
  const day = yearFirst ? c : style === 'mdy' ? b : a;
  if (year < EARLIEST_YEAR || year > LATEST_YEAR) return { reason: fault('year_impossible', { cell: cut(cell) }) };
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) {
    return { reason: fault(`no_such_day_${style}`, { cell: cut(cell) }) };
  }
  const hour = hourOf(match[4], match[8]);
  const [minute, second] = [Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (hour === undefined || hour > 23 || minute > 59 || second > 59)
    return { reason: fault('time_impossible', { cell: cut(cell) }) };
  const milli = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const parts: Parts = { year, month, day, hour, minute, second, milli };
  if (match[9] !== undefined) parts.offset = offsetOf(match[9]);
  return { value: parts };
}

function hourOf(text: string | undefined, half: string | undefined): number | undefined {
  const hour = Number(text ?? 0);
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

function offsetOf(text: string): number {
  const match = /([+-])(\d{2}):?(\d{2})$/u.exec(text);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

function whyNoDate(cell: string, style: 'ymd' | 'dmy' | 'mdy'): Fault {
  return fault(TWO_DIGIT_YEAR.test(cell) ? 'short_year' : `not_date_${style}`, { cell: cut(cell) });
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return DAYS[month - 1]! + (leap ? 1 : 0);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

// A conversion costs about 20 µs and the lines of an order share their minute, so the last few thousand hours are kept.
// Within one local hour the offset may change (02:30 exists twice, or not at all), so the key is the quarter of an hour:
// every zone changes its offset on such a boundary.
const offsets = new Map<string, number>();
const MOST_OFFSETS = 20_000;
const QUARTER = 15;

function toEpoch(parts: Parts, zone: string): number {
  const { year, month, day, hour, minute, second, milli } = parts;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  if (parts.offset !== undefined) return asUtc - parts.offset * 60_000;
  const quarter = Math.floor(asUtc / (QUARTER * 60_000));
  const key = `${zone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = asUtc - localToEpoch(parts, zone);
    if (offsets.size >= MOST_OFFSETS) offsets.clear();
    offsets.set(key, offset);
  }
  return asUtc - offset;
}

/** A time that a zone skips in spring is read one hour later, one that it has twice in autumn is the first of the two. */
function localToEpoch(parts: Parts, zone: string): number {
  const { year, month, day, hour, minute, second, milli } = parts;
  const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond: milli });
  return local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** True for a time zone that this machine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
