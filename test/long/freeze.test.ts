/** What only a stopped process shows. `npm run test:long freeze`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { signal } from '../../src/store/bundled/processes.ts';
import { Crowd, drained, outboxStates, poolSize, reckon } from '../support/crowd.ts';
import { openHouse, tellAll } from '../support/several.ts';

const PATIENCE_MS = 240_000;

test('[DE6] [DE2] processes that freeze are worked around, and when they wake they send nothing again and say what became of what they had in hand', async (t) => {
  const house = await openHouse(t, ['http,engine', 'engine', 'delivery', 'delivery'], 60);
  const [engine, delivery] = [house.engines[0]!.pid, house.deliveries[0]!.pid];
  const crowd = new Crowd(600);
  await crowd.tell(house.server, 300);
  while ((await house.sink.count()) < 20) await sleep(20);
  for (const pid of [engine, delivery]) signal(pid, 'SIGSTOP');
  await tellAll(crowd, house.server);
  await endSession(house.databaseUrl, `declic process ${delivery}`);
  await drained(house.server, 600, PATIENCE_MS);
  const frozen = await outboxStates(house.server);
  assert.ok(frozen.uncertain! <= poolSize, JSON.stringify(frozen));
  for (const pid of [engine, delivery]) signal(pid, 'SIGCONT');
  for (const end = Date.now() + PATIENCE_MS; (await outboxStates(house.server)).uncertain! > 0; await sleep(100))
    assert.ok(Date.now() < end, 'what was in hand stays uncertain');
  const reckoning = await reckon(house.server, house.sink, 600);
  assert.equal(reckoning.sent, 600);
  t.diagnostic(JSON.stringify({ ...reckoning, uncertainWhileFrozen: frozen.uncertain }));
});

/** As a firewall does, or the database when nobody answers. */
async function endSession(url: string, name: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const ended = await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
    [name],
  );
  await client.end();
  assert.equal(ended.rowCount, 1);
}
