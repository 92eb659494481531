/** The operators of the rule language, by what they ask of a value. */

export type ValueKind = 'none' | 'text' | 'texts' | 'number' | 'numbers' | 'day' | 'days' | 'length' | 'flag';

/** Every operator, in the order in which it is offered. */
const VALUES: Readonly<Record<string, ValueKind>> = {
  is: 'text',
  is_not: 'text',
  in: 'texts',
  not_in: 'texts',
  contains: 'text',
  not_contains: 'text',
  starts: 'text',
  ends: 'text',
  exists: 'none',
  missing: 'none',
  at_least: 'number',
  at_most: 'number',
  above: 'number',
  below: 'number',
  between: 'numbers',
  has: 'text',
  has_not: 'text',
  in_last: 'length',
  more_than_ago: 'length',
  in_next: 'length',
  more_than_ahead: 'length',
  before: 'day',
  after: 'day',
  on: 'day',
  date_between: 'days',
  yearly_today: 'none',
  yearly_next: 'length',
  yearly_last: 'length',
};

/** Operators that take the time of asking, which properties of events do not. */
const TIMED = new Set([
  'in_last',
  'more_than_ago',
  'in_next',
  'more_than_ahead',
  'yearly_today',
  'yearly_next',
  'yearly_last',
]);

export type Field = 'any' | 'text' | 'number' | 'date' | 'flag' | 'property';

const OFFERED: Record<Field, (op: string) => boolean> = {
  any: () => true,
  property: (op) => !TIMED.has(op),
  text: (op) => ['text', 'texts', 'none'].includes(VALUES[op]!) && !['has', 'has_not', 'yearly_today'].includes(op),
  number: (op) => ['number', 'numbers'].includes(VALUES[op]!) || ['exists', 'missing'].includes(op),
  date: (op) => ['day', 'days', 'length'].includes(VALUES[op]!) || ['exists', 'missing', 'yearly_today'].includes(op),
  flag: (op) => op === 'is',
};

export const operatorsFor = (field: Field): string[] => Object.keys(VALUES).filter(OFFERED[field]);

/** What an operator takes of a field; `is` takes true or false of a flag. */
export const valueKindOf = (op: string, field: Field): ValueKind =>
  field === 'flag' ? 'flag' : (VALUES[op] ?? 'text');

const EMPTY: Record<ValueKind, unknown> = {
  none: undefined,
  text: '',
  texts: [],
  number: null,
  numbers: [null, null],
  day: '',
  days: ['', ''],
  length: 'P30D',
  flag: true,
};

/** A test with another operator: the value stays where it still fits. */
export function withOperator<Test extends { op?: unknown; value?: unknown }>(
  test: Test,
  op: string,
  field: Field,
): Test {
  const before = valueKindOf(String(test.op), field);
  const after = valueKindOf(op, field);
  const { value, ...rest } = test;
  if (after === 'none') return { ...rest, op } as unknown as Test;
  return { ...rest, op, value: before === after ? value : EMPTY[after] } as unknown as Test;
}
