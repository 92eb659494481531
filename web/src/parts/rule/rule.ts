/** The rule language of segments as the editor sees it: a tree of JSON. What it does not know it keeps as it is. */

export type Rule = Record<string, unknown>;
export type Join = 'all' | 'any' | 'none';
export const JOINS: readonly Join[] = ['all', 'any', 'none'];

/** What a node is; `other` is shown as JSON. */
export type Kind = 'group' | 'trait' | 'identity' | 'orders' | 'event' | 'permission' | 'list' | 'segment' | 'other';

const isList = (value: unknown): value is Rule[] => Array.isArray(value);

export const joinOf = (rule: Rule): Join | null => JOINS.find((join) => isList(rule[join])) ?? null;
export const partsOf = (rule: Rule): Rule[] => {
  const join = joinOf(rule);
  return join ? (rule[join] as Rule[]) : [];
};

export function kindOf(rule: Rule): Kind {
  if (joinOf(rule)) return 'group';
  if ('trait' in rule) return typeof rule.trait === 'string' && !('where' in rule) ? 'trait' : 'other';
  if ('identity' in rule) return 'identity';
  if ('orders' in rule) return isFacts(rule.orders) ? 'orders' : 'other';
  if ('event' in rule) return isFacts(rule) && !('sum' in rule) ? 'event' : 'other';
  if ('permission' in rule) return 'permission';
  if ('list' in rule) return 'list';
  if ('segment' in rule) return 'segment';
  return 'other';
}

/** Whether the editor can show these facts: no figures and windows that it has no fields for. */
function isFacts(given: unknown): given is Facts {
  if (given === null || typeof given !== 'object') return false;
  const { between, avg, min, max, type, where } = given as Rule;
  const plain = (where as Rule[] | undefined)?.every(
    ({ property, where: inner }) => typeof property === 'string' && !inner,
  );
  return [between, avg, min, max, type].every((one) => one === undefined) && plain !== false && asksOnce(given as Rule);
}

const MEASURES = ['count', 'amount', 'units', 'average', 'first', 'last'] as const;

/** The editor shows one measure with one bound: of “at least 2 and at most 5” it would show half, and lose the other. */
function asksOnce(facts: Rule): boolean {
  const [measure, ...more] = MEASURES.filter((one) => facts[one] !== undefined);
  const bounds = measure && facts[measure];
  return more.length === 0 && (typeof bounds !== 'object' || bounds === null || Object.keys(bounds).length === 1);
}

/** How often, how much, first or last, of events or orders. */
export type Facts = {
  count?: 'never' | { at_least?: number; at_most?: number; exactly?: number };
  amount?: Bounds;
  units?: Bounds;
  average?: Bounds;
  first?: Once;
  last?: Once;
  within?: string;
  where?: PropertyTest[];
};
export type Bounds = { at_least?: number; at_most?: number; above?: number; below?: number; exactly?: number };
export type Once = { in_last?: string; more_than_ago?: string; before?: string; after?: string };
export type PropertyTest = { property: string; op: string; value?: unknown };

/** A new condition of a kind, as it stands before anything is chosen. */
export const fresh: Record<Exclude<Kind, 'other'>, () => Rule> = {
  group: () => ({ any: [fresh.trait()] }),
  trait: () => ({ trait: '', op: 'is', value: '' }),
  identity: () => ({ identity: 'email', op: 'exists' }),
  orders: () => ({ orders: { count: { at_least: 1 }, within: 'P90D' } }),
  event: () => ({ event: '', count: { at_least: 1 }, within: 'P30D' }),
  permission: () => ({ permission: 'email', purpose: 'marketing', status: 'granted' }),
  list: () => ({ list: '' }),
  segment: () => ({ segment: '' }),
};

/** A rule as a group, which the editor begins with. */
export const asGroup = (rule: unknown): Rule => {
  if (rule === null || typeof rule !== 'object') return { all: [] };
  return joinOf(rule as Rule) ? (rule as Rule) : { all: [rule as Rule] };
};

/** Whether anything is still to be chosen: such a rule is not asked of the server. */
export function isComplete(rule: Rule): boolean {
  const parts = partsOf(rule);
  if (joinOf(rule)) return parts.length > 0 && parts.every(isComplete);
  return !hasGap(rule);
}

function hasGap(value: unknown): boolean {
  if (value === '' || value === null) return true;
  if (Array.isArray(value)) return value.length === 0 || value.some(hasGap);
  return (
    typeof value === 'object' && Object.values(value as Rule).some((inner) => inner !== undefined && hasGap(inner))
  );
}

/** `P90D` ⇄ 90 days. */
export type Length = { count: number; unit: 'H' | 'D' | 'W' | 'M' | 'Y' };
export const UNITS: readonly Length['unit'][] = ['H', 'D', 'W', 'M', 'Y'];
const DURATION = /^P(T?)(\d+)([HDWMY])$/;

/** Null for a duration of several parts, which the editor shows as it is written. */
export function readLength(text: unknown): Length | null {
  const [, time, count, unit] = DURATION.exec(String(text)) ?? [];
  if (count === undefined || (time === 'T') !== (unit === 'H')) return null;
  return { count: Number(count), unit: unit as Length['unit'] };
}
export const writeLength = ({ count, unit }: Length): string => `P${unit === 'H' ? 'T' : ''}${count}${unit}`;
