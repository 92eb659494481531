import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { publicData } from '../../../../test/support/public-data.ts';
import { fileOf, imported, NOW } from '../fixtures.ts';
import { preview } from '../preview.ts';

const exportsFile = publicData('shop_export_columns.csv.gz');
const prestashop = publicData('prestashop_customers_import_sample.csv.gz');

type ColumnRow = { platform: string; export: string; column_name: string; delimiter: string };

/** A file with exactly the header of that export and these cells, other cells empty. */
function exportOf(platform: string, name: string, rows: Record<string, string>[]): string {
  const all = parse(gunzipSync(readFileSync(exportsFile.path)), { columns: true }) as ColumnRow[];
  const columns = all.filter((row) => row.platform === platform && row.export === name);
  const { delimiter } = columns[0]!;
  const line = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
  const names = columns.map((column) => column.column_name);
  for (const row of rows)
    for (const key of Object.keys(row)) assert.ok(names.includes(key), `${key} is no column of this export`);
  return [line(names), ...rows.map((row) => line(names.map((column) => row[column] ?? '')))].join('\r\n');
}

test(`[IM14] Shopify orders: one row per line, order columns on the first row${exportsFile.title}`, {
  skip: exportsFile.skip,
}, async () => {
  const file = exportOf('shopify', 'orders_export', [
    {
      Name: '#1001',
      Email: 'ana@b.fr',
      'Financial Status': 'partially_refunded',
      Currency: 'EUR',
      Total: '35.00',
      Shipping: '5.00',
      'Discount Code': 'HELLO',
      'Discount Amount': '2.00',
      'Created at': '2024-01-05 10:22:01 +0100',
      'Lineitem quantity': '2',
      'Lineitem name': 'Gants',
      'Lineitem price': '10.00',
      'Lineitem sku': 'G1',
      'Billing Name': 'Ana B',
      'Billing Zip': "'01000",
      'Billing Country': 'FR',
      'Accepts Marketing': 'yes',
      'Refunded Amount': '3.00',
    },
    { Name: '#1001', 'Lineitem quantity': '1', 'Lineitem name': 'Bonnet', 'Lineitem price': '12.00' },
    {
      Name: '#1002',
      'Financial Status': 'paid',
      Currency: 'EUR',
      'Created at': '2024-01-06 10:00:00 +0100',
      'Cancelled at': '2024-01-07 10:00:00 +0100',
      'Lineitem quantity': '1',
      'Lineitem name': 'Gants',
      'Lineitem price': '10.00',
      'Lineitem sku': 'G1',
    },
  ]);
  const { kept, report } = await imported('orders', file);
  assert.equal(report.layout, 'Shopify orders export');
  const [first, second] = kept.of('order');
  assert.equal(first!.occurredAt.toISOString(), '2024-01-05T09:22:01.000Z');
  assert.deepEqual(first!.who, { email: 'ana@b.fr' });
  assert.deepEqual(
    first!.body.lines.map((line) => [line.productId, line.quantity, line.price]),
    [
      ['G1', '2', '10.00'],
      ['Bonnet', '1', '12.00'],
    ],
  );
  const { status, total, shipping, discount, refunded, coupons } = first!.body;
  assert.deepEqual(
    { status, total, shipping, discount, refunded, coupons },
    {
      status: 'partially_refunded',
      total: '35.00',
      shipping: '5.00',
      discount: '2.00',
      refunded: '3.00',
      coupons: ['HELLO'],
    },
  );
  assert.equal(second!.body.status, 'cancelled');
  assert.deepEqual(second!.who, {});
  assert.deepEqual(kept.of('identify')[0]!.body.traits, { name: 'Ana B', postalCode: '01000', country: 'FR' });
  assert.deepEqual(
    kept.of('consent').map((fact) => fact.body.status),
    ['granted'],
  );
});

test(`[IM14] [IM12] Shopify customers: apostrophes are taken away${exportsFile.title}`, {
  skip: exportsFile.skip,
}, async () => {
  const file = exportOf('shopify', 'customers_export', [
    {
      'Customer ID': "'6123456789",
      'First Name': 'Ana',
      Email: 'ana@b.fr',
      'Accepts Email Marketing': 'yes',
      'Default Address Zip': "'06000",
      'Default Address Country Code': 'FR',
      Phone: "'+33612345678",
      'Accepts SMS Marketing': 'no',
      Tags: 'vip, loyal',
      'Total Spent': '12.00',
    },
  ]);
  const { kept, report } = await imported('customers', file);
  assert.equal(report.layout, 'Shopify customers export');
  const [person] = kept.of('identify');
  assert.deepEqual(person!.who, { externalId: '6123456789', email: 'ana@b.fr' });
  assert.deepEqual(person!.body.traits, {
    email: 'ana@b.fr',
    phone: '+33612345678',
    firstName: 'Ana',
    postalCode: '06000',
    country: 'FR',
    tags: ['vip', 'loyal'],
  });
  assert.deepEqual(
    kept.of('consent').map((fact) => [fact.body.channel, fact.body.status]),
    [
      ['email', 'granted'],
      ['sms', 'withdrawn'],
    ],
  );
});

