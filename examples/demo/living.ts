/** A life day by day: who buys, looks around, opens mails, gets tired of them and leaves. */

import { type Desk, openDesk } from './buying.ts';
import {
  christmasOf,
  HISTORY_DAYS,
  momentOf,
  type Offer,
  offersOf,
  weekdayOf,
  weekdayWeight,
  yearOf,
} from './calendar.ts';
import { SPORTS, type Sport, seasonOf } from './catalogue.ts';
import { agree, listsOf } from './consents.ts';
import type { Mailing } from './mailings.ts';
import { type Kind, type Person, TEMPERS } from './people.ts';
import { Postbox } from './postbox.ts';
import type { Random } from './random.ts';
import { look, passBy } from './visits.ts';
import type { World } from './world.ts';

/** What a day is for everybody: the wish for each sport, and the offer of the time. */
export type Day = { day: number; wish: Record<Sport, number>; offer: Offer | null };

const DAYS_A_YEAR = 365;

/** Lives everybody's last eighteen months into the world. */
export function live(random: Random, world: World, mailings: ReadonlyMap<number, readonly Mailing[]>): void {
  const from = world.today - HISTORY_DAYS;
  const days = Array.from({ length: HISTORY_DAYS }, (_, at) => dayOfShop(from + at));
  const desk = openDesk(world);
  for (const person of world.people) {
    const own = random.fork(person.at);
    const box = new Postbox(own.fork('mail'), person, world);
    for (const consent of agree(own.fork('consent'), person, from, world.now)) {
      world.consents.push(consent);
      box.heard(consent);
    }
    world.lists.push(...listsOf(own.fork('lists'), person, from));
    liveOne(own, person, days, { world, box, desk, mailings });
  }
  passBy(random.fork('visitors'), world, days);
  desk.close();
  for (const list of [world.visits, world.mails, world.refunds]) list.sort((a, b) => a.at - b.at);
}

function dayOfShop(day: number): Day {
  const gifts = christmasOf(day) * weekdayWeight(day);
  const wish = Object.fromEntries(SPORTS.map((sport) => [sport, seasonOf(sport, day) * gifts])) as Day['wish'];
  const offer = offersOf(yearOf(day)).find(({ from, to }) => day >= from && day <= to) ?? null;
  return { day, wish, offer };
}

type Around = { world: World; box: Postbox; desk: Desk; mailings: ReadonlyMap<number, readonly Mailing[]> };

function liveOne(random: Random, person: Person, days: readonly Day[], around: Around): void {
  const { world, box, desk, mailings } = around;
  let due = person.since + random.int(0, person.cycle);
  for (const today of days) {
    if (today.day < person.since) continue;
    for (const mailing of mailings.get(today.day) ?? []) box.receive(mailing);
    const arrives = today.day === person.since;
    const isDue = person.kind === 'cyclic' && today.day >= due && today.day <= person.until;
    if (isDue) due = today.day + person.cycle + random.int(-4, 5);
    const buys = arrives ? person.kind === 'once' : isDue || random.chance(wishToBuy(person, today, box));
    if (buys) desk.sell(random, person, today, isDue);
    else if (arrives || random.chance(wishToLook(person, today, box))) look(random, world, person, today, arrives);
  }
}

/** Chance of an order on a day. */
function wishToBuy(person: Person, { day, wish, offer }: Day, box: Postbox): number {
  if (day > person.until) return 0;
  const { kind, sports } = person;
  const total = sports.reduce((sum, { weight }) => sum + weight, 0);
  const season = sports.reduce((sum, { sport, weight }) => sum + weight * wish[sport], 0) / total;
  const called = box.isFresh(day) ? 1.6 : 1;
  return (TEMPERS[kind].rate / DAYS_A_YEAR) * season * called * OFFERS[kind](offer) * habit(kind, day);
}

/** What an offer does to a kind of people. Half of those who wait for offers buy in the first days. */
const usual = (offer: Offer | null): number => offer?.lift ?? 1;
const OFFERS: Record<Kind, (offer: Offer | null) => number> = {
  cold: usual,
  newsletter: usual,
  account: usual,
  quote: usual,
  once: usual,
  occasional: usual,
  loyal: usual,
  cyclic: usual,
  thrifty: (offer) => (offer && offer.cut >= 0.2 ? 2.6 : 0.02),
  pioneer: () => 1,
  club: (offer) => (offer?.key.startsWith('rentree') ? 3 : 1),
  company: () => 1,
};

/** Companies buy on working days; clubs for their seasons. */
const habit = (kind: Kind, day: number): number =>
  kind === 'company' || kind === 'club' ? (weekdayOf(day) < 5 ? 1.3 : 0.05) : 1;

/** Chance of a visit without an order. */
function wishToLook(person: Person, { day, wish }: Day, box: Postbox): number {
  if (person.kind === 'cold') return 0;
  const curiosity = person.kind === 'once' ? 0.4 : person.kind === 'loyal' || person.kind === 'pioneer' ? 1.6 : 1;
  return (box.isFresh(day) ? 0.06 : 0.006) * curiosity * wish[person.sports[0]!.sport] ** 0.5;
}

const HOURS = [
  1, 0.5, 0.2, 0.1, 0.1, 0.2, 0.6, 1.4, 2.2, 2.6, 3, 3, 3.6, 3.4, 2.8, 2.6, 2.6, 3, 3.8, 4.4, 5.2, 5.2, 3.8, 2,
];
const EVERY_HOUR = HOURS.map((_, hour) => hour);

/** A moment of a day at which people are in the shop: lunch, and the evening on the sofa. Companies keep office hours. */
export function momentIn(random: Random, day: number, kind: Kind | null): number {
  const office = kind === 'company' || kind === 'club';
  const hour = office ? random.int(8, 17) : random.weighted(EVERY_HOUR, (one) => HOURS[one]!);
  return momentOf(day, hour * 60 + random.next() * 60);
}
