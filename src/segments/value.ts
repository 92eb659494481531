import { NUMBER_TEXT } from './exact.ts';
import { daySql, instantSql } from './moments.ts';
import type { Builder, Fragment } from './statement.ts';

/** How SQL reads one value of a person, an event or an order; every reading is null where the value is not of that sort. */
export type ValueSql = {
  /** The value as text, whatever it is. */
  raw: string;
  /** True where the value is a text, or a whole number that can be read as one (a postcode). */
  isText: string;
  number: string;
  flag: string;
  day: (zone: string) => string;
  instant: (zone: string) => string;
  /** The elements of a list (jsonb array), `[]` for what is none. */
  items: string;
};

/** Texts that stand for nothing: blank, an empty list, an empty object. */
export const BLANKS = ['', '[]', '{}'];
/** Whole numbers up to this many digits can be read as text. */
export const TEXT_DIGITS = 15;

/** A value inside jsonb; `raw` where its text is read more cheaply than out of the value. */
export function jsonValue(json: string, raw = `(${json} #>> '{}')`): ValueSql {
  const sort = `jsonb_typeof(${json})`;
  return {
    raw,
    isText: `(${sort} = 'string' or (${sort} = 'number' and ${raw} ~ '^-?[0-9]{1,${TEXT_DIGITS}}$'))`,
    number: `case ${sort} when 'number' then (${json})::numeric when 'string' then ${readNumber(raw)} end`,
    flag: `case when ${sort} in ('boolean', 'string') then case ${raw} when 'true' then true when 'false' then false end end`,
    day: (zone) => daySql(raw, zone),
    instant: (zone) => instantSql(raw, zone),
    items: `(case when ${sort} = 'array' then ${json} else '[]'::jsonb end)`,
  };
}

/** A column of text. */
export function textColumn(column: string): ValueSql {
  return {
    raw: column,
    isText: 'true',
    number: readNumber(column),
    flag: 'null::boolean',
    day: (zone) => daySql(column, zone),
    instant: (zone) => instantSql(column, zone),
    items: "'[]'::jsonb",
  };
}

/** A column, or an expression, of numbers. */
export function numberColumn(expression: string): ValueSql {
  const nothing = (type: string) => () => `null::${type}`;
  return {
    raw: `(${expression})::text`,
    isText: 'false',
    number: expression,
    flag: 'null::boolean',
    day: nothing('date'),
    instant: nothing('timestamptz'),
    items: "'[]'::jsonb",
  };
}

/** A moment. */
export function momentColumn(expression: string): ValueSql {
  return {
    ...numberColumn('null::numeric'),
    raw: `(${expression})::text`,
    day: (zone) => `(${expression} at time zone ${zone})::date`,
    instant: () => expression,
  };
}

const readNumber = (raw: string): string => `case when ${raw} ~ '${NUMBER_TEXT.source}' then (${raw})::numeric end`;

/** Where a condition finds its values: one, or several of which any may match. */
export type Source = { some: (build: (value: ValueSql) => Fragment) => Fragment };

export const single = (value: ValueSql): Source => ({ some: (build) => build(value) });

/** Any of the rows of a subquery; `from` gives them under the name of the value. */
export function anyOf(from: string, value: ValueSql): Source {
  return {
    some: (build) => {
      const { member, recheck } = build(value);
      return {
        member: `exists (select from ${from} where ${member})`,
        recheck: recheck === null ? null : `(select min(${recheck}) from ${from})`,
      };
    },
  };
}

/** The parts of `address.city`; a list gives parts that contain dots themselves. */
export const pathOf = (path: string | readonly string[]): readonly string[] =>
  typeof path === 'string' ? path.split('.') : path;

/**
 * What lies at a path in jsonb. One part is one value; along several, lists are passed through and any of their elements
 * may match (`products.category`).
 */
export function jsonPath(base: string, path: string | readonly string[], builder: Builder): Source {
  const parts = pathOf(path);
  if (parts.length === 1) {
    const name = builder.value(parts[0], 'text');
    return single(jsonValue(`(${base} -> ${name})`, `(${base} ->> ${name})`));
  }
  return anyOf(`${pathQuery(base, parts, builder)} as found(v)`, jsonValue('found.v'));
}

/** The set of values at a path of several parts. */
export function pathQuery(base: string, parts: readonly string[], builder: Builder): string {
  const jsonpath = `lax $${parts.map((part) => `.${JSON.stringify(part)}`).join('')}`;
  return `jsonb_path_query(${base}, ${builder.value(jsonpath, 'jsonpath')})`;
}

/** The same in a value that is at hand: what {@link jsonPath} finds. */
export function valuesAt(base: unknown, path: string | readonly string[]): unknown[] {
  const parts = pathOf(path);
  let found: unknown[] = [base];
  for (const part of parts) {
    const objects = parts.length === 1 ? found : found.flatMap((value) => (Array.isArray(value) ? value : [value]));
    found = objects.flatMap((value) => (isObject(value) && Object.hasOwn(value, part) ? [value[part]] : []));
  }
  return found.filter((value) => value !== undefined);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
