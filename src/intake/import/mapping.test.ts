import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isDeclicError } from '../../errors.ts';
import { fileOf, imported, NOW } from './fixtures.ts';
import { importKinds } from './kinds/index.ts';
import { type MappingInput, mappingJsonSchema, parseMapping, readMapping } from './mapping.ts';
import { preview } from './preview.ts';

const show = (content: string, kind: string, mapping: MappingInput = {}) =>
  preview(fileOf(content), { kind, mapping: parseMapping(mapping), now: NOW, shop: { currency: 'EUR' } });

test('[IM15] guesses say how sure they are and why', async () => {
  const shown = await show('Numéro client;Contact;Prénom;Vile;Truc\n1;a@b.fr;Ana;Nîmes;x\n', 'customers');
  const said = shown.columns.map((column) => [column.column, column.field, column.confidence, column.why]);
  assert.deepEqual(said, [
    ['Numéro client', 'externalId', 0.9, "its name means the shop's own id of the person"],
    ['Contact', 'email', 0.7, 'its cells are e-mail addresses'],
    ['Prénom', 'firstName', 0.9, 'its name means first name'],
    ['Vile', undefined, 0, 'no field of this name: left out'],
    ['Truc', undefined, 0, 'no field of this name: left out'],
  ]);
});

test('[IM15] a file that lacks what the kind needs gets a sentence with an example', async () => {
  await assert.rejects(show('a;b\n1;2\n', 'orders'), (error) => {
    assert.ok(isDeclicError(error, 'IMPORT_MISSING_FIELD'));
    assert.match(error.message, /order's number \(orderId\).*Its columns: a, b.*\{"columns":\{"a":"orderId"\}\}/su);
    return true;
  });
  await assert.rejects(
    preview(fileOf('order_id,date,sku,price\n1,2024-01-01,X,2\n'), { kind: 'orders', now: NOW }),
    /in which currency/u,
  );
});

test('[IM16] a mapping wins over every guess, leaves columns out, fills and replaces values', async () => {
  const { kept } = await imported('customers', 'Email,Adresse,VIP,Statut\nold@b.fr,new@b.fr,7,A\n', {
    columns: { Email: null, Adresse: 'email', VIP: 'traits.vip', Statut: 'note' },
    defaults: { language: 'fr', 'traits.from': 'file' },
    values: { note: { A: 'active' } },
  });
  assert.deepEqual(kept.of('identify')[0]!.body.traits, {
    email: 'new@b.fr',
    language: 'fr',
    note: 'active',
    vip: 7,
    from: 'file',
  });
});

test('[IM16] an unknown column or field is named with its nearest', async () => {
  await assert.rejects(
    show('Email,Prenom\na@b.fr,Ana\n', 'customers', { columns: { Emial: 'email' } }),
    /the column “Emial”, which the file does not have\. The nearest in its header: Email/u,
  );
  await assert.rejects(
    show('Email,Prenom\na@b.fr,Ana\n', 'customers', { columns: { Prenom: 'firstname1' } }),
    /the column “Prenom” to “firstname1”, which is no field of customers\. The nearest: firstName/u,
  );
  await assert.rejects(
    show('a,b\na@b.fr,Ana\n', 'customers', { columns: { a: 'email', b: 'email' } }),
    /both “a” and “b” to the field “email”/u,
  );
  await assert.rejects(show('a\nb\n', 'custommers'), /nearest is customers/u);
});

test('[IM16] every fault of a mapping is listed at once', () => {
  assert.throws(
    () => parseMapping({ currency: 'euro', timezone: 'Mars/Phobos', colums: {} }),
    (error) => {
      assert.ok(isDeclicError(error, 'IMPORT_MAPPING'));
      for (const part of ['currency: three capital letters', 'timezone: no known time zone', 'colums'])
        assert.ok(error.message.includes(part), error.message);
      return true;
    },
  );
  assert.throws(() => readMapping('{nope'), /not valid JSON/u);
  const mapping = readMapping(readFileSync(new URL('../../../examples/retail/mapping.json', import.meta.url), 'utf8'));
  assert.deepEqual([mapping.currency, mapping.timezone, mapping.cancellation?.prefix], ['GBP', 'Europe/London', 'C']);
});

test('[IM16] the JSON Schema of mappings is published', () => {
  const schema = mappingJsonSchema() as {
    title: string;
    properties: Record<string, unknown>;
    additionalProperties: boolean;
  };
  assert.equal(schema.additionalProperties, false);
  for (const name of ['columns', 'currency', 'timezone', 'delimiter', 'encoding', 'dates', 'decimal', 'cancellation'])
    assert.ok(name in schema.properties, name);
});

test('[IM16] the order of dates and the sign of decimals can be given', async () => {
  const { kept } = await imported('orders', 'order_id,date,sku,price\n1,01/02/2024,X,"1,234"\n', {
    dates: 'mdy',
    decimal: ',',
  });
  const [order] = kept.of('order');
  assert.equal(order!.occurredAt.toISOString(), '2024-01-01T23:00:00.000Z');
  assert.equal(order!.body.lines[0]!.price, '1.234');
});

test('[IM17] a preview shows the first facts as they will be stored', async () => {
  const rows = Array.from({ length: 50 }, (_, index) => `c${index}@b.fr`).join('\n');
  const shown = await preview(fileOf(`email\n${rows}\n`), { kind: 'customers', now: NOW }, 3);
  const { kept } = await imported('customers', `email\n${rows}\n`);
  assert.deepEqual(shown.facts, kept.all.slice(0, 3));
  assert.deepEqual([shown.encoding, shown.timezone, shown.columns[0]!.examples.length], ['utf-8', 'Europe/Paris', 3]);
});

test('[IM15] no two fields of a kind claim the same name as their best one', () => {
  for (const kind of importKinds) {
    const first = kind.fields.map((field) => field.name.toLowerCase());
    assert.equal(new Set(first).size, first.length, kind.name);
  }
});
