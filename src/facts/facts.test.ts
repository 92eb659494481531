import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyAll, freshStore } from '../../test/support/applying.ts';
import { accept } from '../intake/index.ts';
import { getPerson } from '../people/index.ts';
import { putInbox } from '../store/index.ts';
import { unreadAmounts } from './ecommerce.ts';
import type { Fact, OrderBody, Who } from './fact.ts';
import { addDecimals, joinOrders, type Order } from './order-state.ts';
import { stats } from './stats.ts';
import { timeline } from './timeline.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const store = await freshStore(now, { buckets: 6 });
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const track = (who: Who, event: string, properties: object, minutes = 0, messageId?: string): Fact => {
  const base = { messageId, origin: 'live' as const, occurredAt: minutesAgo(minutes), receivedAt: now };
  return { ...base, kind: 'track', who, body: { event, properties: { ...properties } } };
};
const imported = (
  who: Who,
  body: Partial<OrderBody> & { orderId: string },
  origin: 'import' | 'live' = 'import',
): Fact => ({
  kind: 'order',
  origin,
  occurredAt: minutesAgo(60),
  receivedAt: now,
  who,
  body: { kind: 'sale', status: 'completed', scope: 'partial', lines: [], ...body },
});

async function take(...facts: Fact[]) {
  for (const one of facts) assert.deepEqual((await accept(store, [one])).rejected, []);
  return applyAll(store);
}
async function order(orderId: string) {
  const { rows } = await store.pool.query('select * from purchase where order_id = $1', [orderId]);
  const lines = await store.pool.query('select * from purchase_line where order_id = $1 order by product_id, nth', [
    orderId,
  ]);
  return { heads: rows, head: rows[0], lines: lines.rows };
}

const basket = {
  order_id: 'b',
  total: 30,
  products: [
    { product_id: 'p', price: 10, quantity: 2 },
    { product_id: 'p', price: 10 },
  ],
};

test('[FA1] an event keeps its time and counts once', async () => {
  const { events } = await take(
    track({ externalId: 'e' }, 'Tried', { n: 1 }, 5, 'e1'),
    track({ externalId: 'e' }, 'Tried', { n: 1 }, 4, 'e1'),
  );
  assert.deepEqual(
    events.map(({ name, occurredAt }) => [name, occurredAt]),
    [['Tried', minutesAgo(5)]],
  );
});

test('[FA1] an event whose message id was forgotten meanwhile stays as it is, and those beside it are written', async () => {
  await take(track({ externalId: 'forgetful' }, 'Tried', { n: 1 }, 5, 'f1'));
  await store.pool.query('delete from seen');
  await take(
    track({ externalId: 'forgetful' }, 'Tried', { n: 2 }, 5, 'f1'),
    track({ externalId: 'forgetful' }, 'Tried', { n: 3 }, 5, 'f2'),
  );
  const { rows } = await store.pool.query(
    `select e.properties ->> 'n' as n from event e join person p on p.bucket = e.bucket and p.id = e.person_id where p.external_id = 'forgetful' order by 1`,
  );
  assert.deepEqual(
    rows.map(({ n }) => n),
    ['1', '3'],
  );
});

test('[FA2] an order event writes the order and numbers equal lines; rules hear of the order, with all that was said', async () => {
  const { events } = await take(track({ externalId: 'b' }, 'Order Completed', { ...basket, extra: 'yes' }, 5));
  const { head, lines } = await order('b');
  assert.deepEqual([head.status, head.total, head.kind], ['completed', '30', 'sale']);
  assert.deepEqual(
    lines.map(({ product_id, nth, quantity }) => [product_id, nth, quantity]),
    [
      ['p', 1, '2'],
      ['p', 2, '1'],
    ],
  );
  assert.deepEqual(
    events.map(({ type, name, properties }) => [type, name, properties.extra]),
    [['order', 'Order Completed', 'yes']],
  );
});

