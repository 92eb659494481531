/**
 * Fills a running server with the demo shop, a French sports shop with eighteen months behind it:
 *
 *     node examples/demo/run.ts --data FOLDER [--people N] [--seed TEXT]
 *
 * `npm start -- --demo` does it. Everything goes through doors that any shop has; nothing of the engine is imported here.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCampaigns } from './campaigns.ts';
import { type Account, drawAccounts, makeAccounts, makeDefinitions } from './definitions.ts';
import { type Doors, findDoors } from './doors.ts';
import { bringHistory, openForBusiness, type Say, seconds } from './history.ts';
import { liveToday } from './today.ts';
import { makeWorld } from './world.ts';

const PEOPLE = 5_000;
const SEED = 'foulee-et-cimes';

/** What is remembered of a load, so that a start after an interrupted one goes on with the very same shop. */
type Memory = { seed: string; people: number; now: string; loaded: boolean; accounts?: Account[] };

const say: Say = (line) => void process.stdout.write(`${line}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, people: { type: 'string' }, seed: { type: 'string' } },
  });
  if (!values.data) {
    say('Give the folder of a running server: --data FOLDER.');
    return 1;
  }
  const doors = findDoors(values.data);
  const folder = join(values.data, 'demo');
  const memory = await recall(doors, folder, { people: Number(values.people ?? PEOPLE), seed: values.seed ?? SEED });
  if (memory === null) return 0;
  if (!memory.loaded) await load(doors, folder, memory);
  else {
    showAccounts(memory.accounts ?? []);
    say('The demo shop is here already; nothing is loaded again.');
  }
  return 0;
}

/** The load that is to be done or was done; null where the shop belongs to somebody else. */
async function recall(doors: Doors, folder: string, asked: { people: number; seed: string }): Promise<Memory | null> {
  const path = join(folder, 'demo.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  const { people, orders } = await doors.api<{ people: number; orders: number }>('GET', '/api/stats');
  if (people > 0 || orders > 0) {
    say(
      `The demo shop was not loaded: this shop has ${people} people of its own. Start it on an empty folder (DECLIC_DATA).`,
    );
    return null;
  }
  const { now } = await doors.api<{ now: string }>('GET', '/api/clock');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const memory = { ...asked, now, loaded: false };
  remember(folder, memory);
  return memory;
}

function remember(folder: string, memory: Memory): void {
  writeFileSync(join(folder, 'demo.json'), JSON.stringify(memory), { mode: 0o600 });
}

async function load(doors: Doors, folder: string, memory: Memory): Promise<void> {
  const began = performance.now();
  const world = makeWorld({ seed: memory.seed, now: new Date(memory.now), people: memory.people });
  say(
    `The demo shop is loaded: ${memory.people} people, ${world.orders.length} orders (${seconds(began)} to make them up)`,
  );
  await openForBusiness(doors);
  const { key } = await doors.api<{ key: string }>('POST', '/api/keys', { kind: 'write', name: 'site' });
  await bringHistory(doors, world, folder, key, say);
  const made = await makeDefinitions(doors);
  say(`  ${made.segments} segments, ${made.templates} mails and text messages, ${made.scenarios} scenarios in force`);
  const enrolled = await liveToday(doors, world, memory.seed, key);
  say(`  today: people come, leave baskets and buy; ${enrolled} silent customers are written to`);
  const campaigns = await makeCampaigns(doors, new Date(memory.now));
  say(`  ${campaigns} campaigns: one has left, one leaves in waves, one is held, one is planned, one is a draft`);
  const accounts = memory.accounts ?? drawAccounts();
  // Noted before they are made: an account whose password nobody knows lets nobody in, and is not made twice.
  remember(folder, { ...memory, accounts });
  await makeAccounts(doors, accounts);
  remember(folder, { ...memory, accounts, loaded: true });
  showAccounts(accounts);
  say(`The demo shop is ready (${seconds(began)}).`);
}

function showAccounts(accounts: readonly Account[]): void {
  for (const { role, email, password } of accounts)
    say(`  sign in as ${role.padEnd(8)}  ${email.padEnd(36)}  ${password}`);
}
