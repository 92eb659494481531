import { dateOperators } from './date.ts';
import { numberOperators } from './number.ts';
import type { Operator } from './operator.ts';
import { plainOperators } from './plain.ts';
import { textOperators } from './text.ts';

/** Every operator by name: the registry. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  [...plainOperators, ...textOperators, ...numberOperators, ...dateOperators].map((operator) => [
    operator.op,
    operator,
  ]),
);

export type { Language, Operator, Say, Scene, Sort } from './operator.ts';
