import { LONGEST_YEARS } from './limits.ts';

/** An ISO 8601 duration, split in what a calendar counts and what a clock counts. */
export type Duration = { iso: string; months: number; days: number; seconds: number };

const PATTERN =
  /^P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,6})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;

/** Reads `P30D`, `P6M`, `PT2H`…; null for anything else, for nothing (`P0D`) and for more than a century. */
export function readDuration(text: unknown): Duration | null {
  const match = typeof text === 'string' ? PATTERN.exec(text) : null;
  if (!match) return null;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const read = {
    iso: text as string,
    months: years! * 12 + months!,
    days: weeks! * 7 + days!,
    seconds: hours! * 3600 + minutes! * 60 + seconds!,
  };
  const roughDays = read.months * 30.4375 + read.days + read.seconds / 86_400;
  return roughDays > 0 && roughDays <= LONGEST_YEARS * 366 ? read : null;
}

/** Reads a duration of whole days, weeks, months or years. */
export function readDays(text: unknown): Duration | null {
  const read = readDuration(text);
  return read && read.seconds === 0 ? read : null;
}

const UNITS = {
  fr: {
    Y: ['an', 'ans'],
    M: ['mois', 'mois'],
    W: ['semaine', 'semaines'],
    D: ['jour', 'jours'],
    h: ['heure', 'heures'],
    m: ['minute', 'minutes'],
    s: ['seconde', 'secondes'],
  },
  en: {
    Y: ['year', 'years'],
    M: ['month', 'months'],
    W: ['week', 'weeks'],
    D: ['day', 'days'],
    h: ['hour', 'hours'],
    m: ['minute', 'minutes'],
    s: ['second', 'seconds'],
  },
} as const;

/** `P30D` → « 30 jours » or “30 days”. */
export function sayDuration(iso: string, language: 'fr' | 'en'): string {
  const parts = PATTERN.exec(iso)?.slice(1) ?? [];
  const said = (['Y', 'M', 'W', 'D', 'h', 'm', 's'] as const).flatMap((unit, i) => {
    const number = Number(parts[i] ?? 0);
    return number === 0 ? [] : [`${number} ${UNITS[language][unit][number > 1 ? 1 : 0]}`];
  });
  return said.join(' ');
}

const FEMININE = /^(semaine|heure|minute|seconde)s?$/;
const FRENCH = { last: 'derni', next: 'prochain' } as const;

/** `P30D` → « les 30 derniers jours » or “the last 30 days”; French sets the word between the number and its unit. */
export function saySpan(iso: string, which: 'last' | 'next', language: 'fr' | 'en'): string {
  const said = sayDuration(iso, language);
  if (language === 'en') return `the ${which} ${said}`;
  const [, count, unit] = /^(\d+) (\p{L}+)$/u.exec(said) ?? [];
  const feminine = unit !== undefined && FEMININE.test(unit);
  const ending = { last: feminine ? 'ère' : 'er', next: feminine ? 'e' : '' }[which];
  const word = FRENCH[which] + ending;
  if (unit === undefined) return `les ${word}s ${said}`;
  return count === '1' ? `${feminine ? 'la' : 'le'} ${word} ${unit}` : `les ${count} ${word}s ${unit}`;
}
