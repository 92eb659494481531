import { z } from 'zod';
import { byKeys, type Called, conditions, type Inner, type Node } from './conditions/index.ts';
import { segmentErrors } from './errors.ts';
import type { Language } from './operators/index.ts';
import { nearest, Place } from './place.ts';
import { isObject } from './value.ts';

declare const checked: unique symbol;

/** A rule that was checked: which people. Only `parseRule` makes one. The JSON is kept as it was written. */
export type Rule = { readonly [checked]: true } & Readonly<Record<string, unknown>>;

/** The kind of condition a node is; undefined when it is none or several. */
export function conditionOf(node: unknown) {
  const keys = isObject(node) ? Object.keys(node).filter((key) => conditions.has(key)) : [];
  return keys.length === 1 ? conditions.get(keys[0]!) : undefined;
}

/** Tells every fault of a rule at its place; without faults it can be compiled. */
function checkRule(rule: unknown, place: Place): void {
  if (!place.enter()) return;
  const condition = conditionOf(rule);
  if (condition) {
    condition.check(rule, place, inner);
    return;
  }
  const known = [...conditions.keys()].join(', ');
  if (!isObject(rule)) {
    place.fault(`it must be an object with one of ${known}`);
    return;
  }
  const keys = Object.keys(rule);
  const several = keys.filter((key) => conditions.has(key));
  if (several.length > 1) {
    place.fault(`${several.join(' and ')} cannot stand in one condition; put them in an “all”`);
    return;
  }
  const near = keys.length > 0 ? ` (did you mean ${nearest(keys[0]!, conditions.keys(), 1)[0]}?)` : '';
  place.fault(`it is no condition: it needs one of ${known}${near}`);
}

/**
 * Checks a rule, told in JSON.
 * @throws SEG_RULE_INVALID with every fault and its place
 */
export function parseRule(input: unknown): Rule {
  const place = new Place();
  checkRule(input, place);
  const { faults } = place;
  if (faults.length > 0) throw segmentErrors.SEG_RULE_INVALID({ count: faults.length, faults }, { details: faults });
  return input as Rule;
}

const inner: Inner = { check: checkRule, compile: () => unreachable(), say: () => unreachable(), called: byKeys };

function unreachable(): never {
  throw new Error('A check neither compiles nor tells');
}

/** Every condition of a rule, groups included. */
function* nodes(rule: Node): Generator<Node> {
  yield rule;
  for (const child of conditionOf(rule)?.children?.(rule) ?? []) yield* nodes(child);
}

/** Keys of the segments that a rule asks for, each once. */
export const segmentsOf = (rule: Rule): string[] => [
  ...new Set([...nodes(rule)].flatMap((node) => conditionOf(node)?.segments?.(node) ?? [])),
];

/** Names of the events that a rule asks for, each once. */
export const eventsOf = (rule: Rule): string[] => [
  ...new Set([...nodes(rule)].flatMap((node) => conditionOf(node)?.events?.(node) ?? [])),
];

/** A plain sentence: “City is “Paris” and did “Product viewed” at least 3 times in the last 30 days”. */
export function describe(rule: Rule, language: Language, called: Called = byKeys): string {
  const say = (node: Node): string => conditionOf(node)!.say(node, language, { ...inner, say, called });
  const said = say(rule);
  // The outermost group needs no brackets.
  const bare = said.startsWith('(') && closes(said) === said.length - 1 ? said.slice(1, -1) : said;
  return bare.replace(/^\(*\p{Ll}/u, (start) => start.toLocaleUpperCase(language));
}

/** Where the bracket that opens a sentence is closed. */
function closes(sentence: string): number {
  let open = 0;
  for (let i = 0; i < sentence.length; i++) {
    if (sentence[i] === '(') open++;
    if (sentence[i] === ')' && --open === 0) return i;
  }
  return -1;
}

/** The shape of a rule, for the published JSON Schema; `parseRule` says more and says it better. */
export const ruleSchema: z.ZodType = z.lazy(() => union);
const union: z.ZodType = z.union(
  [...conditions.values()].map((condition) => condition.schema(ruleSchema)) as [z.ZodType, z.ZodType],
);

/** The published JSON Schema of the rule language. */
export function ruleJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ruleSchema, { io: 'input', reused: 'ref' }) as Record<string, unknown>;
  return {
    ...schema,
    title: 'Segment rule',
    description: 'Which people: conditions over identity, preference and behaviour.',
  };
}
