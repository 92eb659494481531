/** Counting, adding up, first and last time: what events and orders have in common. */
import { z } from 'zod';
import { readDuration, sayDuration, saySpan } from '../duration.ts';
import { LONGEST_YEARS, MOST_TIMES } from '../limits.ts';
import { isDate } from '../moments.ts';
import { moment } from '../operators/date.ts';
import type { Language } from '../operators/index.ts';
import { plainNumber } from '../operators/number.ts';
import type { Place } from '../place.ts';
import { sayPlain } from '../say.ts';
import { type Builder, earliest, type Fragment } from '../statement.ts';

/** An exact window back from the moment of asking, or fixed days (both included). */
export type Window = { within?: string; between?: [string, string] };
export type Times = { at_least?: number; at_most?: number; exactly?: number };
export type Bounds = { above?: number; at_least?: number; below?: number; at_most?: number; exactly?: number };
export type Once = { in_last?: string; more_than_ago?: string; before?: string; after?: string };

export const lengthSchema = z
  .string({ error: 'it must be a duration, such as "P90D"' })
  .regex(/^P/, 'it must be a duration, such as "P90D" or "PT12H"')
  .refine(
    (text) => readDuration(text) !== null,
    `it must be a duration such as "P90D" or "PT12H", at most ${LONGEST_YEARS} years`,
  );
export const windowShape = { within: lengthSchema.optional(), between: z.tuple([moment, moment]).optional() };
const betweenSchema = z
  .tuple([moment, moment], { error: 'it must be two dates, such as ["2024-01-01", "2024-12-31"]' })
  .refine(([first, last]) => Date.parse(first) <= Date.parse(last), 'the first date must not be after the second');

const times = z
  .number({ error: 'it must be a whole number' })
  .int('it must be a whole number')
  .min(0, 'it must not be negative')
  .max(MOST_TIMES, `it must be at most ${MOST_TIMES}`);
export const timesSchema = z.union([
  z.literal('never'),
  z.strictObject({ at_least: times.optional(), at_most: times.optional(), exactly: times.optional() }),
]);
export const boundsShape = {
  above: plainNumber.optional(),
  at_least: plainNumber.optional(),
  below: plainNumber.optional(),
  at_most: plainNumber.optional(),
  exactly: plainNumber.optional(),
};
export const onceSchema = z.strictObject({
  in_last: lengthSchema.optional(),
  more_than_ago: lengthSchema.optional(),
  before: moment.optional(),
  after: moment.optional(),
});

const BOUNDS = ['above', 'at_least', 'below', 'at_most', 'exactly'];
const ONCE = ['in_last', 'more_than_ago', 'before', 'after'];

export function checkWindow(node: Window, place: Place): void {
  if (node.within !== undefined) place.at('within').holds(lengthSchema, node.within);
  if (node.between !== undefined) place.at('between').holds(betweenSchema, node.between);
  if (node.within !== undefined && node.between !== undefined)
    place.fault('“within” and “between” exclude each other; keep one');
}

export function checkTimes(value: unknown, place: Place): void {
  if (value === 'never') return;
  if (!place.fields(value, [], ['at_least', 'at_most', 'exactly'])) return;
  const given = Object.entries(value);
  if (given.length === 0) {
    place.fault('it must say at_least, at_most or exactly, or be "never"');
    return;
  }
  if (!given.map(([key, number]) => place.at(key).holds(times, number)).every(Boolean)) return;
  const { low, high } = timesOf(value as Times);
  if (value.exactly !== undefined && given.length > 1) place.fault('“exactly” stands alone');
  else if (high !== null && low > high) place.fault('at_least must not be above at_most');
}

export function checkBounds(value: unknown, place: Place, fields: readonly string[] = []): boolean {
  if (!place.fields(value, fields, BOUNDS)) return false;
  const given = Object.entries(value).filter(([key]) => BOUNDS.includes(key));
  if (given.length === 0) place.fault(`it must say ${BOUNDS.join(', ')}`);
  return given.map(([key, number]) => place.at(key).holds(plainNumber, number)).every(Boolean);
}

export function checkOnce(value: unknown, place: Place): void {
  if (!place.fields(value, [], ONCE)) return;
  const given = Object.entries(value);
  if (given.length !== 1) {
    place.fault(`it must say exactly one of ${ONCE.join(', ')}`);
    return;
  }
  const [key, bound] = given[0]!;
  place.at(key).holds(['before', 'after'].includes(key) ? moment : lengthSchema, bound);
}

/** What a node may carry besides its figures. */
export type Measured = Window & { count?: unknown; first?: unknown; last?: unknown } & Record<string, unknown>;

