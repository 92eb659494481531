import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import fc from '../../../../test/support/property.ts';
import { isDeclicError } from '../../../errors.ts';
import type { BadLine } from '../faults.ts';
import { fileOf, imported } from '../fixtures.ts';
import { type Delimiter, sniffDelimiter } from './csv.ts';
import { openTable, type Row, type TableOptions } from './table.ts';

async function read(content: string | Buffer, options: TableOptions = {}, name = 'test.csv', size = 7) {
  const table = await openTable(fileOf(content, name, size), options);
  const rows: Row[] = [];
  const bad: BadLine[] = [];
  for await (const batch of table.batches) {
    rows.push(...batch.rows);
    bad.push(...batch.bad);
  }
  return { table, rows, bad, cells: rows.map((row) => row.cells) };
}

const accented = 'nom;ville\r\nÉloïse;Nîmes\r\nœuvre;Besançon\r\n';

test('[IM1] UTF-8, Windows-1252 and UTF-16 give the same text, with and without a mark or gzip', async () => {
  const files: [string, Buffer][] = [
    ['utf-8', Buffer.from(accented)],
    ['utf-8', Buffer.from(`\ufeff${accented}`)],
    ['windows-1252', iconv.encode(accented, 'windows-1252')],
    ['utf-16le', iconv.encode(accented, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(accented, 'utf-16be', { addBOM: true })],
    ['utf-16le', iconv.encode(accented, 'utf-16le', { addBOM: false })],
  ];
  for (const [encoding, bytes] of files) {
    for (const file of [bytes, gzipSync(bytes)]) {
      const { table, cells } = await read(file);
      assert.equal(table.encoding, encoding);
      assert.deepEqual(table.columns, ['nom', 'ville'], encoding);
      assert.deepEqual(
        cells,
        [
          ['Éloïse', 'Nîmes'],
          ['œuvre', 'Besançon'],
        ],
        encoding,
      );
    }
  }
});

test('[IM2] one foreign line in a file of UTF-8 is read and counted, one in no encoding is reported', async () => {
  const file = Buffer.concat([
    Buffer.from('nom;ville\nÉve;Nîmes\n'),
    iconv.encode('Zoé;Sète\n', 'windows-1252'),
    Buffer.from([0x81, 0x3b, 0x8d, 0x0a]),
    Buffer.from('Ana;Aix\n'),
  ]);
  const { table, cells, bad } = await read(file);
  assert.deepEqual(cells, [
    ['Éve', 'Nîmes'],
    ['Zoé', 'Sète'],
    ['Ana', 'Aix'],
  ]);
  assert.equal(table.foreignLines(), 1);
  assert.deepEqual(
    bad.map((line) => line.line),
    [4],
  );
});

test('[IM2] a given encoding is held: a line that is not in it is reported', async () => {
  const file = Buffer.concat([Buffer.from('nom;ville\nÉve;Nîmes\n'), iconv.encode('Zoé;Sète\n', 'windows-1252')]);
  const { cells, bad } = await read(file, { encoding: 'utf-8' });
  assert.deepEqual(cells, [['Éve', 'Nîmes']]);
  assert.deepEqual(
    bad.map((line) => [line.line, line.reason]),
    [[3, 'the line is not valid UTF-8']],
  );
  await assert.rejects(read(file, { encoding: 'klingon' }), /The encoding “klingon” is not known/u);
});

test('[IM3] the delimiter is told from the shape of the first lines', async () => {
  assert.equal(sniffDelimiter('a,b\n1,2\n'), ',');
  assert.equal(sniffDelimiter('Titles ID (Mr = 1, Ms = 2, else 0);Email *\n1;a@b.fr\n2;c@d.fr\n'), ';');
  assert.equal(sniffDelimiter('a\tb\n1,5\t2,5\n'), '\t');
  assert.equal(sniffDelimiter('a|b|c\n1|2|3\n'), '|');
  assert.equal(sniffDelimiter('name;price\n"a;b";1,5\nc;2,5\n'), ';');
  const { cells } = await read('sep=|\na|b\n1|2,3,4\n');
  assert.deepEqual(cells, [['1', '2,3,4']]);
});

test('[IM4] whatever stands in cells comes back, with the line where its row starts', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', "'", '1', '€'), maxLength: 8 });
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom<Delimiter>(',', ';', '\t', '|'),
      fc.integer({ min: 1, max: 50 }),
      async (rows, delimiter, size) => {
        const quote = (text: string) =>
          /["\n,;\t|]/u.test(text) || text.trim() === '' ? `"${text.replaceAll('"', '""')}"` : text;
        const lines = rows.map((row) => row.map(quote).join(delimiter));
        const {
          cells,
          bad,
          rows: found,
        } = await read(`x${delimiter}y${delimiter}z\n${lines.join('\n')}\n`, { delimiter }, 'test.csv', size);
        assert.deepEqual(bad, []);
        assert.deepEqual(cells, rows);
        let line = 2;
        for (const [index, text] of lines.entries()) {
          assert.equal(found[index]!.line, line);
          line += text.split('\n').length;
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('[IM4] a quote in the middle of a cell is a letter; missing cells at the end are empty; too many are reported', async () => {
  const { cells, bad } = await read('a,b,c\n1,12" ruler,x\n2,y\n3,a,b,c\n4,a,b,\n');
  assert.deepEqual(cells, [
    ['1', '12" ruler', 'x'],
    ['2', 'y', ''],
    ['4', 'a', 'b', ''],
  ]);
  assert.deepEqual(
    bad.map((line) => line.line),
    [4],
  );
  assert.match(bad[0]!.reason, /has 4 cells, the header 3/u);
});

test('[IM5] a quote that is never closed costs one line', async () => {
  const tail = Array.from({ length: 1200 }, (_, index) => `${index},ok`);
  const { cells, bad } = await read(`a,b\n0,fine\n1,"open\n${tail.join('\n')}\n`, {}, 'test.csv', 4096);
  assert.deepEqual(
    bad.map((line) => [line.line, line.reason]),
    [[3, 'a quote is opened and never closed']],
  );
  assert.equal(cells.length, 1201);
});

test('[IM6] a line of 10 MB is reported, the others are kept, and memory stays flat', async () => {
  const bomb = Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(10 * 1024 * 1024, 'x'), Buffer.from('\n3,4\n')]);
  const { cells, bad } = await read(bomb, {}, 'test.csv', 65_536);
  assert.deepEqual(cells, [
    ['1', '2'],
    ['3', '4'],
  ]);
  assert.deepEqual(
    bad.map((line) => line.line),
    [3],
  );
  assert.match(bad[0]!.reason, /longer than 1048576 characters/u);
  assert.ok(bad[0]!.raw.length <= 500);
  await assert.rejects(
    read(Buffer.alloc(10 * 1024 * 1024, 'x'), {}, 'test.csv', 65_536),
    /first line of the file has more than/u,
  );
});

test('[IM6] what is no table gets a sentence', async () => {
  const wide = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',');
  await assert.rejects(read(`${wide}\n`, {}, 'wide.csv', 65_536), /has 10000 columns; an import takes at most 2000/u);
  await assert.rejects(read(Buffer.from('PK\x03\x04rest'), {}, 'book.xlsx'), /Excel workbook.*CSV UTF-8/u);
  await assert.rejects(read(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), {}, 'photo.png'), /is an image/u);
  await assert.rejects(read('[{"a":1}]', {}, 'a.json'), /one JSON array/u);
  await assert.rejects(read('\n \n', {}, 'empty.csv'), /holds no line with data/u);
  await assert.rejects(openTable('/nowhere/at/all.csv'), /there is no such file/u);
});

test('[IM6] a gzip that breaks off gives what came before, then says after which line', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `A${index},P,1,${index}.5,2024-01-01`);
  const whole = gzipSync(`order_id,sku,quantity,price,date\n${lines.join('\n')}\n`);
  const broken = fileOf(whole.subarray(0, whole.length / 2), 'broken.csv.gz', 4096);
  await assert.rejects(imported('orders', broken), (error) => {
    assert.ok(isDeclicError(error, 'IMPORT_BROKEN_OFF'));
    assert.match(error.message, /breaks after line \d{4,}/u);
    return true;
  });
});

test('[IM7] NDJSON is read with nested objects, exact numbers and the lines of orders', async () => {
  const text = [
    '{"id": 12345678901234567890, "price": 19.90, "address": {"city": "Nîmes"}, "tags": ["a", "b"], "vip": true}',
    'not json',
    '[1]',
    '{"id": 2, "late": null, "lines": [{"sku": "x"}, {"sku": "y"}]}',
  ].join('\n');
  const { table, cells, bad, rows } = await read(text, { explode: ['lines'] }, 'test.ndjson');
  assert.deepEqual(table.columns, ['id', 'price', 'address.city', 'tags', 'vip', 'late', 'lines.sku']);
  assert.deepEqual(cells[0], ['12345678901234567890', '19.90', 'Nîmes', 'a,b', 'true']);
  assert.deepEqual(
    cells.slice(1).map((row) => row.at(-1)),
    ['x', 'y'],
  );
  assert.deepEqual(rows[0]!.native!.slice(1), [19.9, 'Nîmes', ['a', 'b'], true]);
  assert.deepEqual(
    bad.map((line) => [line.line, line.reason]),
    [
      [2, 'the line is not valid JSON'],
      [3, 'the line is not a JSON object'],
    ],
  );
});
