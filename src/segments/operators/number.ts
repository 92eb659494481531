import { z } from 'zod';
import { compareDecimals, NUMBER_TEXT } from '../exact.ts';
import { type Operator, type Say, timeless } from './operator.ts';

export const plainNumber = z.number({ error: 'it must be a number' });

/** A value as an exact decimal, as `ValueSql` reads it: numbers, and texts that are plain decimals. */
export function decimalOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  return typeof value === 'string' && NUMBER_TEXT.test(value) ? value : null;
}

function ordering(op: string, sign: string, holds: (order: number) => boolean, say: Say): Operator {
  return {
    op,
    sort: 'number',
    value: plainNumber,
    toSql: (value, given, { builder }) =>
      timeless(`(${value.number}) ${sign} ${builder.value(String(given), 'numeric')}`),
    matches: (value, given) => {
      const number = decimalOf(value);
      return number !== null && holds(compareDecimals(number, String(given)));
    },
    say,
  };
}

const between: Operator = {
  op: 'between',
  sort: 'number',
  value: z
    .tuple([plainNumber, plainNumber], { error: 'it must be two numbers, such as [10, 20]' })
    .refine(([low, high]) => low <= high, 'the first number must not be above the second'),
  toSql: (value, given, { builder }) => {
    const [low, high] = (given as [number, number]).map((bound) => builder.value(String(bound), 'numeric'));
    return timeless(`(${value.number}) between ${low} and ${high}`);
  },
  matches: (value, given) => {
    const number = decimalOf(value);
    const [low, high] = (given as [number, number]).map(String);
    return number !== null && compareDecimals(number, low!) >= 0 && compareDecimals(number, high!) <= 0;
  },
  say: { fr: 'est entre {value}', en: 'is between {value}' },
};

/** Numbers, compared exactly. */
export const numberOperators: Operator[] = [
  ordering('above', '>', (order) => order > 0, { fr: 'dépasse {value}', en: 'is above {value}' }),
  ordering('at_least', '>=', (order) => order >= 0, { fr: 'vaut au moins {value}', en: 'is at least {value}' }),
  ordering('below', '<', (order) => order < 0, { fr: 'est sous {value}', en: 'is below {value}' }),
  ordering('at_most', '<=', (order) => order <= 0, { fr: 'vaut au plus {value}', en: 'is at most {value}' }),
  between,
];
