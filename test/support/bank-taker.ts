/**
 * A process that takes of rates until none is left, to be killed by tests: `node bank-taker.ts '{"connection":…,"banks":[…]}'`. It
 * prints one JSON line for each take that was committed.
 */
import { take } from '../../src/banks/index.ts';
import { liveClock, openStore } from '../../src/store/index.ts';

const { connection, banks } = JSON.parse(process.argv[2]!);
const store = await openStore({ connection, clock: liveClock, schema: 'check' });
const tell = (event: string, more: object = {}) => process.stdout.write(`${JSON.stringify({ event, ...more })}\n`);
tell('ready');
for (let n = 1; ; n = (n % 7) + 1) {
  const { units } = await take(store, banks, n, store.clock.wall());
  if (units === 0) break;
  tell('took', { units });
}
tell('empty');
await store.close();
