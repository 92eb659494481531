/** Makes any JSON value storable. Pure. */
import { deepest } from './limits.ts';

/** The value nests deeper than `deepest`. */
export class TooDeep extends Error {}

/**
 * PostgreSQL keeps neither the character NUL nor half a surrogate pair: the first is left out, the second replaced by
 * U+FFFD. Values that need no change come back as they are.
 * @throws TooDeep
 */
export function clean(value: unknown, left: number = deepest): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (left === 0) throw new TooDeep();
  if (Array.isArray(value)) return cleanList(value, left);
  return cleanObject(value as Record<string, unknown>, left);
}

export function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole;
}

function cleanList(list: unknown[], left: number): unknown[] {
  let changed = false;
  const items = list.map((item) => {
    const cleaned = clean(item, left - 1);
    changed ||= cleaned !== item;
    return cleaned;
  });
  return changed ? items : list;
}

function cleanObject(object: Record<string, unknown>, left: number): Record<string, unknown> {
  if (object instanceof Date) return object;
  let changed = false;
  for (const key in object) {
    const value = object[key];
    changed ||= cleanText(key) !== key || clean(value, left - 1) !== value;
    if (changed) break;
  }
  if (!changed) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [cleanText(key), clean(value, left - 1)]));
}
