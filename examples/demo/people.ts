/** Who the shop knows: prospects, customers of every temper, clubs and companies. Addresses end in .example and reach nobody. */

import { christmasOf, HISTORY_DAYS, isoOf } from './calendar.ts';
import { SPORTS, type Sport } from './catalogue.ts';
import { CLUBS, COMPANIES, FAMILIES, MEN, STREETS, TOWNS, type Town, WOMEN } from './names.ts';
import type { Random } from './random.ts';

/**
 * What a kind of people does.
 * rate: orders a year outside of season and sales. opens: share of mails opened when they are few. bears: mails in ten days that they
 * put up with. leaves: share that stops buying at some time.
 */
type Temper = { share: number; rate: number; opens: number; bears: number; leaves: number; consents: number };
export const TEMPERS = {
  /** A name from a game or a fair, without consent. */
  cold: { share: 6, rate: 0, opens: 0, bears: 3, leaves: 0, consents: 0 },
  newsletter: { share: 6, rate: 0, opens: 0.34, bears: 1.6, leaves: 0, consents: 1 },
  account: { share: 7, rate: 0, opens: 0.26, bears: 1.5, leaves: 0, consents: 0.6 },
  quote: { share: 1, rate: 0, opens: 0.4, bears: 3, leaves: 0, consents: 0.5 },
  once: { share: 36, rate: 0, opens: 0.2, bears: 1.3, leaves: 0, consents: 0.62 },
  occasional: { share: 20, rate: 1.7, opens: 0.28, bears: 1.6, leaves: 0.15, consents: 0.68 },
  loyal: { share: 9, rate: 6.5, opens: 0.46, bears: 2.6, leaves: 0.18, consents: 0.85 },
  /** Buys the same food for sport again and again. */
  cyclic: { share: 5, rate: 1, opens: 0.38, bears: 2.0, leaves: 0.2, consents: 0.75 },
  /** Answers to offers only. */
  thrifty: { share: 6, rate: 5, opens: 0.3, bears: 2.3, leaves: 0.1, consents: 0.85 },
  /** Buys what is new. */
  pioneer: { share: 2, rate: 4.5, opens: 0.55, bears: 3.0, leaves: 0.08, consents: 0.9 },
  club: { share: 1, rate: 4, opens: 0.4, bears: 4, leaves: 0.05, consents: 0.6 },
  company: { share: 1, rate: 8, opens: 0.35, bears: 4, leaves: 0.08, consents: 0.5 },
} as const satisfies Record<string, Temper>;
export type Kind = keyof typeof TEMPERS;
const KINDS = Object.keys(TEMPERS) as Kind[];

export type Child = { firstName: string; birthday: string; sport: Sport };
export type Person = {
  /** Position in the shop, from 0. */
  at: number;
  kind: Kind;
  /** The shop's own id; absent for those who have no account. */
  externalId?: string;
  email: string;
  phone?: string;
  gender: 'F' | 'M';
  firstName: string;
  lastName: string;
  birthday?: string;
  street: string;
  town: Town;
  /** The day on which the shop came to know them. */
  since: number;
  /** The last day on which they may buy. */
  until: number;
  sports: { sport: Sport; weight: number }[];
  children: Child[];
  company?: { id: string; name: string; ownerId: string };
  /** How often they come back, in days, for those who buy in cycles. */
  cycle: number;
  /** The day from which their mailbox does not exist any more. */
  deadFrom: number;
  /** Tempers differ within a kind too: a factor on opening. */
  keen: number;
};

/** Those who look after companies and clubs. */
export const OWNERS = [
  {
    id: 'camille-rey',
    name: 'Camille Rey',
    email: 'camille.rey@foulee-et-cimes.example',
    phone: '+33639980101',
    title: 'Chargée des clubs',
  },
  {
    id: 'mehdi-benali',
    name: 'Mehdi Benali',
    email: 'mehdi.benali@foulee-et-cimes.example',
    phone: '+33639980102',
    title: 'Chargé des entreprises',
  },
  {
    id: 'solene-le-goff',
    name: 'Solène Le Goff',
    email: 'solene.legoff@foulee-et-cimes.example',
    phone: '+33639980103',
    title: 'Responsable grands comptes',
  },
];

const DOMAINS = ['courriel.example', 'boite.example', 'poste.example', 'fil.example', 'orage.example'];

export function makePeople(random: Random, count: number, today: number): Person[] {
  return Array.from({ length: count }, (_, at) => makePerson(random.fork('person', at), at, today));
}