test('[FA3] a status only moves forward, in whatever order events arrive', async () => {
  const steps = (id: string) => [
    track({ externalId: 'st' }, 'Order Completed', { ...basket, order_id: id }, 9),
    track(
      { externalId: 'st' },
      'Order Refunded',
      { order_id: id, total: '10.5', products: [{ product_id: 'p', quantity: 1 }] },
      8,
    ),
    track({ externalId: 'st' }, 'Order Cancelled', { order_id: id }, 7),
  ];
  await take(...steps('forward'), ...steps('backward').toReversed());
  for (const id of ['forward', 'backward']) {
    const { head, lines } = await order(id);
    assert.deepEqual(
      [head.status, head.refunded, head.total, head.occurred_at],
      ['cancelled', '10.5', '30', minutesAgo(9)],
      id,
    );
    assert.deepEqual(
      lines.map(({ cancelled }) => cancelled),
      [true, true],
      id,
    );
  }
  assert.equal((await order('forward')).lines[0].returned, '1');
});

test('[FA4] the whole order replaces its lines; an older statement that comes late does not', async () => {
  const one = (minutes: number, ...products: object[]) =>
    track({ externalId: 'w' }, 'Order Updated', { order_id: 'w', products }, minutes);
  await take(
    one(5, { product_id: 'a', price: 1 }, { product_id: 'b', price: 2 }),
    one(3, { product_id: 'b', price: 3 }),
    one(4, { product_id: 'c', price: 1 }),
  );
  assert.deepEqual(
    (await order('w')).lines.map(({ product_id, price }) => [product_id, price]),
    [['b', '3']],
  );
});

test('[FA5] the same file again writes nothing; another value replaces the line; the earliest line dates the order', async () => {
  const line = (nth: number, price: string, minutes: number) => ({
    productId: 'x',
    nth,
    quantity: '1',
    price,
    occurredAt: minutesAgo(minutes).toISOString(),
  });
  const file = (price: string) => [
    imported({ externalId: 'f' }, { orderId: 'f', lines: [line(1, '2.50', 50)] }),
    imported({ externalId: 'f' }, { orderId: 'f', lines: [line(2, price, 90)] }),
  ];
  const version = async () =>
    (
      await store.pool.query(
        `select ctid::text from purchase where order_id = 'f' union all select ctid::text from purchase_line where order_id = 'f'`,
      )
    ).rows;
  await take(...file('2.5'));
  const before = await version();
  await take(...file('2.500'));
  assert.deepEqual(await version(), before);
  await take(...file('3'));
  const { head, lines } = await order('f');
  assert.deepEqual([lines.map(({ price }) => price), head.occurred_at], [['2.50', '3'], minutesAgo(90)]);
});

test('[FA6] an order without a customer is nobody’s until a fact names them', async () => {
  const lines = [{ productId: 'x', nth: 1, quantity: '2', price: '4.10' }];
  await take(imported({}, { orderId: 'anon', lines }));
  assert.equal((await order('anon')).lines[0].person_id, null);
  const before = await stats(store.pool);
  await take(imported({ externalId: 'owner' }, { orderId: 'anon', lines: [{ ...lines[0]!, nth: 2 }] }));
  const { heads, lines: moved } = await order('anon');
  const { id } = (await getPerson(store, { externalId: 'owner' }))!;
  assert.deepEqual([heads.length, heads[0].person_id], [1, id]);
  assert.deepEqual(
    moved.map(({ person_id, bucket }) => [person_id, bucket]),
    [
      [id, heads[0].bucket],
      [id, heads[0].bucket],
    ],
  );
  await take(imported({}, { orderId: 'anon', lines: [{ ...lines[0]!, nth: 3 }] }));
  assert.equal((await order('anon')).lines[2].person_id, id, 'a later fact without customer goes to the known one');
  const after = await stats(store.pool);
  assert.equal(after.linesWithoutCustomer, before.linesWithoutCustomer - 1);
});

test('[FA6] who loses an order is touched as well as who gets it, also within one bucket', async () => {
  const bucketOf = async (externalId: string) => {
    const { rows } = await store.pool.query('select bucket, id from person where external_id = $1', [externalId]);
    return rows[0] as { bucket: number; id: string };
  };
  const names = Array.from({ length: store.buckets + 1 }, (_, i) => `neighbour ${i}`);
  await take(...names.map((externalId) => track({ externalId }, 'Seen', {})));
  const people = await Promise.all(names.map(bucketOf));
  const loser = people.findIndex(({ bucket }, i) => people.some((other, j) => j > i && other.bucket === bucket));
  const winner = people.findIndex(({ bucket }, j) => j > loser && bucket === people[loser]!.bucket);
  await take(track({ externalId: names[loser] }, 'Order Completed', { ...basket, order_id: 'handed over' }, 5));
  const { touched } = await take(
    track({ externalId: names[winner] }, 'Order Updated', { ...basket, order_id: 'handed over' }, 4),
  );
  assert.equal((await order('handed over')).head.person_id, people[winner]!.id);
  assert.ok(touched.includes(people[loser]!.id));
});