/** At most one measure; first and last look at all time. */
export function checkMeasures(node: Measured, place: Place, measures: readonly string[]): void {
  const given = measures.filter((measure) => node[measure] !== undefined);
  if (given.length > 1) place.fault(`${given.map((key) => `“${key}”`).join(' and ')} exclude each other; keep one`);
  checkWindow(node, place);
  if (node.count !== undefined) checkTimes(node.count, place.at('count'));
  for (const which of ['first', 'last']) {
    if (node[which] === undefined) continue;
    checkOnce(node[which], place.at(which));
    if (node.within ?? node.between) place.fault(`“${which}” looks at all time; take “within” or “between” away`);
  }
}

function timesOf(given: Times | 'never'): { low: number; high: number | null } {
  if (given === 'never') return { low: 0, high: 0 };
  if (given.exactly !== undefined) return { low: given.exactly, high: given.exactly };
  return { low: given.at_least ?? 0, high: given.at_most ?? null };
}

/** Where facts are read: a table (with joins) whose rows have a person and a moment. */
export type Facts = { table: string; alias: string; from: string; where: string[] };

/** A window as SQL: its conditions on a fact, and how long a fact stays in it. */
function windowSql(window: Window, facts: Facts, b: Builder): { where: string[]; stay: string | null } {
  const at = `${facts.alias}.occurred_at`;
  if (window.between) {
    const [first, last] = window.between;
    return {
      where: [`${at} >= ${dayStart(first, b)}`, `${at} ${isDate(last) ? '<' : '<='} ${dayEnd(last, b)}`],
      stay: null,
    };
  }
  if (!window.within) return { where: [], stay: null };
  const length = b.value(window.within, 'interval');
  const sharp = `${at} > ${b.factAsOf} - ${length}`;
  if (readDuration(window.within)!.months === 0) return { where: [sharp], stay: length };
  // Months have no inverse: a fact is in until its own moment plus the window. The bound in front, wide by the few days that
  // months differ, is what an index can use.
  return { where: [`${sharp} - interval '4 days'`, `${at} + ${length} > ${b.factAsOf}`], stay: length };
}

/** Fixed days of a rule begin in the shop's time zone. */
const dayStart = (text: string, b: Builder): string =>
  isDate(text) ? `(${b.value(text, 'date')}::timestamp at time zone ${b.shopZone})` : b.value(text, 'timestamptz');
const dayEnd = (text: string, b: Builder): string =>
  isDate(text)
    ? `((${b.value(text, 'date')} + 1)::timestamp at time zone ${b.shopZone})`
    : b.value(text, 'timestamptz');

/**
 * One aggregate of facts per person. Facts later than the moment of asking are not seen; the first of them is when time alone
 * changes the answer next.
 */
function aggregate(
  facts: Facts,
  window: Window,
  b: Builder,
  columns: (seen: string) => string[],
): { name: string; later: string | null; stay: string | null } {
  const at = `${facts.alias}.occurred_at`;
  const { where, stay } = windowSql(window, facts, b);
  const visible = `${at} <= ${b.factAsOf}`;
  if (!b.wantsRecheck) {
    const name = b.aggregate({ ...facts, where: [...facts.where, ...where, visible], columns: columns('') });
    return { name, later: null, stay };
  }
  const later = `min(${at}) filter (where ${at} > ${b.factAsOf}) as later`;
  const name = b.aggregate({
    ...facts,
    where: [...facts.where, ...where],
    columns: [...columns(` filter (where ${visible})`), later],
  });
  return { name, later: `${name}.later`, stay };
}

/**
 * Done so many times. Of n facts in a sliding window the answer changes when the low-th latest leaves it (too few then) and when the
 * (high+1)-th latest leaves it (few enough then); nothing before that can matter.
 */
export function timesSql(given: Times | 'never', facts: Facts, window: Window, b: Builder): Fragment {
  const { low, high } = timesOf(given);
  const slides = b.wantsRecheck && window.within !== undefined;
  const ranks = slides ? [...(low > 0 ? [low] : []), ...(high === null ? [] : [high + 1])] : [];
  const at = `${facts.alias}.occurred_at`;
  const { name, later, stay } = aggregate(facts, window, b, (seen) => [
    `count(*)${seen} as n`,
    ...ranks.map((rank) => `${nthLatest(at, rank, seen)} as latest_${rank}`),
  ]);
  const least = low > 0 ? [`${name}.n >= ${b.value(low, 'bigint')}`] : [];
  const most = high === null ? [] : [`coalesce(${name}.n, 0) <= ${b.value(high, 'bigint')}`];
  const member = [...least, ...most].join(' and ') || 'true';
  return { member, recheck: earliest([later, ...ranks.map((rank) => `${name}.latest_${rank} + ${stay}`)]) };
}