function makePerson(random: Random, at: number, today: number): Person {
  const kind = random.weighted(KINDS, (one) => TEMPERS[one].share);
  const gender = random.chance(0.52) ? 'F' : 'M';
  const firstName = random.pick(gender === 'F' ? WOMEN : MEN);
  const lastName = random.pick(FAMILIES);
  const town = random.weighted(TOWNS, ({ weight }) => weight);
  const since = sinceOf(random, kind, today);
  const hasAccount = kind !== 'cold' && kind !== 'newsletter' && kind !== 'quote';
  const leaves = random.chance(TEMPERS[kind].leaves);
  const age = random.int(19, 72);
  const isBusiness = kind === 'club' || kind === 'company';
  const children = isBusiness || age < 26 || age > 55 ? [] : childrenOf(random, today);
  return {
    at,
    kind,
    ...(hasAccount ? { externalId: `C${100_001 + at}` } : {}),
    email: `${plain(firstName)}.${plain(lastName)}${at}@${random.pick(DOMAINS)}`,
    ...(hasAccount && random.chance(0.6) ? { phone: `+336399${String(80_200 + at).slice(-5)}` } : {}),
    gender,
    firstName,
    lastName,
    ...(hasAccount && !isBusiness && random.chance(0.7) ? { birthday: birthdayOf(random, at, age, today) } : {}),
    street: `${random.int(1, 140)} ${random.pick(STREETS)}`,
    town,
    since,
    until: leaves ? random.int(Math.max(since, today - HISTORY_DAYS) + 30, Math.max(since + 31, today - 30)) : today,
    sports: sportsOf(random, town, kind, children),
    children,
    ...(isBusiness ? { company: companyOf(random, kind, at) } : {}),
    cycle: random.int(26, 46),
    deadFrom: random.chance(0.025) ? random.int(today - HISTORY_DAYS, today) : Number.POSITIVE_INFINITY,
    keen: Math.exp(random.normal() * 0.35),
  };
}

/** One person in forty has their birthday today, so that the morning's mails can be seen. */
function birthdayOf(random: Random, at: number, age: number, today: number): string {
  const [year, ...date] = isoOf(today).split('-');
  if (at % 40 !== 7) return isoOf(today - age * 365 - random.int(0, 364));
  const day = date.join('-');
  return `${Number(year) - age}-${day === '02-29' ? '02-28' : day}`;
}

/** Who buys once came with that purchase; the others may have come long before. Many come for Christmas. */
function sinceOf(random: Random, kind: Kind, today: number): number {
  const reach = kind === 'once' ? HISTORY_DAYS - 4 : HISTORY_DAYS + 400;
  for (;;) {
    // Somewhat more in late than in early days: the shop grows.
    const day = today - 3 - Math.floor(reach * random.next() ** 1.12);
    if (random.chance(christmasOf(day) / 2)) return day;
  }
}

function childrenOf(random: Random, today: number): Child[] {
  const count = random.weighted([0, 1, 2, 3], (n) => [55, 20, 19, 6][n]!);
  return Array.from({ length: count }, () => ({
    firstName: random.pick(random.chance(0.5) ? WOMEN : MEN),
    birthday: isoOf(today - random.int(4 * 365, 15 * 365)),
    sport: random.pick(['Football', 'Natation', 'Ski et snowboard', 'Tennis et padel'] as const),
  }));
}

/** Two or three sports; the mountain skis, the food goes with effort. */
function sportsOf(random: Random, town: Town, kind: Kind, children: readonly Child[]): Person['sports'] {
  const liking = (sport: Sport): number => {
    if (sport === 'Ski et snowboard') return town.mountain ? 4 : 0.7;
    if (sport === 'Nutrition sportive') return kind === 'cyclic' ? 0 : 0.5;
    return sport === 'Course à pied' || sport === 'Randonnée' ? 1.7 : 1;
  };
  const first = random.weighted(SPORTS, liking);
  const second = random.weighted(SPORTS, (sport) => (sport === first ? 0 : liking(sport)));
  const own = [
    { sport: first, weight: 3 },
    { sport: second, weight: 1.4 },
  ];
  if (kind === 'cyclic') own.push({ sport: 'Nutrition sportive', weight: 2 });
  return [...own, ...children.map(({ sport }) => ({ sport, weight: 0.8 }))];
}

function companyOf(random: Random, kind: Kind, at: number): Person['company'] {
  const names = kind === 'club' ? CLUBS : COMPANIES;
  const name = names[at % names.length]!;
  const number = random.int(1, 3);
  return {
    id: `${kind === 'club' ? 'CLUB' : 'ENT'}-${String(at % names.length).padStart(2, '0')}${number}`,
    name: number === 1 ? name : `${name} ${['Nord', 'Sud'][number - 2]}`,
    ownerId: kind === 'club' ? OWNERS[0]!.id : OWNERS[number === 1 ? 2 : 1]!.id,
  };
}

/** Small letters without accents, as in addresses. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
