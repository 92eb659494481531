import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { defineBank } from '../../src/banks/index.ts';
import { movableClock, openStore } from '../../src/store/index.ts';
import { freshDatabase } from '../support/database.ts';
import { atEnd, type Started, startProcess } from '../support/processes.ts';

const TAKER = fileURLToPath(new URL('../support/bank-taker.ts', import.meta.url));
const LIMIT = 6_000;
const KILLS = 6;

const tookOf = ({ lines }: Started): number =>
  lines
    .filter((line) => line.includes('"took"'))
    .reduce((sum, line) => sum + (JSON.parse(line) as { units: number }).units, 0);

test('[BA4] two processes that are killed again and again never take more of an hour and a day than the tighter one allows', async (t) => {
  const { connection } = await freshDatabase({ t: { after: (work: () => unknown) => atEnd(t, work) } as typeof t });
  const store = await openStore({ connection, clock: movableClock(new Date()), schema: 'check' });
  atEnd(t, () => store.close());
  await defineBank(store, { key: 'provider.hour', kind: 'rate', total: LIMIT, windowSeconds: 3_600 });
  await defineBank(store, { key: 'provider.day', kind: 'rate', total: 2 * LIMIT, windowSeconds: 86_400 });
  const start = () =>
    startProcess(t, process.execPath, [
      TAKER,
      JSON.stringify({ connection, banks: ['provider.hour', 'provider.day'] }),
    ]);
  const all: Started[] = [start(), start()];
  for (let n = 0; n < KILLS; n++) {
    const victim = all.at(-2)!;
    await victim.event('took');
    await sleep(40 + 37 * n);
    victim.child.kill('SIGKILL');
    await victim.ended;
    all.push(start());
  }
  for (const last of all.slice(-2)) assert.equal(await last.ended, 0);
  const { rows } = await store.pool.query(
    'select bank, sum(units)::integer as units from bank_slot group by bank order by bank',
  );
  assert.deepEqual(rows, [
    { bank: 'provider.day', units: LIMIT },
    { bank: 'provider.hour', units: LIMIT },
  ]);
  const told = all.reduce((sum, one) => sum + tookOf(one), 0);
  const killed = all.filter(({ child }) => child.signalCode === 'SIGKILL').length;
  assert.ok(told <= LIMIT && told >= LIMIT - 7 * killed, `${told} were told of ${LIMIT}, with ${killed} kills`);
  assert.ok(killed > 0);
});
