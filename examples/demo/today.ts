/** What happens now, while the scenarios are in force: people come, leave baskets, buy, begin a trial. */
import { isoOf } from './calendar.ts';
import { settle } from './definitions.ts';
import type { Doors } from './doors.ts';
import type { Person } from './people.ts';
import { type Random, randomOf } from './random.ts';
import { productOf } from './visits.ts';
import type { World } from './world.ts';

/** Shares of the people who do something today. */
const TODAY = { comes: 0.006, leavesBasket: 0.012, buys: 0.008, tries: 0.004 };

/** How many of these happen today in a shop of so many people. */
export const howMany = (what: keyof typeof TODAY, people: number): number =>
  Math.max(3, Math.round(people * TODAY[what]));

/** Sends today's facts as the site does, and brings in those who have long been silent, after their count was shown. */
export async function liveToday(doors: Doors, world: World, seed: string, writeKey: string): Promise<number> {
  await doors.track('batch', writeKey, factsOfToday(randomOf(`${seed}/today`), world));
  // The scenario's own hour may be over for today: the till greets those who have their birthday.
  const greeted = isoOf(world.today).slice(5);
  for (const { at, birthday, externalId } of world.people) {
    if (birthday?.slice(5) !== greeted) continue;
    await doors.api('POST', '/api/scenarios/anniversaire/enrol', { externalId, messageId: `birthday-${at}` });
  }
  const { count } = await doors.api<{ count: number }>('POST', '/api/scenarios/reconquete/matching', {
    rule: { segment: 'fideles-silencieux' },
  });
  const rule = { segment: 'fideles-silencieux' };
  await doors.api('POST', '/api/scenarios/reconquete/enrol-matching', { rule, atMost: count });
  await settle(doors);
  return count;
}

function* factsOfToday(random: Random, world: World): Generator<unknown> {
  const customers = world.people.filter(({ externalId, kind }) => externalId && kind !== 'club' && kind !== 'company');
  const some = (what: keyof typeof TODAY): Person[] =>
    Array.from({ length: howMany(what, world.people.length) }, () => random.pick(customers));
  const product = () => random.pick(world.products.filter(({ isForChildren }) => !isForChildren));
  const food = world.products.filter(({ sport }) => sport === 'Nutrition sportive');
  const fact = (id: string, userId: string, event: string, properties: unknown) => ({
    type: 'track',
    messageId: `today-${id}`,
    userId,
    event,
    properties,
  });
  for (const [n, like] of some('comes').entries()) {
    const userId = `C9${String(n).padStart(5, '0')}`;
    const { firstName, lastName } = like;
    const traits = { email: `nouveau.${n}@courriel.example`, firstName, lastName, city: like.town.city };
    yield { type: 'identify', messageId: `today-who-${n}`, userId, traits };
    yield fact(`account-${n}`, userId, 'Account Created', { source: 'site' });
  }
  for (const [n, person] of some('leavesBasket').entries()) {
    const left = product();
    const properties = { ...productOf(left, left.prices.at(-1)!.price), quantity: 1 };
    yield fact(`basket-${n}`, person.externalId!, 'Product Added', properties);
  }
  for (const [n, person] of some('buys').entries()) {
    // Every third buys food for sport, so that there is something to buy again.
    const bought = n % 3 === 0 ? random.pick(food) : product();
    const { price } = bought.prices.at(-1)!;
    const lines = [{ ...productOf(bought, price), quantity: 1 }];
    const order = { order_id: `FC-9${String(n).padStart(5, '0')}`, total: price, currency: 'EUR', products: lines };
    yield fact(`order-${n}`, person.externalId!, 'Order Completed', order);
  }
  for (const [n, person] of some('tries').entries())
    yield fact(`trial-${n}`, person.externalId!, 'Trial Started', { product: 'Coach', days: 30 });
}
