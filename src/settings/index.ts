/** The door of the settings room. */

/** What is wrong with a setting. */
export { settingErrors } from './errors.ts';
/** Declaring a setting, and the declared ones. */
export { declaredSettings, defineSetting, type Setting, settingOf } from './registry.ts';
/** Reading, changing, listing, and hearing of changes. */
export {
  listSettings,
  onSettingChange,
  readSetting,
  readSettings,
  type SettingListener,
  writeSetting,
} from './settings.ts';
/** What every room needs to know of the shop. */
export {
  isTimezone,
  shopAccent,
  shopCurrency,
  shopLocale,
  shopLogoUrl,
  shopName,
  shopPostalAddress,
  shopTimezone,
  shopUrl,
} from './shop.ts';
/** Parts of the shop that speak for themselves. */
export { listUnits, removeUnit, saveUnit, type Unit } from './units.ts';
