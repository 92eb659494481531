import type { z } from 'zod';
import type { Builder, Fragment } from '../statement.ts';
import type { ValueSql } from '../value.ts';

export type Language = 'fr' | 'en';
export type Say = Record<Language, string>;

/** Where and when a value is looked at. */
export type Scene = {
  builder: Builder;
  /** SQL of the moment and of the zone in which days begin. */
  asOf: string;
  zone: string;
};

/** The sort of value that an operator looks at: what an editor offers for a field of that sort. */
export type Sort = 'any' | 'text' | 'number' | 'flag' | 'date' | 'list';

/** One way of looking at one value. Negative ones are exactly what the positive ones are not: missing values included. */
export type Operator = {
  readonly op: string;
  readonly sort: Sort;
  /** What `value` may be; absent where the operator takes none. */
  readonly value?: z.ZodType;
  /** True for the negation: the compiler turns the answer of the source around. */
  readonly negative?: boolean;
  /** True where the answer depends on the moment of asking. */
  readonly timed?: boolean;
  readonly toSql: (value: ValueSql, given: unknown, scene: Scene) => Fragment;
  /** The same on a value at hand (days in UTC); absent for timed ones. */
  readonly matches?: (value: unknown, given: unknown) => boolean;
  /** What is said after the name of the field; `{value}` stands for the value, `{last}` and `{next}` for its span of time. */
  readonly say: Say;
};

/** A fragment that time does not change. */
export const timeless = (member: string): Fragment => ({ member, recheck: null });
