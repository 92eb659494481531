/** `declic db rebucket`: another number of buckets. */
import { setTimeout as sleep } from 'node:timers/promises';
import { aloneOn, inboxDepth, liveClock, migrate, type Pool } from '../../store/index.ts';
import { type Rebucketed, rebucket, upkeepErrors } from '../../upkeep/index.ts';
import type { Call } from '../command.ts';
import { withServer } from '../face.ts';
import { withDatabase } from './db-open.ts';

const LOOK_MS = 1_000;
/** An engine that applies nothing for so long does not get any further. */
const PATIENCE_MS = 60_000;
const MOST_COUNTED = 1_000_000;

/**
 * Facts that wait are applied first: whoever sent them was told that they are safe, and they know the buckets of now.
 * @throws what `rebucket` throws
 */
export async function runRebucket(call: Call, given: string): Promise<number> {
  if (!/^\d{1,9}$/.test(given)) throw call.wrong(`“db rebucket” needs a number of buckets; “${given}” is none`);
  const waiting = await withDatabase(call, async (pool) => {
    await migrate(pool, liveClock.wall());
    return aloneOn(pool, () => inboxDepth(pool, MOST_COUNTED));
  });
  if (waiting > 0) {
    call.say('Facts that wait are applied first.');
    await withServer(call, ['engine'], () => withDatabase(call, applied));
  }
  return withDatabase(call, async (pool) => {
    const done = await rebucket(pool, Number(given), { now: liveClock.wall(), say: call.say });
    return tell(call, done);
  });
}

/** Resolves when no fact waits. @throws UPKEEP_FACTS_WAIT when none is applied any more */
async function applied(pool: Pool): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let since = Date.now(); ; await sleep(LOOK_MS)) {
    const facts = await inboxDepth(pool, MOST_COUNTED);
    if (facts === 0) return;
    if (facts < least || facts >= MOST_COUNTED) since = Date.now();
    least = Math.min(least, facts);
    if (Date.now() - since > PATIENCE_MS) throw upkeepErrors.UPKEEP_FACTS_WAIT({ facts });
  }
}

function tell(call: Call, { from, to, tables }: Rebucketed): number {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const text =
    tables.length === 0
      ? `Nothing to do: there are ${to} buckets.`
      : `There are ${to} buckets now (${from} before): ${rows} rows are where they belong.`;
  call.answer({ from, to, rows, tables: Object.fromEntries(tables.map((table) => [table.name, table.rows])) }, text);
  return 0;
}
