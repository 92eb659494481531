import { readDuration, sayDuration } from './duration.ts';
import { isDate } from './moments.ts';
import type { Language } from './operators/operator.ts';

const words = {
  true: { fr: 'vrai', en: 'true' },
  false: { fr: 'faux', en: 'false' },
};

/** A value of a rule as people write it: quoted text, a day, a duration, a list. */
export function sayPlain(value: unknown, language: Language): string {
  if (Array.isArray(value)) return value.map((item) => sayPlain(item, language)).join(', ');
  if (typeof value === 'boolean') return words[`${value}`][language];
  if (typeof value === 'number')
    return value.toLocaleString(language, { maximumFractionDigits: 20, useGrouping: false });
  const text = String(value);
  if (readDuration(text)) return sayDuration(text, language);
  if (isDate(text)) return text;
  return language === 'fr' ? `« ${text} »` : `“${text}”`;
}

/** “a, b and c”. */
export function sayList(parts: readonly string[], word: string): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** Two bounds: “10 and 20”. */
export const sayRange = ([low, high]: readonly unknown[], language: Language): string =>
  `${sayPlain(low, language)} ${language === 'fr' ? 'et' : 'and'} ${sayPlain(high, language)}`;