test('[FA3] what came back of an order counts also when it is told before the order', async () => {
  const who = { externalId: 'hasty' };
  const refund = (orderId: string, minutes: number) =>
    track(who, 'Order Refunded', { order_id: orderId, products: [{ product_id: 'p', quantity: 1 }] }, minutes);
  const line = { productId: 'p', nth: 1, quantity: '3', price: '10' };
  await take(refund('early', 3));
  await take(track(who, 'Order Completed', { ...basket, order_id: 'early' }, 5));
  await take(refund('imported', 3));
  await accept(store, [refund('imported', 2), imported(who, { orderId: 'imported', lines: [line] })]);
  await applyAll(store);
  await take(imported(who, { orderId: 'imported', lines: [line] }));
  const returned = async (orderId: string) => (await order(orderId)).lines.map((row) => row.returned);
  assert.deepEqual(await returned('early'), ['1', '0']);
  assert.deepEqual(await returned('imported'), ['2']);
});

test('[FA4] the whole order replaces its lines also when it names another customer', async () => {
  const products = [
    { product_id: 'kept', price: 5 },
    { product_id: 'taken out', price: 9 },
  ];
  for (let i = 0; i < 5; i++) {
    const orderId = `retold ${i}`;
    const visitor = { anonymousId: `visitor ${i}` };
    await take(track(visitor, 'Order Completed', { order_id: orderId, products }, 6));
    await take(track(visitor, 'Order Refunded', { order_id: orderId, products: products.slice(0, 1) }, 5));
    const kept = { order_id: orderId, products: products.slice(0, 1) };
    await take(track({ externalId: `retold ${i}` }, 'Order Updated', kept, 4));
    const { heads, lines } = await order(orderId);
    assert.equal(heads.length, 1);
    assert.deepEqual(
      lines.map(({ product_id, returned }) => [product_id, returned]),
      [['kept', '1']],
    );
  }
});

test('[FA7] rules hear of an order once, whoever tells it, and never of history', async () => {
  const who = { externalId: 'n' };
  const first = await take(
    track(who, 'Order Completed', { ...basket, order_id: 'n' }, 5),
    track(who, 'Order Completed', { ...basket, order_id: 'n' }, 4),
  );
  assert.deepEqual(
    first.events.map(({ name }) => name),
    ['Order Completed'],
  );
  assert.deepEqual((await take(imported(who, { orderId: 'n' }, 'live'))).events, []);
  assert.deepEqual((await take(imported(who, { orderId: 'h' }))).events, []);
  const live = await take(
    imported(who, { orderId: 'l', lines: [{ productId: 'x', nth: 1, quantity: '1', price: '2' }] }, 'live'),
  );
  assert.deepEqual(
    live.events.map(({ name, type }) => [name, type]),
    [['Order Completed', 'order']],
  );
});

test('[FA8] sums of decimals are exact', () => {
  assert.equal(addDecimals('0.1', '0.2'), '0.3');
  assert.equal(addDecimals('-10', '0.05'), '-9.95');
  assert.equal(addDecimals('99999999999999999999.99', '.01'), '100000000000000000000.00');
});

test('[FA13] refunds of an order that was kept in two places are both kept; what a file states in all is not added to', () => {
  const stated: Order = {
    orderId: 'j',
    personId: null,
    kind: 'sale',
    status: 'completed',
    occurredAt: minutesAgo(60),
    currency: 'EUR',
    total: '30',
    shipping: null,
    tax: null,
    discount: null,
    refunded: '10.50',
    coupons: [],
    origin: 'live',
    updatedAt: minutesAgo(60),
  };
  const refundOnly = { ...stated, total: null, refunded: '5', updatedAt: new Date(0) };
  const sum = (a: Order, b: Order) => [joinOrders(a, b).refunded, joinOrders(b, a).refunded];
  assert.deepEqual(sum(stated, refundOnly), ['15.50', '15.50']);
  assert.deepEqual(sum(stated, { ...stated, refunded: '2', updatedAt: minutesAgo(5) }), ['12.50', '12.50']);
  const ofFile = { ...stated, origin: 'import', refunded: '12', updatedAt: minutesAgo(5) };
  assert.deepEqual(sum(stated, ofFile), ['12', '12']);
  assert.deepEqual(sum(ofFile, refundOnly), ['17', '17']);
  assert.deepEqual(sum(stated, { ...refundOnly, refunded: null }), ['10.50', '10.50']);
});

