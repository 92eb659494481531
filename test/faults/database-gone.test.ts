/** The PostgreSQL of a shop is gone, in the middle of a send, for as long as it takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../src/store/bundled/processes.ts';
import { Crowd, drained, poolSize, reckon } from '../support/crowd.ts';
import { killWhole } from '../support/killing.ts';
import { ask } from '../support/serving.ts';
import { openHouse, tellAll } from '../support/several.ts';

const PEOPLE = 400;
const PATIENCE_MS = 120_000;
/** Longer than a look for work, a pause after a fault and an answer of the mail server. */
const OUTAGE_MS = 3_000;

async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(50)) assert.ok(Date.now() < end, what);
}

test('[DE17] the database is gone during ticks and deliveries: it is said, nothing more leaves, and the same process goes on when it is back; without it a stop ends, too', async (t) => {
  const house = await openHouse(t, ['http,engine,delivery']);
  const { http, sink, server } = house;
  const get = async (path: string) => (await fetch(server.address + path)).status;
  const logged = (event: string) => http.started.lines.some((line) => line.includes(`"event":"${event}"`));
  await tellAll(new Crowd(PEOPLE), server);
  await until(async () => (await sink.count()) > 20, 'nothing leaves');

  await killWhole([house.database.pid]);
  await until(() => logged('delivery.ledger_failed'), 'the ledger says nothing');
  await until(async () => (await get('/health/ready')) === 503, 'it says that it is ready');
  await until(() => logged('engine.failed') || logged('delivery.failed'), 'nobody says that work failed');
  // What was in the ledger as handed over before may still be on its way.
  let left = -1;
  await until(async () => {
    const before = left;
    left = await sink.count();
    await sleep(OUTAGE_MS / 3);
    return left === before;
  }, 'it does not end');
  await sleep(OUTAGE_MS);
  assert.equal(await sink.count(), left, 'nothing leaves that is not in the ledger');
  assert.ok(left < PEOPLE, 'all had left before');
  assert.equal(await get('/health/live'), 200);
  const refused = await ask(server.address, server.writeKey, 'POST', '/v1/batch', {
    body: { batch: [{ type: 'identify', userId: 'late' }] },
  });
  assert.equal(refused.status, 503, refused.text);

  const back = await house.openDatabase();
  await until(async () => (await get('/health/ready')) === 200, 'it does not find its database again');
  await drained(server, PEOPLE, PATIENCE_MS);
  const { uncertain } = await reckon(server, sink, PEOPLE);
  assert.ok(uncertain <= poolSize, `${uncertain} are uncertain`);

  await killWhole([back.pid]);
  signal(http.pid, 'SIGTERM');
  let ended = false;
  void http.started.ended.then(() => {
    ended = true;
  });
  await until(() => ended, 'it does not end without its database');
});
