/** A test of one field (`op`, `value`): what traits, identity, properties and order fields have in common. */
import { z } from 'zod';
import { saySpan } from './duration.ts';
import { DEEPEST_PATH, LONGEST_NAME } from './limits.ts';
import { sayField } from './names.ts';
import { type Language, type Operator, operators, type Scene, type Sort } from './operators/index.ts';
import { plainText } from './operators/text.ts';
import { nearest, type Place } from './place.ts';
import { sayPlain, sayRange } from './say.ts';
import { earliest, type Fragment } from './statement.ts';
import { anyOf, jsonPath, jsonValue, type Source, valuesAt } from './value.ts';

export type Path = string | readonly string[];
export type ItemTest = { op: 'any_item' | 'no_item'; where: PropertyTest[] };
export type Test = { op: string; value?: unknown } | ItemTest;
/** A test of a property of an event, an order or an element of a list. */
export type PropertyTest = Test & { property: Path };

const ITEM_OPS = ['any_item', 'no_item'];
/** Operators whose value is two bounds. */
const RANGES = ['between', 'date_between'];
const isItemTest = (test: Test): test is ItemTest => ITEM_OPS.includes(test.op);

const part = plainText
  .min(1, 'a name must not be empty')
  .max(LONGEST_NAME, `a name must have at most ${LONGEST_NAME} characters`);
/** `city`, `address.city`, or `["a.b", "c"]` where names hold dots. */
export const pathSchema = z.union(
  [
    part
      .refine((text) => text.split('.').every((name) => name !== ''), 'parts between dots must not be empty')
      .refine((text) => text.split('.').length <= DEEPEST_PATH, `it must have at most ${DEEPEST_PATH} parts`),
    z.array(part).min(1).max(DEEPEST_PATH),
  ],
  { error: 'it must be a name such as "city" or "address.city"' },
);

/** What may be asked at a place. */
export type Allowed = {
  /** Sort of the field when it is known; values of traits and properties may be of any. */
  sort?: Sort;
  /** Whether the answer may depend on the moment of asking. */
  timed: boolean;
  /** Whether elements of lists may be tested. */
  items: boolean;
};

/** Checks `op` and `value` (or `where`) of a node whose other fields are `fields`. */
export function checkTest(node: unknown, place: Place, fields: readonly string[], allowed: Allowed): void {
  const op = (node as { op?: unknown } | null)?.op;
  if (typeof op === 'string' && allowed.items && ITEM_OPS.includes(op)) {
    checkItems(node, place, fields, allowed);
    return;
  }
  const known = [...operators.values()].filter((operator) => fits(operator, allowed)).map((operator) => operator.op);
  const operator = typeof op === 'string' ? operators.get(op) : undefined;
  if (!operator || !known.includes(operator.op)) {
    if (op === undefined && !place.fields(node, [...fields, 'op'], ['value'])) return;
    const names = [...known, ...(allowed.items ? ITEM_OPS : [])];
    place.at('op').fault(`${JSON.stringify(op)} cannot be asked here; did you mean ${nearest(op, names).join(', ')}?`);
    return;
  }
  if (!place.fields(node, [...fields, 'op', ...(operator.value ? ['value'] : [])])) return;
  if (!operator.value || !place.at('value').holds(operator.value, node.value)) return;
  checkEquality(operator, node.value, place, allowed.sort);
}

function fits(operator: Operator, { sort, timed }: Allowed): boolean {
  if (operator.timed && !timed) return false;
  if (sort === 'flag') return operator.op === 'is';
  if (sort === 'date') return operator.sort === 'date' || ['exists', 'missing'].includes(operator.op);
  return sort === undefined || operator.sort === sort || (operator.sort === 'any' && sort !== 'list');
}

/** `is` takes a value of any sort, except where the field has one. */
function checkEquality(operator: Operator, value: unknown, place: Place, sort: Sort | undefined): void {
  if (!['is', 'is_not'].includes(operator.op) || sort === undefined) return;
  const wanted = { text: 'string', number: 'number', flag: 'boolean' }[sort as string];
  const words = { text: 'a text', number: 'a number', flag: 'true or false' }[sort as string];
  if (wanted && typeof value !== wanted) place.at('value').fault(`it must be ${words}`);
}

function checkItems(node: unknown, place: Place, fields: readonly string[], allowed: Allowed): void {
  if (!place.fields(node, [...fields, 'op', 'where'])) return;
  checkWhere(node.where, place.at('where'), { timed: allowed.timed, items: false });
}

