import { bumpDefinitions, count, type Queryable, run, statements } from '../store/index.ts';
import { settingErrors } from './errors.ts';
import { declaredSettings, nearestKeys, type Setting, settingOf } from './registry.ts';

const sql = statements(import.meta.url, 'settings.sql');

/** Is told, inside the transaction, that a setting was changed: for what is derived from it. */
export type SettingListener = (on: Queryable, key: string, now: Date) => Promise<void>;

const listeners: { prefix: string; listener: SettingListener }[] = [];

/** Calls `listener` in the transaction of every change of a setting whose key starts with `prefix`. */
export function onSettingChange(prefix: string, listener: SettingListener): void {
  listeners.push({ prefix, listener });
}

/** The value in force: what was set, else the default. A stored value that is no longer allowed counts as not set. */
export async function readSetting<T>(on: Queryable, setting: Setting<T>): Promise<T> {
  const [value] = await readSettings(on, [setting]);
  return value as T;
}

/** Values in force of several settings in one read, in the order asked. */
export async function readSettings(on: Queryable, settings: readonly Setting<unknown>[]): Promise<unknown[]> {
  const rows = await run<{ key: string; value: unknown }>(on, sql('read'), { keys: settings.map(({ key }) => key) });
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  return settings.map((setting) => {
    if (!stored.has(setting.key)) return setting.standard;
    const read = setting.schema.safeParse(stored.get(setting.key));
    return read.success ? read.data : setting.standard;
  });
}

/**
 * Sets a value by key (`null` goes back to the default), counts a change of the definitions and tells the listeners.
 * To be called in a transaction.
 * @throws SETTING_UNKNOWN, SETTING_INVALID
 */
export async function writeSetting(on: Queryable, key: string, value: unknown, now: Date): Promise<void> {
  const setting = settingOf(key);
  if (!setting) throw settingErrors.SETTING_UNKNOWN({ key, near: nearestKeys(key).join(', ') });
  if (value === null) await count(on, sql('clear'), { key });
  else await count(on, sql('write'), { key, value: JSON.stringify(checked(setting, value)), now });
  await bumpDefinitions(on, now);
  for (const { prefix, listener } of listeners) {
    if (key.startsWith(prefix)) await listener(on, key, now);
  }
}

/** Every declared setting with its value in force, by key: the settings page. */
export async function listSettings(
  on: Queryable,
): Promise<{ key: string; about: string; value: unknown; standard: unknown }[]> {
  const settings = declaredSettings();
  const values = await readSettings(on, settings);
  return settings.map(({ key, about, standard }, i) => ({ key, about, value: values[i], standard }));
}

function checked(setting: Setting<unknown>, value: unknown): unknown {
  const read = setting.schema.safeParse(value);
  if (read.success) return read.data;
  throw settingErrors.SETTING_INVALID({
    key: setting.key,
    value: JSON.stringify(value) ?? 'undefined',
    reason: read.error.issues.map((issue) => issue.message).join('; '),
    about: setting.about,
    standard: JSON.stringify(setting.standard),
  });
}
