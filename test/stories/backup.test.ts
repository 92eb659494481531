/**
 * An installation moves: while facts come in it is backed up, restored on a PostgreSQL of its own that is three versions older, and
 * from there into another bundled server, which goes on where the first one was.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withBackup, writeBackup } from '../../src/store/index.ts';
import { endServerOf } from '../support/bundled.ts';
import { freshDatabase } from '../support/database.ts';
import { atEnd, startProcess, temporaryFolder } from '../support/processes.ts';
import { serveBundled } from '../support/serving.ts';

const BIN = fileURLToPath(new URL('../../bin/declic.js', import.meta.url));
const t = { after } as never;
const first = await serveBundled(after);
const folder = temporaryFolder(t);

const declic = (env: Record<string, string>, ...args: string[]) => {
  const all = { PATH: process.env.PATH, ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { env: all, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
};

const ordersOf = (n: number) => [
  { type: 'identify', userId: `u${n}`, traits: { email: `u${n}@shop.example`, city: 'Rennes' } },
  {
    type: 'track',
    userId: `u${n}`,
    event: 'Order Completed',
    properties: {
      order_id: `o${n}`,
      currency: 'EUR',
      total: 10,
      products: [{ product_id: 'p', quantity: 1, price: 10 }],
    },
  },
];

test('[BK1] [BK6] [CL50] a bundled server is backed up under load, moved to PostgreSQL 15, moved back, and goes on', async () => {
  let sent = 0;
  const send = async (people: number) => {
    const batch = Array.from({ length: people }, (_, i) => ordersOf(sent + i)).flat();
    assert.equal((await first.track(batch)).status, 200);
    sent += people;
  };
  for (let i = 0; i < 10; i++) await send(100);
  const one = join(folder, 'one.zip');
  const backing = spawn(process.execPath, [BIN, 'db', 'backup', one, '--with-secret', '--json'], {
    env: { PATH: process.env.PATH, DECLIC_DATA: join(first.folder, 'data') },
  });
  const ended = once(backing, 'exit');
  const said = text(backing.stdout);
  while (backing.exitCode === null) await send(20);
  await ended;
  const backup = JSON.parse(await said);
  assert.equal(backup.secretIncluded, true);
  await first.quiet();

  const own = await freshDatabase({ postgres: 15, empty: true });
  const ownEnv = { DATABASE_URL: own.url, DECLIC_DATA: join(folder, 'own') };
  const checked = JSON.parse(declic(ownEnv, 'db', 'restore', one, '--dry-run', '--json').out);
  const restored = declic(ownEnv, 'db', 'restore', one, '--json');
  assert.equal(restored.code, 0, restored.err);
  assert.deepEqual([JSON.parse(restored.out).rows, JSON.parse(restored.out).secret], [checked.rows, 'restored']);
  const secret = (data: string) => readFileSync(join(data, 'secret'), 'utf8');
  assert.equal(secret(ownEnv.DECLIC_DATA), secret(join(first.folder, 'data')));

  const two = join(folder, 'two.zip');
  const { tables } = await writeBackup(own.pool, {
    file: two,
    version: '0',
    secret: null,
    now: new Date(),
    say: () => {},
  });
  const data = join(folder, 'back', 'data');
  const back = { DECLIC_DATA: data, PORT: '0' };
  const again = declic(back, 'db', 'restore', two, '--json');
  assert.equal(again.code, 0, again.err);
  const before = await withBackup(
    one,
    () => {},
    async ({ manifest }) => manifest.tables,
  );
  assert.deepEqual(tables, before);
  assert.match(declic(back, 'db', 'restore', two).err, /is not empty/);

  atEnd(t, () => endServerOf(data));
  const server = startProcess(t, process.execPath, [BIN, 'start'], { env: { PATH: process.env.PATH, ...back } });
  await server.line((line) => line.startsWith('Déclic serves at '));
  const { address } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  // The keys of the first server are those of this one, and what waited is applied.
  const secretKey = { authorization: `Bearer ${first.secretKey}` };
  const stats = async () => (await fetch(`${address}/api/stats`, { headers: secretKey })).json();
  const body = JSON.stringify({ batch: ordersOf(1_000_000) });
  const key = {
    authorization: `Basic ${Buffer.from(`${first.writeKey}:`).toString('base64')}`,
    'content-type': 'application/json',
  };
  assert.equal((await fetch(`${address}/v1/batch`, { method: 'POST', headers: key, body })).status, 200);
  const waits = async () => /^declic_inbox_rows 0$/m.test(await (await fetch(`${address}/metrics`)).text());
  for (let end = Date.now() + 30_000; !(await waits()); await sleep(100)) assert.ok(Date.now() < end, 'facts wait');
  // Whatever had been answered before the backup began, each person with the order of the same request, and the new one.
  const { people, orders } = (await stats()) as { people: number; orders: number };
  assert.ok(
    people > 1_000 && people <= sent + 1 && people === orders,
    `${people} people and ${orders} orders of ${sent}`,
  );
  assert.match(declic(back, 'db', 'restore', one, '--replace').err, /works on this database/);
});
