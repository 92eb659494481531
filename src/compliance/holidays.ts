/**
 * Public holidays of France and of those of its regions that keep more of them, computed. Pure. The eleven of the whole country are those
 * of article L3133-1 of the Code du travail; Alsace and Moselle keep two more (L3134-13), and each overseas region the day on which slavery
 * was abolished there (L3422-2).
 */
import type { Text } from './rule.ts';

export const holidayRegions = [
  'none',
  'metropole',
  'alsace-moselle',
  'guadeloupe',
  'martinique',
  'guyane',
  'la-reunion',
  'mayotte',
  'saint-barthelemy',
  'saint-martin',
] as const;
export type HolidayRegion = (typeof holidayRegions)[number];

/** Days are written 2027-05-01: they are days of the calendar, not moments. */
export type Holiday = { day: string; name: Text };

/** Whether the shop is open on a day. */
export type OpenDays = (day: string) => boolean;

/** In month and day. */
const fixed: readonly [day: string, name: Text][] = [
  ['01-01', { fr: 'Jour de l’an', en: 'New Year’s Day' }],
  ['05-01', { fr: 'Fête du Travail', en: 'Labour Day' }],
  ['05-08', { fr: 'Victoire de 1945', en: 'Victory in Europe Day' }],
  ['07-14', { fr: 'Fête nationale', en: 'Bastille Day' }],
  ['08-15', { fr: 'Assomption', en: 'Assumption' }],
  ['11-01', { fr: 'Toussaint', en: 'All Saints’ Day' }],
  ['11-11', { fr: 'Armistice de 1918', en: 'Armistice Day' }],
  ['12-25', { fr: 'Noël', en: 'Christmas Day' }],
];

/** In days after Easter Sunday. */
const movable: readonly [after: number, name: Text][] = [
  [1, { fr: 'Lundi de Pâques', en: 'Easter Monday' }],
  [39, { fr: 'Ascension', en: 'Ascension Day' }],
  [50, { fr: 'Lundi de Pentecôte', en: 'Whit Monday' }],
];

const abolition: Text = { fr: 'Abolition de l’esclavage', en: 'Abolition of slavery' };

const regional: Readonly<Partial<Record<HolidayRegion, { fixed: typeof fixed; movable?: typeof movable }>>> = {
  'alsace-moselle': {
    fixed: [['12-26', { fr: 'Saint-Étienne', en: 'St Stephen’s Day' }]],
    movable: [[-2, { fr: 'Vendredi saint', en: 'Good Friday' }]],
  },
  guadeloupe: { fixed: [['05-27', abolition]] },
  martinique: { fixed: [['05-22', abolition]] },
  guyane: { fixed: [['06-10', abolition]] },
  'la-reunion': { fixed: [['12-20', abolition]] },
  mayotte: { fixed: [['04-27', abolition]] },
  'saint-barthelemy': { fixed: [['10-09', abolition]] },
  'saint-martin': { fixed: [['05-28', abolition]] },
};

const DAY_MS = 86_400_000;

/** The public holidays of a year in a region, in their order; of two on one day (1 May 2008) both are named. */
export function publicHolidays(year: number, region: HolidayRegion): Holiday[] {
  if (region === 'none') return [];
  const own = regional[region];
  const easter = easterSunday(year);
  const days = [
    ...[...fixed, ...(own?.fixed ?? [])].map(([day, name]) => ({ day: `${year}-${day}`, name })),
    ...[...movable, ...(own?.movable ?? [])].map(([after, name]) => ({ day: daysAfter(easter, after), name })),
  ];
  return days.sort((a, b) => (a.day < b.day ? -1 : 1));
}

/**
 * Easter Sunday of the Gregorian calendar: the first Sunday after the full moon of the church on or after 21 March.
 * Source: “To find Easter”, an anonymous correspondent, Nature 13 (1876) p. 487; given in J. Meeus, Astronomical Algorithms, ch. 8 (whose
 * letters these are). Holds for every year from 1583 on.
 */
export function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return new Date(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1)).toISOString().slice(0, 10);
}

const daysAfter = (day: string, many: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + many * DAY_MS).toISOString().slice(0, 10);

/** Open on every day that is neither a public holiday of the region nor within one of these closings. */
export function openDays(region: HolidayRegion, closings: readonly { from: string; until: string }[]): OpenDays {
  const years = new Map<string, Set<string>>();
  const holidaysOf = (year: string) => {
    const known = years.get(year) ?? new Set(publicHolidays(Number(year), region).map(({ day }) => day));
    years.set(year, known);
    return known;
  };
  return (day) =>
    !holidaysOf(day.slice(0, 4)).has(day) && !closings.some(({ from, until }) => day >= from && day <= until);
}
