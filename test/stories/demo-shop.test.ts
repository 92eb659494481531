/** The made-up shop itself, before it goes anywhere: the same again from the same seed, and as shops are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, isoOf, offersOf } from '../../examples/demo/calendar.ts';
import { makeWorld } from '../../examples/demo/world.ts';

const now = new Date('2026-02-20T15:00:00Z');
const world = makeWorld({ seed: 'a seed', now, people: 2_000 });
const real = world.orders.filter(({ status }) => status === 'Livrée');

const ordersIn = (from: string, to: string): number =>
  real.filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to)).length;
const byPerson = Map.groupBy(real, ({ person }) => person);
const share = (part: number, whole: number): number => part / whole;
const within = (value: number, low: number, high: number, what: string): void =>
  assert.ok(value >= low && value <= high, `${what}: ${value.toFixed(3)} is not within ${low} and ${high}`);

test('demo shop · the same seed and moment give the same shop, another seed another', () => {
  const facts = (seed: string) => {
    const { products, people, orders, visits, mails } = makeWorld({ seed, now, people: 200 });
    return JSON.stringify([products, people, orders, visits.length, mails.map(({ id, state, at }) => [id, state, at])]);
  };
  assert.equal(facts('one'), facts('one'));
  assert.notEqual(facts('one'), facts('two'));
});

test('demo shop · nothing happens after now, nor to anybody before the shop knew them', () => {
  for (const { at } of [...world.orders, ...world.visits, ...world.mails, ...world.refunds])
    assert.ok(at <= now.getTime());
  for (const { at, person } of world.orders) assert.ok(at >= (person.since - 1) * 86_400_000, person.email);
  for (const { at } of [...world.consents, ...world.suppressions, ...world.lists]) assert.ok(at <= now.getTime());
  const ids = world.orders.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

test('demo shop · some two hundred products, with sizes, accessories, new ones and prices that change in the sales', () => {
  assert.equal(world.products.length, 200);
  assert.ok(world.products.some(({ variants }) => variants.length >= 4));
  assert.ok(world.products.some(({ shelfDay }) => shelfDay > world.today - 200));
  assert.ok(
    world.products.some(({ prices }) => prices.some(({ regular, price }) => regular !== undefined && regular > price)),
  );
  const ids = new Set(world.products.map(({ id }) => id));
  for (const { accessories } of world.products) for (const id of accessories) assert.ok(ids.has(id));
});

test('demo shop · the soldes begin on the days of the law', () => {
  const begins = (year: number, key: string) => isoOf(offersOf(year).find((offer) => offer.key.startsWith(key))!.from);
  assert.deepEqual(
    [
      begins(2025, 'soldes-hiver'),
      begins(2025, 'soldes-ete'),
      begins(2026, 'soldes-hiver'),
      begins(2026, 'soldes-ete'),
    ],
    ['2025-01-08', '2025-06-25', '2026-01-14', '2026-06-24'],
  );
  assert.equal(begins(2025, 'black-friday'), isoOf(dayOf(2025, 11, 24)));
});

test('demo shop · December peaks, skis are sold in winter and balls at the beginning of the school year', () => {
  const december = ordersIn('2025-12-01', '2026-01-01');
  within(december / ordersIn('2025-10-01', '2025-11-01'), 1.4, 4, 'December against October');
  const lines = real.flatMap(({ lines: own, at }) =>
    own.map(({ product }) => ({ sport: product.sport, month: new Date(at).getUTCMonth() })),
  );
  const sold = (sport: string, months: number[]) =>
    lines.filter((line) => line.sport === sport && months.includes(line.month)).length;
  assert.ok(sold('Ski et snowboard', [10, 11, 0]) > 6 * sold('Ski et snowboard', [5, 6, 7]));
  assert.ok(sold('Football', [7, 8]) > sold('Football', [5, 6]));
});

test('demo shop · many buy once, some again and again, some only what is reduced, clubs in bulk', () => {
  const counts = [...byPerson.values()].map((own) => own.length);
  within(share(counts.filter((n) => n === 1).length, counts.length), 0.5, 0.78, 'who bought once');
  within(share(counts.filter((n) => n >= 5).length, counts.length), 0.08, 0.25, 'who bought five times and more');
  const thrifty = real.filter(({ person }) => person.kind === 'thrifty').flatMap(({ lines }) => lines);
  const reduced = thrifty.filter(({ product, price }) =>
    product.prices.some((one) => one.regular !== undefined && one.price === price),
  );
  within(share(reduced.length, thrifty.length), 0.8, 1, 'reduced lines of who waits for offers');
  const units = (kind: string) => {
    const lines = real.filter(({ person }) => person.kind === kind).flatMap((order) => order.lines);
    return lines.reduce((sum, { quantity }) => sum + quantity, 0) / lines.length;
  };
  assert.ok(units('club') > 5 * units('loyal'));
  const gaps = [...byPerson].flatMap(([person, own]) =>
    person.kind === 'cyclic' ? own.slice(1).map(({ at }, i) => (at - own[i]!.at) / 86_400_000) : [],
  );
  within(
    gaps.filter((gap) => gap > 20 && gap < 55).length / gaps.length,
    0.6,
    1,
    'gaps of a month or so of who buys in cycles',
  );
});

test('demo shop · some comes back, some is cancelled', () => {
  const lines = real.reduce((sum, order) => sum + order.lines.length, 0);
  within(share(world.refunds.length, lines), 0.03, 0.12, 'lines that came back');
  within(share(world.orders.length - real.length, world.orders.length), 0.01, 0.04, 'cancelled orders');
});

test('demo shop · mails go only to who agreed and has not left; who gets too many opens fewer and leaves', () => {
  const agreed = new Map(
    world.consents
      .filter(({ status, purpose }) => status === 'granted' && purpose === 'marketing')
      .map((one) => [`${one.person.at}/${one.channel}`, one.at]),
  );
  const left = new Map(world.suppressions.map(({ person, at }) => [person.at, at]));
  for (const { person, channel, at, state } of world.mails) {
    assert.ok(agreed.get(`${person.at}/${channel}`)! <= at);
    if (state === 'sent') assert.ok(at <= (left.get(person.at) ?? at));
  }
  const sent = world.mails.filter(({ state, channel }) => state === 'sent' && channel === 'email').length;
  const opened = world.mails.filter(({ state }) => state === 'opened').length;
  within(opened / sent, 0.15, 0.4, 'opened mails');
  within(left.size / agreed.size, 0.04, 0.5, 'who left, among who agreed');
});
