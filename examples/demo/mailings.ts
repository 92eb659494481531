/** What the shop sent in the past: its letter, its offers, news of a sport. */
import { monthOf, offersOf, weekdayOf, yearOf } from './calendar.ts';
import { SPORTS, type Sport, seasonOf } from './catalogue.ts';

export type Mailing = {
  key: string;
  day: number;
  channel: 'email' | 'sms';
  /** Whether it brings an offer. */
  isOffer: boolean;
  /** Only to those who like this sport. */
  sport?: Sport;
};

/** Months in which a sport has a letter of its own: those in which it sells. */
const inSeason = (sport: Sport, day: number): boolean => seasonOf(sport, day) >= 1.35;

/** Mailings by day. */
export function mailingsOf(from: number, to: number): Map<number, Mailing[]> {
  const all: Mailing[] = [];
  for (let year = yearOf(from); year <= yearOf(to); year++) all.push(...offerMailings(year));
  for (let day = from; day <= to; day++) {
    // Every second Thursday the letter, on the Tuesday between the sports that are in season.
    const week = Math.floor((day + 3) / 7);
    if (weekdayOf(day) === 3 && week % 2 === 0)
      all.push({ key: `lettre-${week}`, day, channel: 'email', isOffer: false });
    if (weekdayOf(day) !== 1 || week % 2 === 0) continue;
    for (const sport of SPORTS.filter((one) => inSeason(one, day))) {
      all.push({ key: `${slug(sport)}-${monthOf(day) + 1}-${week}`, day, channel: 'email', isOffer: false, sport });
    }
  }
  return Map.groupBy(
    all.filter(({ day }) => day >= from && day < to),
    ({ day }) => day,
  );
}

function offerMailings(year: number): Mailing[] {
  return offersOf(year).flatMap(({ key, from, to }): Mailing[] => [
    { key: `${key}-ouverture`, day: from, channel: 'email', isOffer: true },
    { key: `${key}-derniers-jours`, day: to - 1, channel: 'email', isOffer: true },
    ...(to - from > 20 ? [{ key: `${key}-relance`, day: from + 13, channel: 'email' as const, isOffer: true }] : []),
    ...(/soldes|black/.test(key) ? [{ key: `${key}-sms`, day: from, channel: 'sms' as const, isOffer: true }] : []),
  ]);
}

export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
