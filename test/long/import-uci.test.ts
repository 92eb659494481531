/**
 * The public retail file through the real command: cut off three times, then to its end, then once more without a server. The
 * figures are those of the data set's own description, and of the raw file read here.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { Client } from 'pg';
import { runningDatabase } from '../../src/store/bundled/database.ts';
import { signal } from '../../src/store/bundled/processes.ts';
import { endServerOf } from '../support/bundled.ts';
import { processTree, watchMemory } from '../support/memory.ts';
import { atEnd, type Started, startProcess, temporaryFolder } from '../support/processes.ts';
import { publicData } from '../support/public-data.ts';

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
const MAPPING = fileURLToPath(new URL('../../examples/retail/mapping.json', import.meta.url));
const MOST_MEMORY = 1_000_000_000;
/** Facts that the file makes: 25,900 invoices, some in two parts, and portraits of customers. */
const FACTS = 30_000;
const SEED = Number(process.env.DECLIC_SEED ?? 541_909);

const raw = publicData('uci_online_retail.csv.gz');

/** Numbers from 0 to 1 that depend on the seed only (Lehmer, modulus 2^31 − 1). */
function* lots(seed: number): Generator<number, never> {
  let state = seed % 2_147_483_647 || 1;
  for (;;) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

type House = { dataDir: string; server: Started | null; address: string; token: string; pid: number };

const environment = (dataDir: string) => ({ PATH: process.env.PATH, DECLIC_DATA: dataDir, PORT: '0' });

async function serve(t: TestContext, house: House): Promise<void> {
  house.server = startProcess(t, process.execPath, [BIN, 'start'], { env: environment(house.dataDir) });
  await house.server.line((line) => line.startsWith('Déclic serves at '));
  Object.assign(house, JSON.parse(readFileSync(join(house.dataDir, 'server.json'), 'utf8')));
  const { pid } = house;
  atEnd(t, () => signal(pid, 'SIGKILL'));
}

function importFile(t: TestContext, house: House): Started {
  const args = [BIN, 'import', 'orders', raw.path, '--mapping', MAPPING, '--json'];
  return startProcess(t, process.execPath, args, { env: environment(house.dataDir) });
}

// biome-ignore lint/suspicious/noExplicitAny: each route has its own answer
async function ask(house: House, path: string): Promise<any> {
  const headers = { authorization: `Bearer ${house.token}` };
  const answer = await fetch(new URL(path, house.address), { headers });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** Waits until the newest import has brought so many facts, while the command runs. */
async function until(house: House, facts: number, earlier: number): Promise<void> {
  for (;;) {
    const { items } = await ask(house, '/api/imports?limit=200');
    if (items.length > earlier && items[0].rows >= facts) return;
    assert.notEqual(items[0]?.state, 'finished', 'the import ended before its cut');
    await sleep(50);
  }
}

/** The process that does the work: bin/declic.js only starts it. */
const workerOf = (started: Started): number => processTree([started.pid]).find((pid) => pid !== started.pid) ?? 0;

/** Reports end with one JSON document. */
const reportOf = (started: Started) => JSON.parse(started.lines.findLast((line) => line.startsWith('{')) ?? 'null');

async function onDatabase<T>(house: House, work: (client: Client) => Promise<T>): Promise<T> {
  const where = runningDatabase(house.dataDir);
  assert.ok(where, 'the database runs');
  const client = new Client(where);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every row of what an import writes, with the transaction that wrote it: a row written anew differs although it says the same. */
const traces = (house: House) =>
  onDatabase(house, async (client) => {
    const found: Record<string, unknown> = {};
    for (const table of ['purchase', 'purchase_line', 'person', 'identifier', 'event', 'inbox']) {
      const { rows } = await client.query(
        `select count(*)::int as rows, sum(hashtext(r::text || '/' || r.xmin::text)::bigint)::text as trace from ${table} r`,
      );
      found[table] = rows[0];
    }
    return found;
  });

/** The earliest line of each invoice, as London's clock showed it. */
const invoiceTimes = (house: House) =>
  onDatabase(house, async (client) => {
    const { rows } = await client.query(
      `select order_id as id, to_char(occurred_at at time zone 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS') as at from purchase`,
    );
    return new Map(rows.map(({ id, at }) => [id as string, at as string]));
  });

function rawInvoiceTimes(): Map<string, string> {
  const times = new Map<string, string>();
  const rows = parse(gunzipSync(readFileSync(raw.path)), { columns: true }) as Record<string, string>[];
  for (const { invoice_no: id, invoice_datetime: at } of rows) {
    const known = times.get(id!);
    if (known === undefined || at! < known) times.set(id!, at!);
  }
  return times;
}

/** The figures of the data set's description. */
function assertTotals(stats: Record<string, unknown>): void {
  const { people, anonymous, orders, orderLines, cancelledLines, linesWithoutCustomer, netRevenue } = stats;
  assert.deepEqual(
    { people, anonymous, orders, orderLines, cancelledLines, linesWithoutCustomer },
    {
      people: 4372,
      anonymous: 0,
      orders: 25_900,
      orderLines: 541_909,
      cancelledLines: 9288,
      linesWithoutCustomer: 135_080,
    },
  );
  assert.equal(netRevenue, '9747747.934');
}

test(`A2 · an import that is cut off three times by kill -9 ends with the totals of its file, in less than 1 GB${raw.title}`, {
  skip: raw.skip,
}, async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  const house: House = { dataDir, server: null, address: '', token: '', pid: 0 };
  atEnd(t, () => endServerOf(dataDir));
  const running = new Set<number>();
  const memory = watchMemory(() => [...running, ...postmasterOf(dataDir)]);
  atEnd(t, () => memory.stop());
  const lot = lots(SEED);
  const begin = async () => {
    await serve(t, house);
    running.add(house.server!.pid);
  };
  const start = () => {
    const command = importFile(t, house);
    running.add(command.pid);
    return command;
  };

  await begin();
  for (const [n, whom] of (['server', 'server', 'command'] as const).entries()) {
    const point = Math.round((0.03 + 0.3 * lot.next().value) * FACTS);
    const command = start();
    await until(house, point, n);
    if (whom === 'server') {
      signal(house.pid, 'SIGKILL');
      assert.equal(await house.server!.ended, 137);
      // The command does not hang and does not claim success.
      assert.equal(await command.ended, 1);
      assert.match(command.lines.join('\n'), /server/i);
      await begin();
    } else {
      signal(workerOf(command), 'SIGKILL');
      assert.equal(await command.ended, 137);
    }
    t.diagnostic(`the ${whom} was killed after ${point} facts (seed ${SEED})`);
  }

  const began = performance.now();
  const whole = start();
  assert.equal(await whole.ended, 0);
  t.diagnostic(`the whole import took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  assert.equal(reportOf(whole).rowsRejected, 0);
  assertTotals(await ask(house, '/api/stats'));
  assert.deepEqual(
    (await ask(house, '/api/settings')).items
      .filter(({ key }: { key: string }) => key === 'shop.currency' || key === 'shop.timezone')
      .map(({ value }: { value: string }) => value),
    ['GBP', 'Europe/London'],
  );
  assert.deepEqual(await invoiceTimes(house), rawInvoiceTimes());
  const before = await traces(house);

  house.server!.child.kill('SIGTERM');
  assert.equal(await house.server!.ended, 0);
  assert.equal(existsSync(join(dataDir, 'server.json')), false);
  const again = start();
  assert.equal(await again.ended, 0);
  assert.equal(reportOf(again).quality.orderLines, 541_909);
  await begin();
  assert.deepEqual(await traces(house), before, 'once more changes nothing');
  assertTotals(await ask(house, '/api/stats'));

  const { peak, looks } = await memory.stop();
  t.diagnostic(`peak of all processes together: ${Math.round(peak / 1e6)} MB in ${looks} looks`);
  assert.ok(looks > 100 && peak > 100_000_000, `${looks} looks, ${peak} bytes`);
  assert.ok(peak < MOST_MEMORY, `${Math.round(peak / 1e6)} MB`);
  house.server!.child.kill('SIGTERM');
  assert.equal(await house.server!.ended, 0);
});

/** The bundled server's first process, whoever it belongs to now: a kill leaves it without its parent. */
function postmasterOf(dataDir: string): number[] {
  try {
    return [Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])];
  } catch {
    return [];
  }
}
