import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf, imported, NOW } from '../fixtures.ts';
import { add, multiply } from '../values/exact.ts';
import { share } from './order-lines.ts';

const lines = (rows: string[]) => `order_id;date;sku;quantité;prix;email\n${rows.join('\n')}\n`;

test('[IM18] exact duplicates of a line stay, numbered, and a second reading gives the same facts', async () => {
  const file = lines([
    'A;01/02/2024;X;1;2,50;a@b.fr',
    'A;01/02/2024;X;1;2,50;a@b.fr',
    'A;01/02/2024;Y;1;1,00;a@b.fr',
    'B;01/02/2024;X;3;2,50;',
  ]);
  const { kept } = await imported('orders', file);
  const identities = kept
    .of('order')
    .flatMap((fact) => fact.body.lines.map((line) => [fact.body.orderId, line.productId, line.nth]));
  assert.deepEqual(identities, [
    ['A', 'X', 1],
    ['A', 'X', 2],
    ['A', 'Y', 1],
    ['B', 'X', 1],
  ]);
  const again = await imported('orders', file);
  assert.deepEqual(again.kept.all, kept.all);
});

test('[IM19] one order is one fact, each line keeps its own moment and the order has the earliest', async () => {
  const { kept } = await imported(
    'orders',
    lines(['A;01/02/2024 10:05;X;1;2,50;a@b.fr', 'A;01/02/2024 10:01;Y;-1;2,50;a@b.fr']),
  );
  const [order] = kept.of('order');
  assert.equal(kept.of('order').length, 1);
  assert.equal(order!.occurredAt.toISOString(), '2024-02-01T09:01:00.000Z');
  assert.deepEqual(
    order!.body.lines.map((line) => [line.occurredAt, line.quantity, line.price]),
    [
      ['2024-02-01T09:05:00.000Z', '1', '2.50'],
      ['2024-02-01T09:01:00.000Z', '-1', '2.50'],
    ],
  );
  assert.deepEqual(order!.who, { email: 'a@b.fr' });
  assert.equal(order!.body.scope, 'partial');
  assert.equal(order!.messageId, undefined);
});

test('[IM19] an order longer than a batch goes on counting in its next fact', async () => {
  const rows = Array.from({ length: 2500 }, () => 'A;01/02/2024;X;1;1,00;a@b.fr');
  const { kept, report } = await imported('orders', fileOf(lines(rows), 'long.csv', 4096));
  const orders = kept.of('order');
  assert.ok(orders.length >= 5 && orders.every((fact) => fact.body.lines.length <= 500));
  assert.deepEqual(
    orders.flatMap((fact) => fact.body.lines.map((line) => line.nth)),
    rows.map((_, index) => index + 1),
  );
  assert.equal(report.quality.orders, 1);
  assert.equal(report.quality.orderLines, 2500);
});

test('[IM19] what stands on the first row of an order holds for its other rows, and not for the next order', async () => {
  const { kept } = await imported(
    'orders',
    'Order ID,Date,Email,Total,SKU,Quantity,Price\nA,2024-01-01,a@b.fr,7.00,X,1,3.00\nA,,,,Y,1,4.00\nB,2024-01-02,,,X,1,3.00\n',
  );
  const [a, b] = kept.of('order');
  assert.deepEqual(
    a!.body.lines.map((line) => [line.productId, line.occurredAt]),
    [
      ['X', '2023-12-31T23:00:00.000Z'],
      ['Y', '2023-12-31T23:00:00.000Z'],
    ],
  );
  assert.equal(a!.body.total, '7.00');
  assert.deepEqual(b!.who, {});
  assert.equal(b!.body.total, undefined);
});

test('[IM20] a line without a customer is a sale to nobody, and counted', async () => {
  const { kept, report } = await imported('orders', lines(['A;01/02/2024;X;1;2,50;']));
  assert.deepEqual(
    kept.all.map((fact) => [fact.kind, fact.who]),
    [['order', {}]],
  );
  assert.equal(report.quality.linesWithoutCustomer, 1);
});

