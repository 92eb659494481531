import { z } from 'zod';
import { readDays } from '../duration.ts';
import { LONGEST_YEARLY_DAYS, LONGEST_YEARS } from '../limits.ts';
import { DATE_PATTERN, dayOf, INSTANT_PATTERN, instantOf, isDate, midnightSql } from '../moments.ts';
import type { Fragment } from '../statement.ts';
import type { ValueSql } from '../value.ts';
import { type Operator, type Say, type Scene, timeless } from './operator.ts';

/** A day or an instant of the rule. */
export const moment = z
  .string({ error: 'it must be a date, such as "2024-12-31"' })
  .regex(
    new RegExp(`${DATE_PATTERN}|${INSTANT_PATTERN}`),
    'it must be a date such as "2024-12-31" or a moment with its zone such as "2024-12-31T10:00:00Z"',
  );
/** A length of days, weeks, months or years. */
export const days = z
  .string({ error: 'it must be a duration of days, such as "P30D"' })
  .regex(
    /^P(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?$/,
    'it must be a duration of days, weeks, months or years, such as "P30D"',
  )
  .refine((text) => readDays(text) !== null, `it must be longer than nothing and at most ${LONGEST_YEARS} years`);
const yearlyDays = days.refine((text) => {
  const read = readDays(text);
  return read !== null && read.months * 31 + read.days <= LONGEST_YEARLY_DAYS;
}, `it must be at most ${LONGEST_YEARLY_DAYS} days`);

type Side = 'before' | 'after' | 'on';
const signs: Record<Side, string> = { before: '<', after: '>', on: '=' };

/** Compared with a day, the value's day counts; compared with an instant, its instant. */
function compareSql(value: ValueSql, given: string, side: Side, { builder, zone }: Scene): string {
  if (isDate(given)) return `(${value.day(zone)}) ${signs[side]} ${builder.value(given, 'date')}`;
  return `(${value.instant(zone)}) ${signs[side]} ${builder.value(given, 'timestamptz')}`;
}

function compareMoments(value: unknown, given: string): number | null {
  const [mine, other] = isDate(given) ? [dayOf(value), dayOf(given)] : [instantOf(value), instantOf(given)];
  if (mine === null || other === null) return null;
  return mine < other ? -1 : mine > other ? 1 : 0;
}

function absolute(op: Side, say: Say): Operator {
  const order = { before: -1, after: 1, on: 0 }[op];
  return {
    op,
    sort: 'date',
    value: moment,
    toSql: (value, given, scene) => timeless(compareSql(value, given as string, op, scene)),
    matches: (value, given) => compareMoments(value, given as string) === order,
    say,
  };
}

const dateBetween: Operator = {
  op: 'date_between',
  sort: 'date',
  value: z.tuple([moment, moment], { error: 'it must be two dates, such as ["2024-01-01", "2024-12-31"]' }),
  toSql: (value, given, scene) => {
    const [first, last] = given as [string, string];
    const inside = `not (${compareSql(value, first, 'before', scene)}) and not (${compareSql(value, last, 'after', scene)})`;
    return timeless(inside);
  },
  matches: (value, given) => {
    const [first, last] = given as [string, string];
    return (compareMoments(value, first) ?? -1) >= 0 && (compareMoments(value, last) ?? 1) <= 0;
  },
  say: { fr: 'est entre le {value}', en: 'is between {value}' },
};

/** A span of days, both included; null is without end. */
type Span = { from: string | null; to: string | null };

/** The value's day and today, read once: `offset 0` keeps PostgreSQL from writing them out at each use. */
const once = (answer: string, value: ValueSql, { asOf, zone }: Scene): string =>
  `(select ${answer} from (select ${value.day(zone)} as day, (${asOf} at time zone ${zone})::date as today offset 0) d)`;

/** Today is within a span; time alone changes that when a span begins, and the day after it ends. */
function within(spans: readonly Span[], value: ValueSql, scene: Scene): Fragment {
  const tests = spans.map(({ from, to }) =>
    [from && `d.today >= ${from}`, to && `d.today <= ${to}`].filter(Boolean).join(' and '),
  );
  const member = once(tests.map((test) => `(${test})`).join(' or '), value, scene);
  if (!scene.builder.wantsRecheck) return timeless(member);
  const changes = spans.flatMap(({ from, to }) => {
    const begins = from ? [`case when d.today < ${from} then ${from} end`] : [];
    const ends = to ? [`case when d.today <= ${to} then ${to} + 1 end`] : [];
    return [...begins, ...ends];
  });
  return { member, recheck: midnightSql(once(`least(${changes.join(', ')})`, value, scene), scene.zone) };
}

/** Spans around the day of the value, from a duration. */
function relative(op: string, say: Say, span: (day: string, plus: string, minus: string) => Span): Operator {
  return {
    op,
    sort: 'date',
    value: days,
    timed: true,
    toSql: (value, given, scene) => {
      const length = scene.builder.value(given, 'interval');
      return within([span('d.day', `(d.day + ${length})::date`, `(d.day - ${length})::date`)], value, scene);
    },
    say,
  };
}

/**
 * The day of the value in the years around today's: an anniversary of 29 February falls on the 28th in common years.
 * Three years, so that a window that reaches over New Year is seen from both sides.
 */
function yearly(op: string, say: Say, span: (day: string, length: string) => Span, withLength = true): Operator {
  return {
    op,
    sort: 'date',
    value: withLength ? yearlyDays : undefined,
    timed: true,
    toSql: (value, given, scene) => {
      const passed = 'extract(year from d.today)::integer - extract(year from d.day)::integer';
      const length = withLength ? scene.builder.value(given, 'interval') : '';
      const anniversary = (shift: number) => `(d.day + make_interval(years => ${passed} + (${shift})))::date`;
      const spans = [-1, 0, 1].map((shift) => span(anniversary(shift), length));
      return within(spans, value, scene);
    },
    say,
  };
}

/** Days in the person's own time zone, and windows around them. */
export const dateOperators: Operator[] = [
  absolute('before', { fr: 'est avant le {value}', en: 'is before {value}' }),
  absolute('after', { fr: 'est après le {value}', en: 'is after {value}' }),
  absolute('on', { fr: 'est le {value}', en: 'is on {value}' }),
  dateBetween,
  relative('in_last', { fr: 'est dans {last}', en: 'is within {last}' }, (day, plus) => ({
    from: day,
    to: plus,
  })),
  relative('in_next', { fr: 'est dans {next}', en: 'is within {next}' }, (day, _, minus) => ({
    from: minus,
    to: day,
  })),
  relative('more_than_ago', { fr: 'date de plus de {value}', en: 'is more than {value} ago' }, (_, plus) => ({
    from: `(${plus} + 1)`,
    to: null,
  })),
  relative('more_than_ahead', { fr: 'est dans plus de {value}', en: 'is more than {value} ahead' }, (_, __, minus) => ({
    from: null,
    to: `(${minus} - 1)`,
  })),
  yearly(
    'yearly_today',
    { fr: ': anniversaire aujourd’hui', en: 'has its anniversary today' },
    (day) => ({ from: day, to: day }),
    false,
  ),
  yearly(
    'yearly_next',
    { fr: ': anniversaire dans {next}', en: 'has its anniversary within {next}' },
    (day, length) => ({ from: `(${day} - ${length})::date`, to: day }),
  ),
  yearly(
    'yearly_last',
    { fr: ': anniversaire dans {last}', en: 'had its anniversary within {last}' },
    (day, length) => ({ from: day, to: `(${day} + ${length})::date` }),
  ),
];
