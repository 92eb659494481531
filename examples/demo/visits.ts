/** What people do on the shop's site: pages, products, baskets that are left, accounts, letters, requests, trials. */
import { momentOf } from './calendar.ts';
import { type Product, priceOn } from './catalogue.ts';
import { type Day, momentIn } from './living.ts';
import { slug } from './mailings.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Order, Visit, World } from './world.ts';

const SITE = 'https://foulee-et-cimes.example';
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Visitors without a name, against the people of the shop. */
const VISITORS_PER_PERSON = 0.3;
const TRIAL_SHARE = 0.05;

export const productOf = (product: Product, price: number): Record<string, unknown> => ({
  product_id: product.id,
  name: product.name,
  category: product.sport,
  brand: product.brand,
  price,
  currency: 'EUR',
  url: `${SITE}/${slug(product.sport)}/${slug(product.name)}`,
});

type Who = { person: Person } | { visitor: string };

/** The visit that ends in an order. */
export function buyWith(random: Random, world: World, order: Order): void {
  const { person, lines } = order;
  let at = order.at - random.int(6, 30) * MINUTE_MS;
  const step = (name: string, properties: Record<string, unknown>) => {
    world.visits.push({ at, type: 'track', name, person, properties });
    at += Math.round((order.at - at) / 3);
  };
  for (const { product, price } of lines.slice(0, 1)) step('Product Viewed', productOf(product, price));
  for (const { product, price, quantity } of lines) step('Product Added', { ...productOf(product, price), quantity });
  step('Checkout Started', { value: order.total, currency: 'EUR' });
}

/** A visit without an order; one in seven leaves a basket behind. The first one is how the shop came to know the person. */
export function look(random: Random, world: World, person: Person, { day }: Day, arrives: boolean): void {
  const at = momentIn(random, day, person.kind);
  if (at >= world.now) return;
  if (arrives) introduce(random, world, person, at);
  if (person.kind === 'cold') return;
  const { sport } = random.weighted(person.sports, ({ weight }) => weight);
  browse(random, world, { person }, day, at, sport);
}

function browse(random: Random, world: World, who: Who, day: number, at: number, sport: string): void {
  const range = world.products.filter((product) => product.sport === sport);
  const page = { url: `${SITE}/${slug(sport)}`, title: sport, category: sport };
  if (random.chance(0.5)) world.visits.push({ at, type: 'page', name: sport, ...who, properties: page });
  const seen = Array.from({ length: random.int(1, 3) }, () => random.pick(range));
  for (const [n, product] of seen.entries()) {
    const price = priceOn(product, day)?.price;
    if (price === undefined) continue;
    const moment = at + (n + 1) * random.int(20, 150) * 1_000;
    world.visits.push({
      at: moment,
      type: 'track',
      name: 'Product Viewed',
      ...who,
      properties: productOf(product, price),
    });
    if (n > 0 || !random.chance(0.14)) continue;
    const properties = { ...productOf(product, price), quantity: 1 };
    world.visits.push({ at: moment + MINUTE_MS, type: 'track', name: 'Product Added', ...who, properties });
  }
}

/** How somebody became known: an account, the letter, a request for a quote. */
function introduce(random: Random, world: World, person: Person, at: number): void {
  const told = (name: string, properties: Record<string, unknown>): void =>
    void world.visits.push({ at, type: 'track', name, person, properties });
  if (person.externalId) told('Account Created', { source: 'site' });
  if (person.kind === 'newsletter') told('Newsletter Subscribed', { form: 'pied de page' });
  if (person.kind === 'quote') {
    const { sport } = person.sports[0]!;
    told('Quote Requested', { sport, quantity: random.int(10, 60), for: random.pick(['club', 'entreprise', 'école']) });
  }
  if (person.externalId && random.chance(TRIAL_SHARE)) train(random, world, person, at);
}

/** A trial of the coach: some train all month, some never begin. */
function train(random: Random, world: World, person: Person, at: number): void {
  const told = (name: string, moment: number, properties: Record<string, unknown>): void => {
    if (moment < world.now) world.visits.push({ at: moment, type: 'track', name, person, properties });
  };
  told('Trial Started', at, { product: 'Coach', days: 30 });
  const sessions = random.weighted([0, 3, 12], (n) => (n === 3 ? 2 : 1));
  for (let n = 1; n <= sessions; n++) {
    const minutes = random.int(20, 75);
    told('Workout Recorded', at + n * random.int(1, 3) * DAY_MS, { minutes, sport: person.sports[0]!.sport });
  }
}

/** Visitors who never said who they are. */
export function passBy(random: Random, world: World, days: readonly Day[]): void {
  const count = Math.round(world.people.length * VISITORS_PER_PERSON);
  for (let n = 0; n < count; n++) {
    const { day } = random.pick(days);
    const { sport } = random.pick(world.products);
    browse(random, world, { visitor: `visiteur-${n}` }, day, momentOf(day, random.int(8 * 60, 23 * 60)), sport);
  }
}

/** How a visit is told to the tracking API. */
export function tracked(visit: Visit, id: string): Record<string, unknown> {
  const { person, visitor, type, name, properties } = visit;
  const who = person?.externalId
    ? { userId: person.externalId }
    : person
      ? { context: { traits: { email: person.email } } }
      : { anonymousId: visitor };
  const what = type === 'page' ? { name } : { event: name };
  return { type, messageId: id, ...who, ...what, properties, timestamp: new Date(visit.at).toISOString() };
}