test('[FA2] amounts of an order event that are no numbers are named, those that were not said are not', () => {
  const products = [{ product_id: 'p', price: '12,50' }, { product_id: 'q', price: '12 €', quantity: {} }, 7];
  assert.deepEqual(unreadAmounts('Order Completed', { order_id: 'u', total: 'free', tax: '', products }), [
    '“total” (“free”)',
    '“price” of line 2 (“12 €”)',
    '“quantity” of line 2 (“{}”)',
  ]);
  assert.deepEqual(unreadAmounts('Tried', { order_id: 'u', total: 'free' }), []);
  assert.deepEqual(unreadAmounts('Order Completed', null), []);
});

test('[FA3] a cancellation stays one when a refund, or an older sale, of it comes after', async () => {
  await take(imported({ externalId: 'kc' }, { orderId: 'kc', kind: 'cancellation', total: '10' }));
  await take(track({ externalId: 'kc' }, 'Order Refunded', { order_id: 'kc', total: 10 }));
  assert.equal((await order('kc')).head.kind, 'cancellation');
  await take(track({ externalId: 'kc' }, 'Order Completed', { order_id: 'kc', total: 10 }, 90));
  assert.equal((await order('kc')).head.kind, 'cancellation');
  await take(imported({ externalId: 'kc' }, { orderId: 'kc', total: '10' }));
  assert.equal((await order('kc')).head.kind, 'sale', 'a statement as new as the one held corrects it');
});

test('[FA9] figures count every line, cancellations too, and their sum is exact', async () => {
  const before = await stats(store.pool);
  const lines = [{ productId: 'x', nth: 1, quantity: '-3', price: '0.1' }];
  await take(imported({ externalId: 's' }, { orderId: 'Cs', kind: 'cancellation', lines }));
  const after = await stats(store.pool);
  assert.deepEqual([after.orders - before.orders, after.cancelledLines - before.cancelledLines], [1, 1]);
  assert.equal(addDecimals(before.netRevenue, '-0.3').replace(/\.?0+$/, ''), after.netRevenue);
});

/** The line of time of a person, read in pages of two. */
async function leafed(person: Parameters<typeof timeline>[1]): Promise<string[]> {
  const seen: string[] = [];
  let before: Date | undefined;
  do {
    const page: Awaited<ReturnType<typeof timeline>> = await timeline(store.pool, person, { before, limit: 2 });
    seen.push(...page.items.map((item) => (item.kind === 'order' ? item.orderId : item.name)));
    before = page.next ?? undefined;
  } while (before);
  return seen;
}

test('[FA10] the timeline shows events and orders, latest first, page by page and each once', async () => {
  const who = { externalId: 't' };
  await take(
    track(who, 'A', {}, 9),
    track(who, 'B', {}, 7),
    track(who, 'Order Completed', { ...basket, order_id: 't' }, 8),
    track(who, 'C', {}, 3),
  );
  const person = (await getPerson(store, { externalId: 't' }))!;
  const seen = await leafed(person);
  assert.deepEqual(seen, ['C', 'B', 't', 'A']);
});

test('[FA10] events of one moment are never torn apart, and events that an order stands for end no page early', async () => {
  const who = { externalId: 'busy' };
  const events = Array.from({ length: 5 }, (_, n) => track(who, `At once ${n}`, {}, 90));
  const tells = ['Order Completed', 'Order Updated', 'Order Updated'].map((name, n) =>
    track(who, name, { ...basket, order_id: 'busy' }, 20 - n),
  );
  await take(...events, ...tells, track(who, 'First', {}, 99));
  const person = (await getPerson(store, who))!;
  const seen = await leafed(person);
  assert.deepEqual(seen.toSorted(), ['busy', ...events.map((_, n) => `At once ${n}`), 'First'].toSorted());
  assert.deepEqual([seen[0], seen.at(-1)], ['busy', 'First']);
});

