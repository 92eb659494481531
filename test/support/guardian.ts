/**
 * Keeps one PostgreSQL for all test files that run now: `node guardian.ts 18`. Started by the first of them (database.ts), it
 * leaves, and takes server and data along, when the last process that registered has ended, however it ended.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeclicError } from '../../src/errors.ts';
import { takePidFile } from '../../src/store/bundled/guard.ts';
import { type Binaries, type Bundled, locateBinaries, openBundled } from '../../src/store/bundled/index.ts';
import { isRunning } from '../../src/store/bundled/processes.ts';
import { type Major, readServer, serverFile, sharedFolder, usersFolder } from './places.ts';

const LOOK_MS = 250;
/** A guardian that is about to leave has the folder for as long as a stop takes. */
const PREDECESSOR_PATIENCE_MS = 10_000;

/** Nothing here has to survive a crash of the machine, and every file of tests has its own database and pool. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '200', max_wal_size: '1GB' };

const major: Major = process.argv[2] === '15' ? 15 : 18;
const folder = sharedFolder(major);
const dataDir = join(folder, 'data');

mkdirSync(usersFolder(folder), { recursive: true });
chmodSync(folder, 0o711);
const giveBack = await takeFolder();
if (giveBack !== null) {
  const server = await openFresh();
  announce(server);
  await lastUserGone(server);
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  giveBack();
}

/** Null when another guardian serves: then this one is not needed. */
async function takeFolder(): Promise<(() => void) | null> {
  const giveUp = Date.now() + PREDECESSOR_PATIENCE_MS;
  for (;;) {
    try {
      return takePidFile(folder);
    } catch (error) {
      if (!isDeclicError(error, 'BUNDLED_IN_USE')) throw error;
      if (readServer(folder) !== null || Date.now() > giveUp) return null;
      await sleep(LOOK_MS / 5);
    }
  }
}

/** Data without a living server are leftovers, and without fsync they may be broken: they are thrown away. */
async function openFresh(): Promise<Bundled> {
  const leftovers = existsSync(dataDir);
  const server = await open();
  if (!leftovers || server.adopted) return server;
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return open();
}

function open(): Promise<Bundled> {
  return openBundled({ dataDir, log: () => {}, binaries: binariesOf(major), settings: TEST_SETTINGS });
}

function binariesOf(wanted: Major): Binaries {
  if (wanted === 18) return locateBinaries();
  // The alias brings the platform's package of 15 inside itself, beside the 18 of the product.
  const alias = createRequire(import.meta.url).resolve('pg15');
  return locateBinaries(join(dirname(alias), 'index.js'));
}

function announce(server: Bundled): void {
  const { host, port, user } = server.connection;
  const draft = `${serverFile(folder)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ guardian: process.pid, connection: { host, port, user } }), { mode: 0o600 });
  renameSync(draft, serverFile(folder));
}

async function lastUserGone(server: Bundled): Promise<void> {
  for (;;) {
    await sleep(LOOK_MS);
    if (hasUsers()) continue;
    // First withdraw the offer, then look again: who registers now either is seen here or finds no offer and starts a guardian.
    rmSync(serverFile(folder), { force: true });
    if (!hasUsers()) return;
    announce(server);
  }
}

function hasUsers(): boolean {
  let living = false;
  for (const name of readdirSync(usersFolder(folder))) {
    if (isRunning(Number(name))) living = true;
    else rmSync(join(usersFolder(folder), name), { force: true });
  }
  return living;
}
