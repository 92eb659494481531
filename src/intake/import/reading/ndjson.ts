/** One JSON object per line. Nested objects become columns with dotted names, as in `address.city`. */
import { type Fault, fault } from '../faults.ts';

export type FlatRecord = Map<string, unknown>;

const DEEPEST = 8;

/**
 * Reads one line. Numbers are kept as they are written (`19.90` stays `19.90`, an id of 20 digits keeps them all).
 * @param explode names of lists whose objects are rows of their own, such as the lines of an order
 */
export function readJsonLine(text: string, explode: readonly string[]): { records: FlatRecord[] } | { problem: Fault } {
  let value: unknown;
  try {
    value = JSON.parse(text, keepNumbers as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    return { problem: fault('not_json') };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { problem: fault('not_object') };
  }
  const object = value as Record<string, unknown>;
  const list = explode.find((name) => isListOfObjects(object[name]));
  const shared: FlatRecord = new Map();
  if (!flatten(object, '', shared, 0, list)) return { problem: fault('too_deep', { most: DEEPEST }) };
  if (list === undefined) return { records: [shared] };
  const records: FlatRecord[] = [];
  for (const item of object[list] as Record<string, unknown>[]) {
    const record: FlatRecord = new Map(shared);
    if (!flatten(item, `${list}.`, record, 1)) return { problem: fault('too_deep', { most: DEEPEST }) };
    records.push(record);
  }
  return { records };
}

/** A number with the text it was written in. */
class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

// The third argument (the source text of a primitive) is in Node 22 and later; TypeScript's library does not list it yet.
function keepNumbers(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new WrittenNumber(context?.source ?? String(value)) : value;
}

function isListOfObjects(value: unknown): boolean {
  const isObject = (item: unknown) => typeof item === 'object' && item !== null && !Array.isArray(item);
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function flatten(
  object: Record<string, unknown>,
  prefix: string,
  into: FlatRecord,
  depth: number,
  skip?: string,
): boolean {
  if (depth > DEEPEST) return false;
  for (const [name, value] of Object.entries(object)) {
    if (name === skip) continue;
    const nested =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);
    if (!nested) into.set(prefix + name, value);
    else if (!flatten(value as Record<string, unknown>, `${prefix}${name}.`, into, depth + 1)) return false;
  }
  return true;
}

/** The text of a value, as a cell of CSV would hold it. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof WrittenNumber) return value.text;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  return JSON.stringify(plainValue(value));
}

/** The value as JSON knows it, numbers as numbers again. */
export function plainValue(value: unknown): unknown {
  if (value instanceof WrittenNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainValue(item)]));
  }
  return value;
}