/** Checks a list of property tests. */
export function checkWhere(where: unknown, place: Place, allowed: Allowed): void {
  if (!Array.isArray(where) || where.length === 0) {
    place.fault('it must be a list of at least one test');
    return;
  }
  for (const [i, test] of where.entries()) {
    const here = place.at(i);
    if (!here.enter()) return;
    if (here.at('property').holds(pathSchema, (test as PropertyTest | null)?.property))
      checkTest(test, here, ['property'], allowed);
  }
}

/** Every shape of a test with these other fields, for the published schema. */
export function testSchemas(fields: z.ZodRawShape, allowed: Allowed): z.ZodType[] {
  // Operators that take the same value share one shape.
  const byValue = Map.groupBy(
    [...operators.values()].filter((operator) => fits(operator, allowed)),
    (operator) => operator.value,
  );
  const plain = [...byValue].map(([value, group]) => {
    const op = z.enum(group.map((operator) => operator.op) as [string, ...string[]]);
    return z.strictObject({ ...fields, op, ...(value ? { value } : {}) });
  });
  if (!allowed.items) return plain;
  const where = whereSchema({ timed: allowed.timed, items: false });
  return [...plain, z.strictObject({ ...fields, op: z.enum(['any_item', 'no_item']), where })];
}

/** The published schema of a list of property tests. */
export const whereSchema = (allowed: Allowed): z.ZodType =>
  z.array(z.union(testSchemas({ property: pathSchema }, allowed) as [z.ZodType, z.ZodType])).min(1);

/** Compiles a test of a field. */
export function testSql(test: Test, source: Source, scene: Scene): Fragment {
  if (isItemTest(test)) {
    const any = source.some((list) =>
      anyOf(`jsonb_array_elements(${list.items}) as item(v)`, jsonValue('item.v')).some(() =>
        allOf(test.where.map((inner) => testSql(inner, jsonPath('item.v', inner.property, scene.builder), scene))),
      ),
    );
    return test.op === 'no_item' ? negation(any) : any;
  }
  const operator = operators.get(test.op)!;
  const found = source.some((value) => operator.toSql(value, test.value, scene));
  return operator.negative ? negation(found) : found;
}

export const negation = ({ member, recheck }: Fragment): Fragment => ({
  member: `not coalesce(${member}, false)`,
  recheck,
});

export function allOf(fragments: readonly Fragment[]): Fragment {
  return {
    member: `(${fragments.map(({ member }) => `(${member})`).join(' and ')})`,
    recheck: earliest(fragments.map(({ recheck }) => recheck)),
  };
}

/** The same test on values at hand; timed operators are never here (`checkTest` keeps them out). */
export function testMatches(test: Test, values: readonly unknown[]): boolean {
  if (isItemTest(test)) {
    const items = values.flatMap((list) => (Array.isArray(list) ? list : []));
    const found = items.some((item) => test.where.every((inner) => testMatches(inner, valuesAt(item, inner.property))));
    return found === (test.op === 'any_item');
  }
  const operator = operators.get(test.op)!;
  const found = values.some((value) => operator.matches!(value, test.value));
  return operator.negative ? !found : found;
}

/** “contains “shoe””: what is said after the name of the field. */
export function sayTest(test: Test, language: Language): string {
  if (isItemTest(test)) {
    const inner = test.where.map((item) => sayProperty(item, language)).join(language === 'fr' ? ' et ' : ' and ');
    const any = { fr: `a un élément où ${inner}`, en: `has an element where ${inner}` };
    const none = { fr: `n’a aucun élément où ${inner}`, en: `has no element where ${inner}` };
    return (test.op === 'any_item' ? any : none)[language];
  }
  const operator = operators.get(test.op)!;
  return operator.say[language].replace(/\{(value|last|next)\}/, (_, how: string) => {
    if (how === 'last' || how === 'next') return saySpan(String(test.value), how, language);
    return RANGES.includes(test.op) ? sayRange(test.value as unknown[], language) : sayPlain(test.value, language);
  });
}

export const sayProperty = (test: PropertyTest, language: Language): string =>
  `${sayPath(test.property, language)} ${sayTest(test, language)}`;

export const sayPath = (path: Path, language: Language): string =>
  sayField(typeof path === 'string' ? path : path.join('.'), language);
