import { z } from 'zod';
import { fold, foldedSql, type Looks } from '../fold.ts';
import { LONGEST_TEXT, MOST_VALUES } from '../limits.ts';
import { TEXT_DIGITS, type ValueSql } from '../value.ts';
import { type Operator, type Say, timeless } from './operator.ts';

/** PostgreSQL keeps no null characters, and half a surrogate pair is no text. */
export const plainText = z
  .string({ error: 'it must be a text' })
  .max(LONGEST_TEXT, `it must have at most ${LONGEST_TEXT} characters`)
  .refine((text) => text.isWellFormed() && !text.includes('\u0000'), 'it holds characters that are no text');

const someText = plainText.min(1, 'it must not be empty');

/** A value as text, as `ValueSql` reads it: texts, and whole numbers that are not too long. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const whole = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 10 ** TEXT_DIGITS;
  return whole ? String(value === 0 ? 0 : value) : null;
}

type Comparison = { test: (text: string, part: string) => boolean; sql: (folded: string, part: string) => string };

const comparisons = {
  contains: { test: (text, part) => text.includes(part), sql: (text, part) => `strpos(${text}, ${part}) > 0` },
  starts: { test: (text, part) => text.startsWith(part), sql: (text, part) => `starts_with(${text}, ${part})` },
  ends: { test: (text, part) => text.endsWith(part), sql: (text, part) => `right(${text}, length(${part})) = ${part}` },
} satisfies Record<string, Comparison>;

/** A test of a value that must be a text, without case and accents. */
export const foldedText = (
  { raw, isText }: Pick<ValueSql, 'raw' | 'isText'>,
  looks: Looks,
  test: (folded: string) => string,
): string => `(${foldedSql(raw, isText, looks, test)})`;

function comparing(op: string, { test, sql }: Comparison, say: Say, negative = false): Operator {
  return {
    op,
    sort: 'text',
    value: someText,
    negative,
    toSql: (value, given, { builder }) => {
      const part = builder.value(fold(given as string), 'text');
      return timeless(foldedText(value, 'part', (folded) => sql(`(${folded})`, part)));
    },
    matches: (value, given) => {
      const text = textOf(value);
      return text !== null && test(fold(text), fold(given as string));
    },
    say,
  };
}

const values = z
  .array(plainText, { error: 'it must be a list of texts, such as ["Paris", "Lyon"]' })
  .min(1, 'the list must name at least one text')
  .max(MOST_VALUES, `the list must name at most ${MOST_VALUES} texts`);

function among(op: string, say: Say, negative = false): Operator {
  return {
    op,
    sort: 'text',
    value: values,
    negative,
    toSql: (value, given, { builder }) => {
      const texts = builder.value([...new Set((given as string[]).map(fold))], 'text[]');
      return timeless(foldedText(value, 'whole', (folded) => `(${folded}) = any(${texts})`));
    },
    matches: (value, given) => {
      const text = textOf(value);
      return text !== null && (given as string[]).some((wanted) => fold(wanted) === fold(text));
    },
    say,
  };
}

/** Texts, without case and accents. */
export const textOperators: Operator[] = [
  comparing('contains', comparisons.contains, { fr: 'contient {value}', en: 'contains {value}' }),
  comparing(
    'not_contains',
    comparisons.contains,
    { fr: 'ne contient pas {value}', en: 'does not contain {value}' },
    true,
  ),
  comparing('starts', comparisons.starts, { fr: 'commence par {value}', en: 'starts with {value}' }),
  comparing('ends', comparisons.ends, { fr: 'finit par {value}', en: 'ends with {value}' }),
  among('in', { fr: 'est parmi {value}', en: 'is one of {value}' }),
  among('not_in', { fr: 'n’est pas parmi {value}', en: 'is none of {value}' }, true),
];