test('[FA12] units that came back are spread over the lines of their product, and never more than were sold', async () => {
  const products = [
    { product_id: 'cap', price: 10, quantity: 1 },
    { product_id: 'cap', price: 8, quantity: 2 },
    { product_id: 'hat', price: 5 },
  ];
  const who = { externalId: 'spread' };
  const back = (quantity: number, n: number) =>
    track(who, 'Order Refunded', { order_id: 'spread', products: [{ product_id: 'cap', quantity }] }, 5, `spread${n}`);
  const returned = async () => (await order('spread')).lines.map((line) => Number(line.returned));
  await take(track(who, 'Order Completed', { order_id: 'spread', products }, 9), back(2, 1));
  assert.deepEqual(await returned(), [1, 1, 0]);
  await take(back(5, 2));
  assert.deepEqual(await returned(), [1, 2, 0]);
});

test('[FA13] units that came back of an order that was kept in two places are all taken off, also where both places knew of some', async () => {
  const products = [
    { product_id: 'cup', price: 10, quantity: 1 },
    { product_id: 'cup', price: 8, quantity: 3 },
  ];
  const who = { externalId: 'two-places' };
  const refund = { order_id: 'two-places', products: [{ product_id: 'cup', quantity: 1 }] };
  await take(
    track(who, 'Order Completed', { order_id: 'two-places', products }, 9),
    track(who, 'Order Refunded', refund, 5, 'here'),
  );
  const { head, lines } = await order('two-places');
  const arriving = {
    order: {
      ...head,
      orderId: head.order_id,
      personId: head.person_id,
      occurredAt: head.occurred_at,
      updatedAt: head.updated_at,
    },
    lines: lines.map((line) => ({
      ...line,
      orderId: line.order_id,
      productId: line.product_id,
      occurredAt: line.occurred_at,
    })),
  };
  const place = {
    bucket: head.bucket,
    personId: head.person_id,
    lane: 1 as const,
    messageId: null,
    origin: 'backfill' as const,
  };
  const arrival = { ...place, kind: 'order.arrive', occurredAt: now, receivedAt: now, body: arriving };
  // The same state from two other places in one bite: each had seen one cup come back.
  await putInbox(store.pool, [arrival, arrival]);
  await applyAll(store);
  assert.deepEqual(
    (await order('two-places')).lines.map(({ returned }) => Number(returned)),
    [1, 2],
  );
});

test('[FA8] returns of one bite are summed exactly', async () => {
  const products = [{ product_id: 'tea', price: 10, quantity: '1.5' }];
  const who = { externalId: 'grams' };
  await take(track(who, 'Order Completed', { order_id: 'grams', products }, 9));
  const back = (quantity: string, n: number) =>
    track(who, 'Order Refunded', { order_id: 'grams', products: [{ product_id: 'tea', quantity }] }, 5, `grams${n}`);
  assert.deepEqual((await accept(store, [back('0.1', 1), back('0.2', 2)])).rejected, []);
  await applyAll(store);
  assert.equal(Number((await order('grams')).lines[0].returned), 0.3);
  assert.match((await order('grams')).lines[0].returned, /^0\.30*$/);
});

test('[FA11] what came of messages has names of its own, reactions to e-mails the names of measured ones; only what left is sent', async () => {
  const ends = ['skipped', 'failed', 'recalled', 'uncertain'];
  const states = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed', 'complained', ...ends];
  const fact = (channel: string, state: string, at: number): Fact => ({
    kind: 'message',
    messageId: `${channel}:${state}`,
    origin: 'import',
    occurredAt: minutesAgo(at),
    receivedAt: now,
    who: { externalId: 'reader' },
    body: { channel, state, template: 'letter' },
  });
  const { events } = await take(
    ...states.map((state, n) => fact('email', state, 60 - n)),
    fact('sms', 'clicked', 10),
    fact('sms', 'opened', 9),
  );
  assert.deepEqual(events.map(({ name }) => name).sort(), [
    'Email Clicked',
    'Email Opened',
    'Message Bounced',
    'Message Clicked',
    'Message Complained',
    'Message Delivered',
    'Message Failed',
    'Message Opened',
    'Message Recalled',
    'Message Sent',
    'Message Skipped',
    'Message Uncertain',
    'Message Unsubscribed',
  ]);
});