test('[IM21] a number that begins as the mapping says is a cancellation', async () => {
  const { kept, report } = await imported(
    'orders',
    lines(['C1;01/02/2024;X;-1;2,50;a@b.fr', '2;01/02/2024;X;1;2,50;a@b.fr']),
    { cancellation: { prefix: 'C' } },
  );
  assert.deepEqual(
    kept.of('order').map((fact) => fact.body.kind),
    ['cancellation', 'sale'],
  );
  assert.equal(report.quality.cancelledLines, 1);
});

test('[IM22] a sum is spread over units without losing a cent', () => {
  for (const [total, quantities] of [
    ['10.00', ['3']],
    ['100', ['1', '1', '1']],
    ['9.99', ['2', '5']],
    ['-10', ['-3']],
    ['5', ['2.5']],
    ['0', ['4']],
  ] as const) {
    const spread = share(
      total,
      quantities.map((quantity, index) => ({ productId: `p${index}`, quantity })),
    );
    const sum = spread.reduce((all, line) => add(all, multiply(line.quantity, line.price)), '0');
    assert.equal(Number(sum), Number(total), JSON.stringify(spread));
  }
});

test('[IM23] events without an id count once over two readings, equal rows of one file stay two', async () => {
  const file =
    'email,event,timestamp,price,vip,code\na@b.fr,Product Viewed,2024-01-01T10:00:00Z,12.5,true,007\na@b.fr,Product Viewed,2024-01-01T10:00:00Z,12.5,true,007\n';
  const first = (await imported('events', file)).kept.of('track');
  const second = (await imported('events', file)).kept.of('track');
  const ids = first.map((fact) => fact.messageId);
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(
    second.map((fact) => fact.messageId),
    ids,
  );
  assert.deepEqual(first[0]!.body, { event: 'Product Viewed', properties: { price: 12.5, vip: true, code: '007' } });
});

test('[IM23] an id of the row is kept, properties of NDJSON keep their types', async () => {
  const file =
    '{"messageId":"m1","userId":"u1","event":"X","timestamp":"2024-01-01T10:00:00Z","properties":{"n":1,"list":[1,2],"o":{"a":"b"}}}\n';
  const [event] = (await imported('events', fileOf(file, 'e.ndjson'))).kept.of('track');
  assert.equal(event!.messageId, 'm1');
  assert.deepEqual(event!.who, { externalId: 'u1' });
  assert.deepEqual(event!.body.properties, { n: 1, list: [1, 2], o: { a: 'b' } });
});

test('[IM24] a row without a date holds at the moment that the file shows, never after now', async () => {
  const file = 'email\na@b.fr\n';
  const at = async (asOf: string | undefined) =>
    (await imported('customers', file, asOf === undefined ? {} : { asOf })).kept
      .of('identify')[0]!
      .occurredAt.toISOString();
  assert.equal(await at('2024-05-01T00:00:00Z'), '2024-05-01T00:00:00.000Z');
  assert.equal(await at('2030-05-01T00:00:00Z'), NOW.toISOString());
  assert.equal(await at(undefined), NOW.toISOString());
});

test('[IM24] a line of the future is rejected', async () => {
  const { report, kept } = await imported(
    'orders',
    lines(['A;01/02/2031;X;1;2,50;a@b.fr', 'B;01/02/2024;X;1;2,50;a@b.fr']),
  );
  assert.equal(kept.of('order').length, 1);
  assert.match(report.badLines[0]!.reason, /lies in the future/u);
  assert.equal(report.badLines[0]!.column, 'date');
});

