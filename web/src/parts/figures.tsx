/** Numbers, money and moments as the reader's language writes them. */
import { Text, Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import { useShop } from '../queries/settings.ts';
import { useLanguage } from '../words.ts';

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const;
const NONE = '—';
const UNIT_DIGITS = 6;

/** Functions that write; for texts inside sentences and charts. Moments are told in the shop's time zone. */
export function useFormat() {
  const { language } = useLanguage();
  const { currency, timezone } = useShop();
  return useMemo(() => formatsOf(LOCALES[language], currency, timezone), [language, currency, timezone]);
}

function formatsOf(locale: string, currency: string, timeZone: string) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const money = (digits: number, own = currency) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency: own, maximumFractionDigits: digits });
  return {
    locale,
    timeZone,
    currency,
    number: (value: number | string) => number.format(Number(value)),
    short: (value: number) => short.format(value),
    share: (value: number) => share.format(value),
    /** Bytes, in thousands of them. */
    size: (bytes: number) => size.format(bytes / 1_000),
    /** Cents are shown below a thousand, where they matter. */
    money: (value: number | string, own?: string) =>
      money(Math.abs(Number(value)) < 1_000 ? 2 : 0, own).format(Number(value)),
    /** What one of many costs: often less than a cent. */
    unitPrice: (value: number | string) => money(UNIT_DIGITS).format(Number(value)),
    day: (value: string | Date) => firstOf(locale, day.format(new Date(value))),
    moment: (value: string | Date) => firstOf(locale, moment.format(new Date(value))),
    hour: (value: string | Date) => hour.format(new Date(value)),
    ago: (value: string | Date, now: string | Date) => agoOf(locale, new Date(value), new Date(now)),
    /** `fr-FR` as the reader calls it; what is no code stays as it is. */
    language: (code: string) => calledIn(locale, 'language', code),
    /** `FR` likewise. */
    region: (code: string) => calledIn(locale, 'region', code),
  };
}

function calledIn(locale: string, type: 'language' | 'region', code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type, fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** French counts the first day of a month otherwise than the others: 1er nov. */
const firstOf = (locale: string, text: string): string =>
  locale === LOCALES.fr ? text.replace(/^1 (?=\p{L})/u, '1er ') : text;

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function agoOf(locale: string, at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1_000;
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}

export function Num({ value }: { value: number | string | null | undefined }) {
  const { number } = useFormat();
  return <>{value === null || value === undefined ? NONE : number(value)}</>;
}

export function Money({ value, currency }: { value: number | string | null | undefined; currency?: string }) {
  const { money } = useFormat();
  return <>{value === null || value === undefined ? NONE : money(value, currency)}</>;
}

/** A moment; pointing at it tells the seconds and the zone. */
export function DateTime({ value, dayOnly = false }: { value: string | null | undefined; dayOnly?: boolean }) {
  const { day, moment, timeZone } = useFormat();
  if (!value) return <>{NONE}</>;
  return (
    <Tooltip label={`${value.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')} · ${timeZone}`}>
      <Text component="time" inherit dateTime={value} style={{ whiteSpace: 'nowrap' }}>
        {dayOnly ? day(value) : moment(value)}
      </Text>
    </Tooltip>
  );
}