const nthLatest = (at: string, rank: number, seen: string): string =>
  rank === 1 ? `max(${at})${seen}` : `(array_agg(${at} order by ${at} desc)${seen})[${rank}]`;

/** A figure over the facts against bounds. `figure` is an aggregate expression; `empty` its value over nothing (null: no answer). */
export function figureSql(
  figure: (seen: string) => string,
  empty: '0' | null,
  bounds: Bounds,
  facts: Facts,
  window: Window,
  b: Builder,
): Fragment {
  const at = `${facts.alias}.occurred_at`;
  const slides = b.wantsRecheck && window.within !== undefined;
  const { name, later, stay } = aggregate(facts, window, b, (seen) => [
    `${figure(seen)} as figure`,
    ...(slides ? [`min(${at})${seen} as oldest`] : []),
  ]);
  const value = empty === null ? `${name}.figure` : `coalesce(${name}.figure, ${empty})`;
  const signs: Record<string, string> = { above: '>', at_least: '>=', below: '<', at_most: '<=', exactly: '=' };
  const tests = BOUNDS.flatMap((key) => {
    const bound = bounds[key as keyof Bounds];
    return bound === undefined ? [] : [`${value} ${signs[key]} ${b.value(String(bound), 'numeric')}`];
  });
  // Any fact that leaves the window may change a figure.
  return { member: tests.join(' and '), recheck: earliest([later, slides ? `${name}.oldest + ${stay}` : null]) };
}

/** The first or last time against a window or a day. */
export function onceSql(which: 'first' | 'last', once: Once, facts: Facts, asOf: string, b: Builder): Fragment {
  const pick = which === 'first' ? 'min' : 'max';
  const at = `${facts.alias}.occurred_at`;
  const { name, later } = aggregate(facts, {}, b, (seen) => [`${pick}(${at})${seen} as moment`]);
  const moment = `${name}.moment`;
  if (once.before) return { member: `${moment} < ${dayStart(once.before, b)}`, recheck: later };
  if (once.after)
    return {
      member: isDate(once.after) ? `${moment} >= ${dayEnd(once.after, b)}` : `${moment} > ${dayEnd(once.after, b)}`,
      recheck: later,
    };
  const end = `${moment} + ${b.value(once.in_last ?? once.more_than_ago, 'interval')}`;
  const turns = b.wantsRecheck ? `case when ${end} > ${asOf} then ${end} end` : null;
  return { member: once.in_last ? `${end} > ${asOf}` : `${end} <= ${asOf}`, recheck: earliest([later, turns]) };
}

export function sayWindow({ within, between }: Window, language: Language): string {
  if (within) return ` ${language === 'fr' ? 'dans' : 'in'} ${saySpan(within, 'last', language)}`;
  if (!between) return '';
  return language === 'fr' ? ` du ${between[0]} au ${between[1]}` : ` from ${between[0]} to ${between[1]}`;
}

export function sayBounds(bounds: Bounds | Times | 'never', language: Language): string {
  if (bounds === 'never') return language === 'fr' ? 'jamais' : 'never';
  const words = {
    above: { fr: 'plus de', en: 'more than' },
    at_least: { fr: 'au moins', en: 'at least' },
    below: { fr: 'moins de', en: 'less than' },
    at_most: { fr: 'au plus', en: 'at most' },
    exactly: { fr: 'exactement', en: 'exactly' },
  };
  const said = Object.entries(words).flatMap(([key, word]) => {
    const bound = (bounds as Bounds)[key as keyof Bounds];
    return bound === undefined ? [] : [`${word[language]} ${sayPlain(bound, language)}`];
  });
  return said.join(language === 'fr' ? ' et ' : ' and ');
}

export function sayOnce(which: 'first' | 'last', once: Once, language: Language): string {
  const start = {
    first: { fr: 'pour la première fois', en: 'for the first time' },
    last: { fr: 'pour la dernière fois', en: 'for the last time' },
  }[which][language];
  if (once.in_last) return `${start}${sayWindow({ within: once.in_last }, language)}`;
  const length = sayDuration(once.more_than_ago ?? '', language);
  if (once.more_than_ago)
    return language === 'fr' ? `${start} il y a plus de ${length}` : `${start} more than ${length} ago`;
  const word = once.before ? { fr: 'avant le', en: 'before' } : { fr: 'après le', en: 'after' };
  return `${start} ${word[language]} ${once.before ?? once.after}`;
}
