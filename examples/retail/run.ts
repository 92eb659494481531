/**
 * A year of a real shop, and sixty days of a win-back scenario over it, in one command:
 *
 *     npm run example:retail -- path/to/uci_online_retail.csv.gz [--data FOLDER] [--json]
 *
 * Orders up to the end of September 2011 come in as history; then the scenario is published, and the orders of the next sixty days
 * come in evening by evening while the clock is moved. Everything goes through doors that any shop has.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { feedDay, momentOf } from './day.ts';
import { writePeople } from './people.ts';
import { type Raw, readRaw } from './raw.ts';
import { gather, type Result, summary } from './report.ts';
import { importHistory, openForBusiness, publish, SEGMENT } from './setup.ts';
import { openShop, type Shop } from './shop.ts';

const FILE = 'uci_online_retail.csv.gz';
const FIRST_DAY = '2011-10-01';
const DAYS = 60;
/** Days between two lines about how far it is. */
const SAY_EVERY = 10;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The local day `n` days after the first. */
const dayAfter = (n: number): string => {
  const day = new Date(`${FIRST_DAY}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + n);
  return day.toISOString().slice(0, 10);
};
const midnight = (day: string): Date => momentOf(`${day}T00:00:00`);

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const file = resolve(positionals[0] ?? join(loadConfig().testDataDir ?? '.', FILE));
  if (!existsSync(file)) {
    say(
      `There is no file ${file}. Give the path of ${FILE} (UCI Online Retail as one CSV file), or set DECLIC_TEST_DATA.`,
    );
    return 1;
  }
  const folder = folderFor(values.data);
  if (folder === null) {
    say(`The folder ${values.data} is not empty. Give a new one: the example begins with an empty shop.`);
    return 1;
  }
  try {
    const result = await play(file, folder);
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${summary(result, values.data)}\n`);
  } finally {
    if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

/** The folder of this run, one of its own unless given; null where the given one holds something. */
function folderFor(given: string | undefined): string | null {
  if (given === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'declic-retail-'));
    // The database server runs as another user where this is root, and has to pass through.
    chmodSync(made, 0o711);
    return made;
  }
  if (existsSync(given) && readdirSync(given).length > 0) return null;
  mkdirSync(given, { recursive: true });
  return resolve(given);
}

async function play(file: string, folder: string): Promise<Result> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  const files = join(folder, 'files');
  mkdirSync(files);
  const raw = await readRaw(file, join(files, 'orders.csv'), FIRST_DAY, dayAfter(DAYS - 1));
  say(`${seconds()} s: read; ${raw.historyLines} lines of history, ${raw.days.size} days with orders to come`);
  const shop = await openShop(join(folder, 'data'), midnight(FIRST_DAY).toISOString());
  try {
    const before = new Map([...raw.customers].filter(([, since]) => since < FIRST_DAY));
    await openForBusiness(shop);
    await importHistory(shop, raw, writePeople(before, files), files);
    say(`${seconds()} s: history imported`);
    const writeKey = await publish(shop);
    say(`${seconds()} s: scenario published`);
    const seen = await walk(shop, raw, writeKey, new Set(before.keys()), seconds);
    const result = await gather(shop, seen);
    return { ...result, seconds: seconds() };
  } finally {
    await shop.stop();
  }
}

/** Moves the clock from midnight to midnight; each day's orders come in when it is over. */
async function walk(
  shop: Shop,
  raw: Raw,
  writeKey: string,
  known: Set<string>,
  seconds: () => number,
): Promise<{ first: Set<string>; all: Set<string> }> {
  const first = await membersOf(shop);
  const all = new Set(first);
  say(`${first.size} people match already and are not enrolled`);
  for (let n = 0; n < DAYS; n++) {
    const hours = (midnight(dayAfter(n + 1)).getTime() - midnight(dayAfter(n)).getTime()) / 3_600_000;
    // The day on which summer time ends has 25 hours.
    await shop.call('POST', '/api/clock', { advance: hours === 24 ? 'P1D' : `PT${hours}H` });
    for (const person of await membersOf(shop)) all.add(person);
    await feedDay(shop, writeKey, dayAfter(n), raw.days.get(dayAfter(n)) ?? [], known);
    if ((n + 1) % SAY_EVERY === 0) say(`${seconds()} s: ${n + 1} days`);
  }
  // The orders of the last evening are still to be applied.
  await shop.call('POST', '/api/clock', { advance: 'PT0S' });
  return { first, all };
}

async function membersOf(shop: Shop): Promise<Set<string>> {
  const members = await shop.all<{ id: string }>(`/api/segments/${SEGMENT}/members`);
  return new Set(members.map(({ id }) => id));
}
