/** Days of the shop as texts, 2026-03-31: they have no zone and are counted as such. */
const DAY_MS = 86_400_000;

export const dayOf = (moment: string | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(moment),
  );

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** How far the shop's clock is ahead of UTC at a moment. */
function aheadMs(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1_000) * 1_000;
}

/** The moment at which a day of the shop begins. Asked twice: the clock may be put on or back in the hours between. */
export function startOf(day: string, timeZone: string): Date {
  const midnight = Date.parse(day);
  const near = midnight - aheadMs(midnight, timeZone);
  return new Date(midnight - aheadMs(near, timeZone));
}
