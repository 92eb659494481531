/** The cash desk: what goes into a basket, what is paid, what comes back. */
import { type Price, type Product, priceOn, type Sport } from './catalogue.ts';
import { type Day, momentIn } from './living.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import { buyWith } from './visits.ts';
import type { Order, OrderLine, World } from './world.ts';

const DAY_MS = 86_400_000;
const FREE_SHIPPING = 60;
const SHIPPING = 4.9;
/** A product is new for so many days. */
const NEW_DAYS = 90;
/** Clothes and shoes come back more often than the rest. */
const RETURNS = { sized: 0.11, other: 0.035 };
const CANCELLED = 0.02;

export type Desk = {
  /** `again`: the one thing that the person buys in cycles. */
  sell: (random: Random, person: Person, today: Day, again: boolean) => void;
  /** Numbers the orders in their order; to be called once, at the end. */
  close: () => void;
};

export function openDesk(world: World): Desk {
  const bySport = Map.groupBy(world.products, ({ sport }) => sport);
  return {
    sell: (random, person, today, again) => {
      const lines = again ? refill(random, bySport, person, today) : basket(random, bySport, person, today);
      if (lines.length === 0) return;
      const at = momentIn(random, today.day, person.kind);
      if (at >= world.now) return;
      const order = orderOf(random, person, at, today, lines);
      world.orders.push(order);
      buyWith(random, world, order);
      comeBack(random, world, order);
    },
    close: () => {
      world.orders.sort((a, b) => a.at - b.at || a.person.at - b.person.at);
      for (const [at, order] of world.orders.entries()) order.id = `FC-${200_001 + at}`;
    },
  };
}

type BySport = ReadonlyMap<Sport, readonly Product[]>;

/** One to three things of a sport or two, most of a price that suits; children grow out of theirs. */
function basket(random: Random, bySport: BySport, person: Person, { day, wish }: Day): OrderLine[] {
  const lines: OrderLine[] = [];
  const count = random.weighted([1, 2, 3, 4], (n) => [52, 29, 13, 6][n - 1]!);
  for (let i = 0; i < count; i++) {
    const { sport } = random.weighted(person.sports, (liked) => liked.weight * wish[liked.sport]);
    const offered = bySport.get(sport)!.flatMap((product) => {
      const price = priceOn(product, day);
      return price && suits(person, product, price, day) ? [{ product, price }] : [];
    });
    if (offered.length === 0) continue;
    const { product, price } = random.weighted(offered, (one) => appeal(person, one.product, one.price));
    if (lines.some((line) => line.product === product)) continue;
    lines.push(lineOf(random, product, price.price, unitsOf(random, person, product)));
  }
  const gear = lines[0]?.product;
  // Half of those who buy gear take what goes with it at some time; one in six at once.
  if (gear && gear.accessories.length > 0 && random.chance(0.17)) {
    const accessory = bySport.get(gear.sport)!.find(({ id }) => id === gear.accessories[0])!;
    const price = priceOn(accessory, day);
    if (price && !lines.some(({ product }) => product === accessory))
      lines.push(lineOf(random, accessory, price.price, 1));
  }
  return lines;
}

function refill(random: Random, bySport: BySport, person: Person, { day }: Day): OrderLine[] {
  const food = bySport.get('Nutrition sportive')!;
  const product = food[person.at % food.length]!;
  const price = priceOn(product, day);
  return price ? [lineOf(random, product, price.price, 1 + (person.at % 3))] : [];
}

function suits(person: Person, product: Product, price: Price, day: number): boolean {
  if (product.isForChildren && person.children.length === 0 && person.kind !== 'club') return false;
  if (person.kind === 'thrifty') return price.regular !== undefined;
  if (person.kind === 'pioneer') return day - product.shelfDay <= NEW_DAYS || product.isAccessory;
  return true;
}

/** Dear things are bought rarely, reduced ones more often. */
const appeal = (person: Person, product: Product, { price, regular }: Price): number =>
  (price > 150 ? (person.kind === 'company' ? 0.15 : 0.35) : price > 60 ? 1 : 1.5) *
  (regular === undefined ? 1 : 1.9) *
  (product.isForChildren ? 2 : 1);

function unitsOf(random: Random, { kind }: Person, product: Product): number {
  if (kind === 'club')
    return product.isForChildren || product.variants.length > 0 ? random.int(8, 26) : random.int(4, 12);
  if (kind === 'company') return random.int(2, 12);
  if (product.sport === 'Nutrition sportive') return random.int(1, 3);
  return random.chance(0.08) ? 2 : 1;
}

function lineOf(random: Random, product: Product, price: number, quantity: number): OrderLine {
  if (product.variants.length === 0) return { product, quantity, price };
  const { id, size } = random.pick(product.variants);
  return { product, variant: id, size, quantity, price };
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;

function orderOf(random: Random, person: Person, at: number, { offer }: Day, lines: OrderLine[]): Order {
  const goods = cents(lines.reduce((sum, line) => sum + line.price * line.quantity, 0));
  const isBusiness = person.company !== undefined;
  const coupon = !isBusiness && offer && random.chance(person.kind === 'thrifty' ? 0.7 : 0.18) ? offer.code : undefined;
  const discount = isBusiness ? cents(goods * 0.1) : coupon ? cents(goods * 0.05) : 0;
  const shipping = goods >= FREE_SHIPPING ? 0 : SHIPPING;
  const status = random.chance(CANCELLED) ? 'Annulée' : 'Livrée';
  const total = cents(goods - discount + shipping);
  return { id: '', person, at, lines, status, shipping, discount, ...(coupon ? { coupon } : {}), total };
}

/** Some lines come back after a week or three. */
function comeBack(random: Random, world: World, order: Order): void {
  if (order.status === 'Annulée') return;
  for (const line of order.lines) {
    const chance = line.variant ? RETURNS.sized : RETURNS.other;
    const at = order.at + random.int(5, 24) * DAY_MS;
    if (!random.chance(chance) || at >= world.now) continue;
    const quantity = line.quantity === 1 ? 1 : random.int(1, Math.ceil(line.quantity / 4));
    world.refunds.push({ order, at, line, quantity });
  }
}