test('[IM25] products and costs go to the catalogue', async () => {
  const products = await imported(
    'products',
    'SKU;Nom;Prix;Catégorie;Stock;Marque\nX;Gants;1.234,50;Maison|Cuisine;3;Acme\n;sans;1;;;\n',
  );
  assert.deepEqual(products.kept.rows, [
    {
      kind: 'product',
      productId: 'X',
      sku: 'X',
      name: 'Gants',
      brand: 'Acme',
      stock: '3',
      categories: ['Maison', 'Cuisine'],
      price: '1234.50',
      currency: 'EUR',
      attributes: {},
      at: NOW,
    },
  ]);
  assert.equal(products.report.rowsRejected, 1);
  const wide = await imported('costs', "sku;prix d'achat;transport;depuis\nX;12,50;1,20;01/01/2024\n");
  assert.deepEqual(
    wide.kept.rows.map((row) => row.kind === 'cost' && [row.part, row.amount, row.unit, row.since.toISOString()]),
    [
      ['purchase', '12.50', 'money', '2023-12-31T23:00:00.000Z'],
      ['delivery', '1.20', 'money', '2023-12-31T23:00:00.000Z'],
    ],
  );
  const long = await imported('costs', 'product_id,part,amount,unit\nX,fees,3,%\nX,luck,3,\n');
  assert.deepEqual(
    long.kept.rows.map((row) => row.kind === 'cost' && [row.part, row.amount, row.unit]),
    [['fees', '0.03', 'share']],
  );
  assert.match(long.report.badLines[0]!.reason, /“luck” is no part of a cost/u);
});

test('[IM26] a yes is a consent with its proof, a no a withdrawal, an empty cell nothing', async () => {
  const { kept } = await imported(
    'customers',
    'email;newsletter;date optin\na@b.fr;oui;01/02/2024\nc@d.fr;non;\ne@f.fr;;\n',
    { asOf: '2024-05-01T00:00:00Z' },
  );
  const consents = kept
    .of('consent')
    .map((fact) => [fact.who.email, fact.body.status, fact.occurredAt.toISOString(), fact.body.proof]);
  assert.deepEqual(consents, [
    ['a@b.fr', 'granted', '2024-01-31T23:00:00.000Z', { file: 'test.csv', line: 2 }],
    ['c@d.fr', 'withdrawn', '2024-05-01T00:00:00.000Z', { file: 'test.csv', line: 3 }],
  ]);
});

test('[IM26] who is a no in the file withdrew by then, though the shop still shows the day of their consent', async () => {
  const { kept } = await imported(
    'customers',
    'email;newsletter;date optin;updated_at\na@b.fr;non;01/02/2023;\nc@d.fr;non;01/02/2023;2024-03-01\n',
    { asOf: '2024-05-01T00:00:00Z', timezone: 'UTC' },
  );
  assert.deepEqual(
    kept.of('consent').map((fact) => [fact.body.status, fact.occurredAt.toISOString().slice(0, 10)]),
    [
      ['withdrawn', '2024-05-01'],
      ['withdrawn', '2024-03-01'],
    ],
  );
});

test('[IM11] missing, broken, doubtful and repeated addresses are counted with examples', async () => {
  const { report } = await imported('customers', 'id client;email\n1;a@gamil.com\n2;nobody\n3;\n4;x@y.fr\n5;X@Y.fr\n');
  const { addresses } = report.quality;
  const counts = Object.fromEntries(Object.entries(addresses).map(([fault, found]) => [fault, found.count]));
  assert.deepEqual(counts, { missing: 2, broken: 1, duplicate: 1, typo: 1, role: 0, disposable: 0 });
  assert.deepEqual(addresses.typo.examples, [{ line: 2, value: 'a@gamil.com', suggestion: 'a@gmail.com' }]);
  assert.deepEqual(addresses.duplicate.examples, [{ line: 6, value: 'x@y.fr' }]);
});

