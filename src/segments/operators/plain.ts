import { z } from 'zod';
import { compareDecimals } from '../exact.ts';
import { fold } from '../fold.ts';
import { BLANKS, type ValueSql } from '../value.ts';
import { decimalOf, plainNumber } from './number.ts';
import { type Operator, type Say, type Scene, timeless } from './operator.ts';
import { foldedText, plainText, textOf } from './text.ts';

/** Equality with a text, a number or a yes/no, by what the rule gives. */
const scalar = z.union([plainText, plainNumber, z.boolean()], { error: 'it must be a text, a number, true or false' });

function equalSql(value: ValueSql, given: unknown, { builder }: Scene): string {
  if (typeof given === 'boolean') return `(${value.flag}) = ${builder.value(given, 'boolean')}`;
  if (typeof given === 'number') return `(${value.number}) = ${builder.value(String(given), 'numeric')}`;
  return foldedText(value, 'whole', (folded) => `(${folded}) = ${builder.value(fold(given as string), 'text')}`);
}

function equals(value: unknown, given: unknown): boolean {
  if (typeof given === 'boolean') return value === given || value === String(given);
  if (typeof given === 'number') {
    const number = decimalOf(value);
    return number !== null && compareDecimals(number, String(given)) === 0;
  }
  const text = textOf(value);
  return text !== null && fold(text) === fold(given as string);
}

function equality(op: string, say: Say, negative: boolean): Operator {
  return {
    op,
    sort: 'any',
    value: scalar,
    negative,
    toSql: (value, given, scene) => timeless(equalSql(value, given, scene)),
    matches: equals,
    say,
  };
}

const isThere = (value: unknown): boolean => value !== null && value !== undefined;

function isFilled(value: unknown): boolean {
  if (!isThere(value)) return false;
  if (typeof value === 'string') return !BLANKS.includes(value.replace(/^ +| +$/g, ''));
  return typeof value !== 'object' || Object.keys(value as object).length > 0;
}

function presence(op: string, negative: boolean, say: Say): Operator {
  return { op, sort: 'any', negative, toSql: (value) => timeless(`${value.raw} is not null`), matches: isThere, say };
}

function filling(op: string, negative: boolean, say: Say): Operator {
  const blanks = BLANKS.map((blank) => `'${blank}'`).join(', ');
  return {
    op,
    sort: 'any',
    negative,
    toSql: (value) => timeless(`btrim(${value.raw}) not in (${blanks})`),
    matches: isFilled,
    say,
  };
}

/** A list that holds a text, without case and accents. */
function holding(op: string, negative: boolean, say: Say): Operator {
  return {
    op,
    sort: 'list',
    value: plainText,
    negative,
    toSql: (value, given, { builder }) => {
      const wanted = builder.value(fold(given as string), 'text');
      const from = `jsonb_array_elements(${value.items}) as element(v)`;
      const raw = "(element.v #>> '{}')";
      const isText = `jsonb_typeof(element.v) = 'string'`;
      const test = foldedText({ raw, isText }, 'whole', (folded) => `(${folded}) = ${wanted}`);
      return timeless(`exists (select from ${from} where ${test})`);
    },
    matches: (value, given) =>
      Array.isArray(value) && value.some((item) => typeof item === 'string' && fold(item) === fold(given as string)),
    say,
  };
}

/** Operators on values of any sort. */
export const plainOperators: Operator[] = [
  equality('is', { fr: 'est {value}', en: 'is {value}' }, false),
  equality('is_not', { fr: 'n’est pas {value}', en: 'is not {value}' }, true),
  presence('exists', false, { fr: 'est connu', en: 'is known' }),
  presence('missing', true, { fr: 'n’est pas connu', en: 'is not known' }),
  filling('not_empty', false, { fr: 'est rempli', en: 'is filled in' }),
  filling('empty', true, { fr: 'est vide', en: 'is empty' }),
  holding('has', false, { fr: 'comprend {value}', en: 'includes {value}' }),
  holding('has_not', true, { fr: 'ne comprend pas {value}', en: 'does not include {value}' }),
];
