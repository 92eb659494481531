import type { Context, Liquid } from 'liquidjs';
import { readMoment, writeMoment } from './dates.ts';
import { UnusableValue } from './faults.ts';

type Self = { context: Context };

/** What the renderer puts beside the values, for filters. */
type Surroundings = { locale: string; timezone: string; now?: Date; shop?: { currency?: string } };

const STANDARD_FORMAT = '%-d %B %Y';
/** Shopify's and Jekyll's names for common forms. */
const NAMED_FORMATS: Record<string, string> = {
  date_to_xmlschema: '%Y-%m-%dT%H:%M:%S%:z',
  date_to_rfc822: '%a, %d %b %Y %H:%M:%S %z',
  date_to_string: '%d %b %Y',
  date_to_long_string: '%d %B %Y',
};

/** Filters that know who reads: dates in the person's language and time zone, money in theirs. */
export function registerFilters(engine: Liquid): void {
  engine.registerFilter('date', readableDate);
  for (const [name, format] of Object.entries(NAMED_FORMATS)) {
    engine.registerFilter(name, function (this: Self, value: unknown) {
      return readableDate.call(this, value, format);
    });
  }
  engine.registerFilter('money', money);
  engine.registerFilter('strip_accents', stripAccents);
}

const surroundings = (self: Self): Surroundings => self.context.environments as unknown as Surroundings;
const isAbsent = (value: unknown): boolean => value === null || value === undefined || value === '';

/**
 * `user.trial_end | date: "%-d %B"`, optionally with a zone. A date without an hour (a birthday) is the same day
 * everywhere. `now` is the moment of the message, never the machine's clock.
 */
function readableDate(this: Self, value: unknown, format?: unknown, timezone?: unknown): unknown {
  if (isAbsent(value)) return value;
  const { locale, timezone: own, now } = surroundings(this);
  const moment = readMoment(value === 'now' || value === 'today' ? now : value, String(timezone ?? own));
  if (!moment) throw new UnusableValue(`“${String(value).slice(0, 50)}” is not a date.`);
  const text = isAbsent(format) ? STANDARD_FORMAT : String(format);
  this.context.memoryLimit.use(text.length);
  try {
    return writeMoment(moment, text, locale);
  } catch {
    throw new UnusableValue(
      `“${moment.timezone.slice(0, 50)}” or “${locale.slice(0, 50)}” is no time zone or language.`,
    );
  }
}

/** `12.5 | money` → « 12,50 € ». Exact: decimal strings are formatted as they are, never through a float. */
function money(this: Self, value: unknown, currency?: unknown): unknown {
  if (isAbsent(value)) return value;
  const amount = String(value).trim();
  if (!/^-?\d+(\.\d+)?$/.test(amount)) throw new UnusableValue(`“${amount.slice(0, 50)}” is not an amount of money.`);
  const { locale, shop } = surroundings(this);
  const code = String(currency ?? shop?.currency ?? 'EUR');
  try {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency: code });
    return format.format(amount as Intl.StringNumericLiteral);
  } catch {
    throw new UnusableValue(`“${code.slice(0, 10)}” or “${locale.slice(0, 50)}” is no currency or language.`);
  }
}

/** For text messages: é stays in the GSM alphabet, but ê, ë, ô, ç do not. */
function stripAccents(text: unknown): string {
  return String(text ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}
