import type { z } from 'zod';

/** One thing the shop decides: what it is, what it may be, what it is until somebody decides. */
export type Setting<T> = {
  readonly key: string;
  /** For the settings page: what the value means, with its unit. */
  readonly about: string;
  /** Says what values are allowed (limits included). */
  readonly schema: z.ZodType<T>;
  readonly standard: T;
};

const registry = new Map<string, Setting<unknown>>();

/**
 * Declares a setting of a room. Its key starts with the room's name: `segments.typology.loyalOrders`.
 * @throws when the key is taken, or the default is not allowed by its own schema
 */
export function defineSetting<T>(setting: Setting<T>): Setting<T> {
  if (registry.has(setting.key)) throw new Error(`The setting ${setting.key} is declared twice`);
  if (!/^[a-z]+(\.[a-zA-Z0-9-]+)+$/.test(setting.key))
    throw new Error(`“${setting.key}” is no setting key (room.name)`);
  setting.schema.parse(setting.standard);
  registry.set(setting.key, setting as Setting<unknown>);
  return setting;
}

/** The setting of a key, if one is declared. */
export const settingOf = (key: string): Setting<unknown> | undefined => registry.get(key);

/** Every declared setting, by key. */
export const declaredSettings = (): Setting<unknown>[] =>
  [...registry.values()].sort((a, b) => (a.key < b.key ? -1 : 1));

/** Declared keys that look most like a wrong one, best first. */
export function nearestKeys(wrong: string, most = 3): string[] {
  const parts = new Set(pairs(wrong));
  const likeness = (key: string) => pairs(key).filter((pair) => parts.has(pair)).length / (key.length + wrong.length);
  return [...registry.keys()].sort((a, b) => likeness(b) - likeness(a)).slice(0, most);
}

const pairs = (text: string): string[] => [...text.slice(1)].map((_, i) => text.slice(i, i + 2).toLowerCase());
