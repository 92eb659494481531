/**
 * A phone number as it is kept, +33612345678, in groups that can be read. The server knows the customs of every country and keeps one form
 * (E.164); their tables weigh more than a page, so that here only the country is set apart and its digits stand in pairs or threes.
 */
const COUNTRY = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{4,})$/;
/** Countries that write pairs: France, Denmark, Norway. */
const PAIRS = new Set(['33', '45', '47']);

export function spaced(phone: string): string {
  const [, country, digits] = COUNTRY.exec(phone) ?? [];
  if (!country || !digits) return phone;
  const groups = PAIRS.has(country)
    ? digits.match(/^\d(?=(?:\d\d)+$)|\d\d/g)
    : digits.match(/\d{3}(?!\d$)|\d{2,4}$|\d{1,3}/g);
  return `+${country} ${groups!.join(' ')}`;
}
