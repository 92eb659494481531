import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { publicData } from '../../../test/support/public-data.ts';
import { isDeclicError } from '../../errors.ts';
import type { Fact } from '../../facts/index.ts';
import { fileOf, imported, Kept, NOW } from './fixtures.ts';
import { readMapping } from './mapping.ts';
import { Occurrences } from './occurrences.ts';
import { readFacts } from './read-facts.ts';
import { type Progress, runImport } from './run.ts';
import { beginAtServer } from './session.ts';
import { ExactSum } from './values/exact.ts';

const retail = publicData('uci_online_retail.csv.gz');
const retailMapping = () =>
  readMapping(readFileSync(new URL('../../../examples/retail/mapping.json', import.meta.url), 'utf8'));

test('[IM27] bad lines go to the file with line, column, reason and text, good lines are kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'declic-import-'));
  try {
    const path = join(folder, 'bad.ndjson');
    const kept = new Kept();
    const content =
      'order_id;date;sku;quantité;prix\nA;01/02/2024;X;1;2,50\nB;31/02/2024;X;1;2,50\nC;01/02/2024;X;many;2,50\n"D;open\n';
    const report = await runImport(
      { kind: 'orders', file: fileOf(content), now: NOW, shop: { currency: 'EUR' }, badLinesFile: path },
      kept,
    );
    const bad = (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      bad.map((line) => [line.line, line.column, line.raw]),
      [
        [3, 'date', 'B;31/02/2024;X;1;2,50'],
        [4, 'quantité', 'C;01/02/2024;X;many;2,50'],
        [5, undefined, '"D;open'],
      ],
    );
    assert.match(bad[0].reason, /“31\/02\/2024” is not a day of the calendar/u);
    assert.deepEqual([report.rowsRead, report.rowsKept, report.rowsRejected], [4, 1, 3]);
    assert.equal(kept.finished, report);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('[IM27] a file of which no line can be read is an error with the first reason, and nothing is finished', async () => {
  const kept = new Kept();
  await assert.rejects(
    runImport({ kind: 'customers', file: fileOf('email\nnobody\nno one\n'), now: NOW }, kept),
    (error) =>
      isDeclicError(error, 'IMPORT_NOTHING_READ') &&
      /line 2: nobody can be identified: “nobody” has no @/u.test(error.message),
  );
  assert.equal(kept.finished, undefined);
});

test('[IM27] a report that cannot be written is said', async () => {
  const run = runImport(
    { kind: 'customers', file: fileOf('email\nnobody\na@b.fr\n'), now: NOW, badLinesFile: '/nowhere/bad.ndjson' },
    new Kept(),
  );
  await assert.rejects(run, (error) => isDeclicError(error, 'IMPORT_REPORT_FILE'));
});

const manyRows = (count: number) =>
  `email\n${Array.from({ length: count }, (_, index) => `c${index}@b.fr`).join('\n')}\n`;

test('[IM28] progress tells rows, bytes, rate and the time left', async () => {
  const seen: Progress[] = [];
  let ticks = 0;
  const file = fileOf(manyRows(60_000), 'many.csv', 16_384);
  await runImport({ kind: 'customers', file, now: NOW, ticks: () => (ticks += 100) }, new Kept(), (progress) =>
    seen.push(progress),
  );
  assert.ok(seen.length >= 10);
  const middle = seen[Math.floor(seen.length / 2)]!;
  assert.ok(middle.bytes > 0 && middle.bytes < middle.totalBytes!);
  assert.ok(middle.rate > 0 && middle.secondsLeft! > 0);
  assert.equal(seen.at(-1)!.rows, 60_000);
  assert.equal(seen.at(-1)!.secondsLeft, 0);
});

test('[IM28] a stop signal ends between two batches with a sentence', async () => {
  const stop = new AbortController();
  const kept = new Kept();
  const file = fileOf(manyRows(20_000), 'many.csv', 16_384);
  const run = runImport({ kind: 'customers', file, now: NOW, signal: stop.signal }, kept, () => stop.abort());
  await assert.rejects(run, (error) => isDeclicError(error, 'IMPORT_STOPPED'));
  assert.ok(kept.all.length > 0 && kept.all.length < 20_000);
  assert.equal(kept.finished, undefined);
});

test('[IM18] occurrences count as a map of strings does', () => {
  const counted = new Occurrences();
  const exact = new Map<string, number>();
  for (let index = 0; index < 50_000; index += 1) {
    const key = `k${(index * 7919) % 20_011}`;
    exact.set(key, (exact.get(key) ?? 0) + 1);
    assert.equal(counted.next(key), exact.get(key));
  }
  assert.equal(counted.size, exact.size);
});

test(`[IM29] [IM18] the public retail file gives its reference totals from the facts alone${retail.title}`, {
  skip: retail.skip,
}, async () => {
  const orders = new Map<string, number>();
  const customers = new Set<string>();
  const identities = new Set<string>();
  const net = new ExactSum();
  let [lines, anonymous, cancelled, peak] = [0, 0, 0, 0];
  for await (const batch of readFacts(retail.path, { kind: 'orders', mapping: retailMapping(), now: NOW })) {
    assert.deepEqual(batch.bad, []);
    for (const fact of batch.facts) {
      if (fact.kind !== 'order') continue;
      const { orderId, kind } = fact.body;
      orders.set(orderId, Math.min(orders.get(orderId) ?? Number.POSITIVE_INFINITY, fact.occurredAt.getTime()));
      if (fact.who.externalId !== undefined) customers.add(fact.who.externalId);
      else anonymous += fact.body.lines.length;
      if (kind === 'cancellation') cancelled += fact.body.lines.length;
      for (const line of fact.body.lines) {
        lines += 1;
        identities.add(`${orderId} ${line.productId} ${line.nth}`);
        net.addProduct(line.quantity, line.price);
      }
    }
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  assert.deepEqual([lines, orders.size, customers.size, anonymous, cancelled], [541_909, 25_900, 4372, 135_080, 9288]);
  assert.equal(identities.size, lines);
  assert.equal(Number(net.toString()).toFixed(2), '9747747.93');
  assert.equal(new Date(orders.get('536365')!).toISOString(), '2010-12-01T08:26:00.000Z');
  // The half million identities that this test itself keeps are most of it.
  assert.ok(peak < 600 * 1024 * 1024, `${Math.round(peak / 1024 / 1024)} MB`);
});

/** A server with the routes of imports; `refuse` may answer before them. */
async function withServer(
  refuse: (path: string, call: number) => { status: number; body?: string; retryAfter?: string } | undefined,
  work: (
    server: { address: string; token: string },
    taken: { path: string; body: string; token: string | undefined }[],
  ) => Promise<void>,
): Promise<void> {
  const taken: { path: string; body: string; token: string | undefined }[] = [];
  let calls = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    calls += 1;
    const refusal = refuse(request.url!, calls);
    if (refusal) {
      response.writeHead(refusal.status, refusal.retryAfter === undefined ? {} : { 'retry-after': refusal.retryAfter });
      response.end(refusal.body ?? '');
      return;
    }
    taken.push({ path: request.url!, body, token: request.headers.authorization });
    response.end(JSON.stringify({ id: 'run-1', now: NOW.toISOString(), shop: { currency: 'GBP' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' }, taken);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('[IM30] a server is begun, fed and finished, and asked again when it is full', async () => {
  const full = (_path: string, call: number) => (call === 2 ? { status: 429, retryAfter: '0.05' } : undefined);
  await withServer(full, async (server, taken) => {
    const session = await beginAtServer(server, { kind: 'customers', file: 'c.csv', currency: 'GBP' });
    assert.deepEqual([session.now, session.shop], [NOW, { currency: 'GBP' }]);
    await runImport(
      { kind: 'customers', file: fileOf('email\na@b.fr\nc@d.fr\n'), now: session.now, shop: session.shop },
      session,
    );
    assert.deepEqual(
      taken.map((call) => call.path),
      ['/api/imports', '/api/imports/run-1/facts', '/api/imports/run-1/finish'],
    );
    assert.ok(taken.every((call) => call.token === 'Bearer secret'));
    const facts = taken[1]!.body.split('\n').map((line) => JSON.parse(line) as Fact);
    assert.deepEqual(
      facts.map((fact) => fact.who.email),
      ['a@b.fr', 'c@d.fr'],
    );
    assert.equal(JSON.parse(taken[2]!.body).report.rowsKept, 2);
    const refusing = { ...session, facts: async () => ({ count: 1, reasons: ['no such channel'] }) };
    const report = await runImport({ kind: 'customers', file: fileOf('email\na@b.fr\n'), now: NOW }, refusing);
    assert.deepEqual(report.refused, { count: 1, reasons: ['no such channel'] });
  });
});

test('[IM30] a refusal carries the sentence of the server, a dead server its address', async () => {
  const no = () => ({ status: 403, body: '{"error":{"message":"This key may not import."}}' });
  let gone = '';
  await withServer(no, async (server) => {
    gone = server.address;
    await assert.rejects(
      beginAtServer(server, { kind: 'orders', file: 'o.csv' }),
      /refused the import \(403\): This key may not import\./u,
    );
  });
  await assert.rejects(beginAtServer({ address: gone, token: 'x' }, { kind: 'orders', file: 'o.csv' }), (error) =>
    isDeclicError(error, 'IMPORT_SERVER_GONE'),
  );
});

test('[IM27] hostile cells come through as text', async () => {
  const text = `Robert'); drop table person;-- {{ user.email | append: 'x' }} {% for i in (1..1000000) %}`;
  const file = `{"email":"a@b.fr","first_name":${JSON.stringify(text)},"traits":{"__proto__":{"admin":true},"ok":1}}\n`;
  const { kept } = await imported('customers', fileOf(file, 'hostile.ndjson'));
  const { traits } = kept.of('identify')[0]!.body;
  assert.equal(traits.ok, 1);
  assert.equal(traits.admin, undefined);
  assert.equal(traits.firstName, text);
});
