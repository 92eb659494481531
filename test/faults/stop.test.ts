/** A server that is asked to end does so in time, in whatever arrangement, also while a mail server lets it wait. */
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../../src/store/bundled/processes.ts';
import { endServerOf } from '../support/bundled.ts';
import { Crowd, drained, openShop, outboxStates, poolSize, reckon } from '../support/crowd.ts';
import { openMailSink } from '../support/mail-sink.ts';
import { atEnd, temporaryFolder } from '../support/processes.ts';
import { adminEnvironment, type Life, makeKeys, startLife } from '../support/serving.ts';
import { openHouse } from '../support/several.ts';

/** Whoever stops a server waits so long before he kills it; on a machine that has other work, as much longer as that takes. */
const STOP_MS = 3_000;
const patience = () => STOP_MS * Math.max(1, loadavg()[0]! / availableParallelism());
const PATIENCE_MS = 120_000;
/** A mail server that takes its time: nothing is answered before the stop. */
const FOR_EVER_MS = 3_600_000;
const PEOPLE = 60;

async function stop(t: TestContext, life: Life): Promise<void> {
  const began = Date.now();
  signal(life.root, 'SIGTERM');
  const code = await life.started.ended;
  const took = Date.now() - began;
  assert.equal(code, 0, life.started.lines.slice(-5).join('\n'));
  t.diagnostic(`it stopped in ${took} ms`);
  assert.ok(took < patience(), `it took ${took} ms`);
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(50)) assert.ok(Date.now() < end, what);
}

test('[DE20] a server of all roles stops in time while a mail server keeps it waiting, and the next one finishes its work', async (t) => {
  const sink = await openMailSink(t, FOR_EVER_MS);
  const dataDir = join(temporaryFolder(t), 'data');
  atEnd(t, () => endServerOf(dataDir));
  const environment = { ...adminEnvironment, SMTP_URL: sink.url, PUBLIC_URL: 'https://atelier.example' };
  const first = await startLife(t, dataDir, environment);
  const keys = await makeKeys(first.address);
  await openShop({ address: first.address, ...keys });
  await new Crowd(PEOPLE).tell({ address: first.address, ...keys });
  const before = () => outboxStates({ address: first.address, ...keys });
  await until(async () => (await before()).claimed! >= poolSize, 'nothing is claimed');
  await sleep(1_000);
  await stop(t, first);
  sink.slow(0);
  const second = await startLife(t, dataDir, environment);
  const server = { address: second.address, ...keys };
  await drained(server, PEOPLE, PATIENCE_MS);
  const { uncertain } = await reckon(server, sink, PEOPLE);
  assert.equal(uncertain, poolSize);
  await stop(t, second);
});

test('[DE20] a process of each role stops in time, and a delivery leaves nothing claimed', async (t) => {
  const house = await openHouse(t, ['http', 'engine', 'delivery'], FOR_EVER_MS);
  await new Crowd(PEOPLE).tell(house.server);
  await until(async () => (await outboxStates(house.server)).claimed! >= poolSize, 'nothing is claimed');
  await sleep(1_000);
  await stop(t, house.deliveries[0]!);
  const { claimed, uncertain, ready } = await outboxStates(house.server);
  assert.deepEqual({ claimed, uncertain }, { claimed: 0, uncertain: poolSize });
  assert.ok(ready! > 0);
  await stop(t, house.engines[0]!);
  await stop(t, house.http);
});
