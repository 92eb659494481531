/** A file that the server reads in by itself, through the death of everything at once. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { endServerOf } from '../support/bundled.ts';
import { killWhole } from '../support/killing.ts';
import { atEnd, temporaryFolder } from '../support/processes.ts';
import { adminEnvironment, ask, type Life, makeKeys, startLife } from '../support/serving.ts';

const PATIENCE_MS = 240_000;
/** Long enough to be in the middle of it after the first batch, on the fastest machine. */
const LINES = 12_000;
const BAD_EVERY = 2_000;
const PRICE = 1.25;
/** Both lines of an order are one customer's. */
const PEOPLE = 1_000;
const bad = (at: number) => at % BAD_EVERY === 77;

function file(): string {
  const lines = ['order;date;email;article;units;unit price'];
  for (let at = 0; at < LINES; at++) {
    const date = bad(at) ? '31/02/2026' : `${String((at % 28) + 1).padStart(2, '0')}/02/2026`;
    lines.push(`K${at >> 1};${date};client${(at >> 1) % PEOPLE}@example.com;art${at % 50};2;${PRICE}`);
  }
  return `${lines.join('\n')}\n`;
}

class Shop {
  #life: Life;
  #key: string;
  private constructor(life: Life, key: string) {
    this.#life = life;
    this.#key = key;
  }
  static async open(t: TestContext, dataDir: string): Promise<Shop> {
    const life = await startLife(t, dataDir, adminEnvironment);
    return new Shop(life, (await makeKeys(life.address)).secretKey);
  }
  async call(method: string, path: string, sent: Parameters<typeof ask>[4] = {}) {
    const answer = await ask(this.#life.address, this.#key, method, path, { patienceMs: 60_000, ...sent });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  }
  run = (id: string) => this.call('GET', `/api/imports/${id}`);
  kill = () => killWhole([this.#life.root]);
}

async function until(shop: Shop, id: string, holds: (run: { state: string; progress: { rows: number } }) => boolean) {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(20)) {
    const run = await shop.run(id);
    if (holds(run)) return run;
    assert.ok(Date.now() < end, `it stays as it is: ${JSON.stringify(run)}`);
  }
}

test('[IF4] killed with its database in the middle of a file, the server goes on by itself to the totals of an undisturbed run', async (t) => {
  const dataDir = join(temporaryFolder(t), 'data');
  atEnd(t, () => endServerOf(dataDir));
  const before = await Shop.open(t, dataDir);
  const upload = await before.call('POST', '/api/imports/uploads?file=orders.csv', {
    raw: file(),
    headers: { 'content-type': 'application/octet-stream' },
  });
  const { id } = await before.call('POST', `/api/imports/uploads/${upload.id}/start`, { body: { kind: 'orders' } });
  const caught = await until(before, id, ({ progress }) => progress.rows > 0);
  await before.kill();
  assert.equal(caught.state, 'running');
  assert.ok(caught.progress.rows < LINES, 'it was read to its end before the kill');

  const shop = await Shop.open(t, dataDir);
  const { state, report, progress } = await until(shop, id, (run) => run.state !== 'running');
  const wrong = LINES / BAD_EVERY;
  assert.deepEqual([state, report.rowsRead, report.rowsRejected, progress.faults], ['finished', LINES, wrong, wrong]);
  const { orders, orderLines, netRevenue, people } = await shop.call('GET', '/api/stats');
  const kept = Array.from({ length: LINES }, (_, at) => at).filter((at) => !bad(at));
  assert.deepEqual(
    [orders, orderLines, Number(netRevenue), people],
    [LINES / 2, kept.length, kept.length * 2 * PRICE, PEOPLE],
  );
  const { items } = await shop.call('GET', `/api/imports/${id}/faults?limit=100`);
  assert.deepEqual(
    items.map(({ line }: { line: number }) => line),
    Array.from({ length: wrong }, (_, at) => at * BAD_EVERY + 77 + 2),
  );
});