test('[IM33] a suppression without a channel holds for the e-mail address and the phone number of its line', async () => {
  const lines = ['email,telephone,motif', 'a@exemple.fr,0612345678,stop', 'b@exemple.fr,,stop', ',0612345679,stop'];
  const both = await imported('suppressions', `${lines.join('\n')}\n`);
  assert.deepEqual(
    both.kept.of('suppression').map(({ who, body }) => [body.channel, who.email, who.phone]),
    [
      ['email', 'a@exemple.fr', undefined],
      ['sms', 'a@exemple.fr', '+33612345678'],
      ['email', 'b@exemple.fr', undefined],
      ['sms', undefined, '+33612345679'],
    ],
  );
  assert.equal(new Set(both.kept.all.map(({ messageId }) => messageId)).size, 4);
  const said = await imported('suppressions', 'email,telephone,canal\na@exemple.fr,0612345678,sms\n');
  assert.deepEqual(
    said.kept.of('suppression').map(({ body }) => body.channel),
    ['sms'],
  );
});

test('[IM23] consents, suppressions, lists and past messages are read', async () => {
  const consents = await imported(
    'consents',
    'email,channel,purpose,status,date,wording\na@b.fr,email,marketing,yes,2024-01-01,v1\nb@b.fr,,,perhaps,2024-01-01,\n',
  );
  assert.deepEqual(
    consents.kept.of('consent').map((fact) => [fact.body.status, fact.body.wording]),
    [['granted', 'v1']],
  );
  assert.match(consents.report.badLines[0]!.reason, /“perhaps” says neither/u);
  const suppressions = await imported(
    'suppressions',
    'email;motif\na@b.fr;Désinscription\nb@b.fr;Hard bounce\nc@b.fr;lune\n',
  );
  assert.deepEqual(
    suppressions.kept.of('suppression').map((fact) => fact.body),
    [
      { channel: 'email', reason: 'unsubscribe' },
      { channel: 'email', reason: 'hard_bounce' },
      { channel: 'email', reason: 'manual' },
    ],
  );
  const phones = await imported('suppressions', 'telephone\n0612345678\n');
  assert.deepEqual(
    phones.kept.of('suppression').map((fact) => [fact.who, fact.body.channel]),
    [[{ phone: '+33612345678' }, 'sms']],
  );
  const lists = await imported('lists', 'email\na@b.fr\n', { defaults: { list: 'newsletter' } });
  assert.deepEqual(
    lists.kept.of('list').map((fact) => fact.body),
    [{ list: 'newsletter', action: 'add' }],
  );
  const messages = await imported('messages', 'email,campaign,sent_at,status\na@b.fr,Noël,2023-12-01 09:00,Opened\n');
  assert.deepEqual(
    messages.kept.of('message').map((fact) => [fact.occurredAt.toISOString(), fact.body]),
    [['2023-12-01T08:00:00.000Z', { channel: 'email', state: 'opened', template: 'Noël' }]],
  );
});

test('[IM32] who left or complained in a log of messages is not written to again; a bounce suppresses nobody', async () => {
  const log = await imported(
    'messages',
    'email,campaign,sent_at,status,message_id\na@b.fr,Noël,2023-12-01 09:00,Sent,1\na@b.fr,Noël,2023-12-01 10:00,Unsubscribed,1\n' +
      'c@b.fr,Noël,2023-12-01 10:00,Spam report,2\nd@b.fr,Noël,2023-12-01 10:00,Bounced,3\n',
  );
  assert.equal(log.kept.of('message').length, 4);
  assert.deepEqual(
    log.kept.of('suppression').map((fact) => [fact.who.email, fact.body, fact.occurredAt.toISOString()]),
    [
      ['a@b.fr', { channel: 'email', reason: 'unsubscribe' }, '2023-12-01T09:00:00.000Z'],
      ['c@b.fr', { channel: 'email', reason: 'complaint' }, '2023-12-01T09:00:00.000Z'],
    ],
  );
});

test('[IM25] a product whose date lies ahead holds as of the file, or later files could not change it', async () => {
  const { kept } = await imported('products', 'id;nom;updated_at\n1;Sac;2099-01-01\n2;Thé;2024-01-01\n', {
    asOf: '2024-05-01T00:00:00Z',
    timezone: 'UTC',
  });
  assert.deepEqual(
    kept.rows.map((row) => row.kind === 'product' && row.at.toISOString().slice(0, 10)),
    ['2024-05-01', '2024-01-01'],
  );
});