test(`[IM14] [IM22] WooCommerce orders: joined products keep the net sales to the cent${exportsFile.title}`, {
  skip: exportsFile.skip,
}, async () => {
  const file = exportOf('woocommerce', 'analytics_orders', [
    {
      Date: '2024-01-05 10:22:01',
      'Order #': '77',
      Status: 'completed',
      Customer: 'Ana B',
      'Product(s)': '2× Gants, laine, 1× Bonnet',
      'Items sold': '3',
      'Coupon(s)': 'HELLO',
      'Net Sales': '35',
    },
  ]);
  const { kept, report } = await imported('orders', file);
  const [order] = kept.of('order');
  assert.deepEqual(
    order!.body.lines.map((line) => [line.productId, line.nth, line.quantity, line.price]),
    [
      ['Gants, laine', 1, '2', '11.6666'],
      ['Bonnet', 1, '1', '11.6668'],
    ],
  );
  assert.equal(report.quality.netAmount, '35.00');
  assert.deepEqual(order!.who, {});
});

test(`[IM14] WooCommerce customers and products, PrestaShop addresses${exportsFile.title}`, {
  skip: exportsFile.skip,
}, async () => {
  const customers = await imported(
    'customers',
    exportOf('woocommerce', 'analytics_customers', [
      {
        Name: 'Ana B',
        Email: 'ana@b.fr',
        'Sign Up': '2024-01-05 10:22:01',
        'Country / Region': 'FR',
        'Postal Code': '1000',
      },
    ]),
  );
  assert.deepEqual(customers.kept.of('identify')[0]!.body.traits, {
    email: 'ana@b.fr',
    name: 'Ana B',
    postalCode: '01000',
    country: 'FR',
    createdAt: '2024-01-05T09:22:01.000Z',
  });
  const products = await imported(
    'products',
    exportOf('woocommerce', 'products_export', [
      {
        ID: '12',
        Type: 'simple',
        SKU: 'G1',
        Name: 'Gants',
        Published: '1',
        'Regular price': '12.5',
        'Sale price': '10',
        Categories: 'Mode, Mode > Hiver',
        Stock: '4',
      },
    ]),
  );
  const [product] = products.kept.rows;
  assert.ok(product?.kind === 'product');
  assert.deepEqual(
    [product.productId, product.price, product.regularPrice, product.categories, product.active],
    ['12', '10', '12.5', ['Mode', 'Mode > Hiver'], true],
  );
  const addresses = await imported(
    'customers',
    exportOf('prestashop', 'addresses_import', [
      {
        'Alias*': 'maison',
        'Customer e-mail*': 'ana@b.fr',
        'Lastname*': 'B',
        'Zipcode*': '1000',
        'City*': 'Bourg-en-Bresse',
        'Country*': 'France',
      },
    ]),
  );
  assert.deepEqual(addresses.kept.of('identify')[0]!.body.traits, {
    email: 'ana@b.fr',
    lastName: 'B',
    postalCode: '01000',
    city: 'Bourg-en-Bresse',
    country: 'FR',
  });
});

test(`[IM14] PrestaShop customers: the vendor's sample${prestashop.title}`, { skip: prestashop.skip }, async () => {
  const { kept, report } = await imported('customers', fileOf(readFileSync(prestashop.path), 'customers.csv.gz'));
  assert.deepEqual([report.layout, report.delimiter, report.rowsKept], ['PrestaShop customers', ';', 9]);
  const hook = kept.of('identify').find((fact) => fact.who.externalId === '4');
  assert.deepEqual(
    [hook!.body.traits.lastName, hook!.body.traits.birthday, hook!.body.traits.groups],
    ['Hook', '1952-12-04', ['Customer', 'Carribean']],
  );
  assert.ok(!JSON.stringify(kept.all).includes('123456789'), 'a password was imported');
});

test('[IM14] WooCommerce attributes in pairs of columns meet', async () => {
  const { kept } = await imported(
    'products',
    'ID,Type,SKU,Name,Regular price,Categories,Attribute 1 name,Attribute 1 value(s)\n1,simple,G1,Gants,12,Mode,Couleur,"Rouge, Bleu"\n',
  );
  assert.deepEqual(
    kept.rows.map((row) => row.kind === 'product' && row.attributes),
    [{ Couleur: 'Rouge, Bleu' }],
  );
});

test('[IM15] the French headers of a translated WooCommerce are guessed', async () => {
  const shown = await preview(
    fileOf(
      'Date,N° de commande,État,Client,Produit(s),Articles vendus,Code(s) promo,Ventes nettes\n2024-01-05 10:22:01,77,Terminée,Ana,1× Gants,1,,12.50\n',
    ),
    { kind: 'orders', now: NOW, shop: { currency: 'EUR' } },
  );
  const guessed = Object.fromEntries(shown.columns.map((column) => [column.column, column.field]));
  assert.deepEqual(guessed, {
    Date: 'occurredAt',
    'N° de commande': 'orderId',
    État: 'status',
    Client: undefined,
    'Produit(s)': 'products',
    'Articles vendus': undefined,
    'Code(s) promo': 'coupons',
    'Ventes nettes': 'netAmount',
  });
});
